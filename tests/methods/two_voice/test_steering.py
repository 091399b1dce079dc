from __future__ import annotations

import numpy as np
import pytest
import torch

from composer_app.methods.two_voice import steering
from composer_app.methods.two_voice.batches import together
from composer_app.methods.two_voice.conditions import FEATURES, lay_form, measure_of, measure_plan
from composer_app.methods.two_voice.draw import Draw
from composer_app.methods.two_voice.grid import Song
from composer_app.methods.two_voice.pen import Pen
from composer_app.methods.two_voice.sampling import write
from composer_app.methods.two_voice.steering import bars_beside
from composer_app.methods.two_voice.tokens import FIRST, SHAPES
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


def test_section_lies_beside_the_sung_one_before_of_another_letter() -> None:
    starts = [(0, "A"), (2, "B"), (5, "i"), (6, "C"), (8, "A"), (10, "A")]
    form = torch.from_numpy(lay_form(starts, 12, last=True))[None]
    assert bars_beside(form)[0].tolist() == [-1, -1, 0, 1, -1, -1, 2, 3, -1, -1, -1, -1]
    assert bars_beside(torch.zeros_like(form)).eq(-1).all()


def test_rhythm_of_the_section_before_is_leant_on_where_the_letter_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    def alike(echo: float) -> float:
        monkeypatch.setattr(steering, "ECHO", echo)
        nothing = np.zeros(8 * 16, np.int16)
        form = lay_form([(0, "A"), (4, "B")], 8, last=True)
        batch = together([Song(nothing, nothing, 16, form=form)] * 6)
        *_, pen = write(small_network(), batch, 0, Draw(), range(6))
        begins = pen.melody >= FIRST
        return float((begins[:, :64] == begins[:, 64:]).float().mean())

    assert alike(0.0) < alike(4.0)
