"""Small pieces that the tests of note names share."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from itertools import islice
from typing import Any

import numpy as np
import torch

from composer_app.methods.note_names.batches import Windows
from composer_app.methods.note_names.elements import Config, Rows, fit, read
from composer_app.methods.note_names.network import Mended, Network, batch_loss, optimizer
from composer_app.methods.note_names.sampling import write
from composer_app.music.meter import Timeline
from composer_app.music.note import Note
from composer_app.music.score import Score, Track

SMALL = Config(fewest=1, window=32, batch=8, embedding=32, hidden=48, dense=32, dropout=0.0, transpose=0, rarest=1)
CHORDS = ((48, 52, 55), (45, 48, 52), (41, 45, 48), (43, 47, 50, 53))


def score(bars: int = 8, up: int = 0, programs: tuple[int, int] = (0, 0)) -> Score:
    """A chord a bar in the left hand; four quarters in the right, the third a rest."""
    right = [Note(480 * beat + 1920 * bar, 480, 72 + up + 2 * beat + bar % 4, 90) for bar in range(bars)
             for beat in (0, 1, 3)]  # fmt: skip
    left = [Note(1920 * bar, 1920, pitch + up, 60) for bar in range(bars) for pitch in CHORDS[bar % 4]]
    tracks = (Track("Right", 0, programs[0], tuple(right)), Track("Left", 1, programs[1], tuple(left)))
    return Score(tracks, Timeline.plain(100.0), length=1920 * bars)


def song(bars: int = 8, up: int = 0) -> Rows:
    found = read(score(bars, up), SMALL).song
    assert found is not None
    return found


def network(config: Config = SMALL, songs: int = 1) -> Any:
    torch.manual_seed(0)
    return Network(fit(config, [song(8, up) for up in range(songs)]))


@cache
def trained(steps: int = 150) -> tuple[Mended, list[float]]:
    """A small network after so many steps over one song, and the losses on the way."""
    told = fit(replace(SMALL, rate=1e-2), [song(16)])
    torch.manual_seed(0)
    net = Network(told)
    trained_by = optimizer(net, told)
    losses = []
    for batch in islice(Windows([song(16)], told).stream(0), steps):
        loss = batch_loss(net, batch).loss
        trained_by.zero_grad()
        loss.backward()
        trained_by.step()
        losses.append(float(loss.detach()))
    return net, losses


def written(net: Any, start: Rows, seeds: list[int], count: int) -> Rows:
    """So many rows of every idea, (ideas, count, 8)."""
    return np.stack([rows for rows, _ in islice(write(net, start, seeds, 1.0, 0.97), count)], 1)
