"""Small pieces that the tests of the beat roll share."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from itertools import islice
from typing import Any

import numpy as np
import torch

from composer_app.methods.beat_roll.batches import Windows
from composer_app.methods.beat_roll.network import Network, batch_loss, optimizer
from composer_app.methods.beat_roll.roll import Config, Rows, fit, read
from composer_app.methods.beat_roll.sampling import write
from composer_app.music.meter import Timeline
from composer_app.music.note import Note
from composer_app.music.score import Score, Track

SMALL = Config(beats_a_quarter=2, window=32, batch=8, hidden=32, choices=3, dropout=0.0, transpose=0)
CHORDS = ((48, 52, 55), (45, 48, 52), (41, 45, 48), (43, 47, 50, 53))


def score(bars: int = 8, up: int = 0, bpm: float = 100.0) -> Score:
    """A chord a bar in the left hand, struck again on its third quarter; quarters in the right, the third a rest."""
    right = [Note(480 * beat + 1920 * bar, 480, 72 + up + 2 * beat + bar % 4, 96) for bar in range(bars)
             for beat in (0, 1, 3)]  # fmt: skip
    left = [Note(1920 * bar + half, 960, pitch + up, 72) for bar in range(bars) for half in (0, 960)
            for pitch in CHORDS[bar % 4]]  # fmt: skip
    tracks = (Track("Right", 0, 0, tuple(right)), Track("Left", 1, 0, tuple(left)))
    return Score(tracks, Timeline.plain(bpm), length=1920 * bars)


def song(bars: int = 8, up: int = 0, config: Config = SMALL) -> Rows:
    found = read(score(bars, up), config).song
    assert found is not None
    return found


def network(config: Config = SMALL) -> Any:
    torch.manual_seed(0)
    return Network(fit(config, [song(config=config)])).eval()


@cache
def trained(config: Config = SMALL, steps: int = 120) -> tuple[Network, list[float]]:
    """A small network after so many steps over one song, and the losses on the way."""
    songs = [song(16, config=config)]
    told = fit(replace(config, rate=1e-2), songs)
    torch.manual_seed(0)
    net = Network(told)
    trained_by = optimizer(net, told)
    losses = []
    for batch in islice(Windows(songs, told).stream(0), steps):
        loss = batch_loss(net, batch).loss
        trained_by.zero_grad()
        loss.backward()
        trained_by.step()
        losses.append(float(loss.detach()))
    return net, losses


def written(net: Network, start: Rows, seeds: list[int], count: int) -> Rows:
    """So many rows of every idea, (ideas, count, 12)."""
    return np.stack([rows for rows, _ in islice(write(net, start, seeds, 1.0, 0.97), count)], 1)
