from __future__ import annotations

import numpy as np
import pytest
import torch

from composer_app.methods.two_voice.batches import together
from composer_app.methods.two_voice.conditions import FEATURES, measure_of, measure_plan
from composer_app.methods.two_voice.draw import Draw
from composer_app.methods.two_voice.grid import Song
from composer_app.methods.two_voice.pen import Pen
from composer_app.methods.two_voice.sampling import write
from composer_app.methods.two_voice.tokens import SHAPES
from tests.methods.two_voice.songs import small_network

CONTROLS = FEATURES[:6]


def written(ideas: int = 6, seed: int = 0, **asked: float) -> Pen:
    """Four bars of each idea, planned as asked and not otherwise."""
    nothing = np.zeros(64, np.int16)
    plan = np.full((4, len(FEATURES)), np.nan, np.float32)
    for name, share in asked.items():
        plan[:, FEATURES.index(name)] = measure_of(name, share)
    batch = together([Song(nothing, nothing, 16, plan=plan)] * ideas)
    *_, pen = write(small_network(), batch, 0, Draw(asked=tuple(asked)), range(seed, seed + ideas))
    return pen


def measured(pen: Pen, name: str) -> float:
    rows = zip(pen.melody.numpy(), pen.chords.numpy(), strict=True)
    plans = [measure_plan(m.astype(np.int16), c.astype(np.int16), 16, SHAPES, []) for m, c in rows]
    return float(np.nanmean([plan[:, FEATURES.index(name)] for plan in plans]))


@pytest.mark.parametrize("name", CONTROLS)
def test_more_is_written_of_what_more_is_asked_for(name: str) -> None:
    least, most = (measured(written(**{name: share}), name) for share in (0.0, 1.0))
    assert least < most


def test_idea_is_steered_by_what_it_wrote_itself() -> None:
    alone, beside = written(1, seed=2, density=0.9, leaps=0.1), written(4, density=0.9, leaps=0.1)
    assert torch.equal(alone.melody[0], beside.melody[2])
    assert torch.equal(alone.chords[0], beside.chords[2])
