"""Small pieces that the tests of musical regression share."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import torch
from torch import nn

from composer_app.methods.musical_regression.batches import Windows
from composer_app.methods.musical_regression.network import Mended, Network, batch_loss, optimizer
from composer_app.methods.musical_regression.notes import PRESETS, Config, Rows, read
from composer_app.music.note import Note
from composer_app.music.score import Score, Track

PATTERN = (60, 64, 67, 72, 67, 64)
AS_PUBLISHED = PRESETS["as-published"]
SMALL = replace(
    PRESETS["mended"], embedding=12, hidden=32, dense=16, mixture=5, window=24, batch=8, dropout=0.0, transpose=0
)


def score(bars: int = 8) -> Score:
    """Eighths up and down a chord, a low tone at every third, the first of six louder."""
    melody = [Note(240 * i, 240, PATTERN[i % 6], 100 if i % 6 == 0 else 70) for i in range(8 * bars)]
    low = [Note(720 * i, 720, 48, 60) for i in range(8 * bars // 3)]
    return Score((Track("", 0, 0, tuple(melody)), Track("", 1, 0, tuple(low))))


def song(config: Config = SMALL, bars: int = 8) -> Rows:
    found = read(score(bars), config).song
    assert found is not None
    return found


def walk(notes: int, config: Config = SMALL) -> Rows:
    """Rows of a tune that does not repeat itself."""
    rng = np.random.default_rng(0)
    tune = tuple(Note(240 * i, 240, int(rng.integers(48, 84)), 80) for i in range(notes))
    found = read(Score((Track("", 0, 0, tune),)), config).song
    assert found is not None
    return found


def fresh(config: Config = SMALL) -> nn.Module:
    torch.manual_seed(0)
    return Network(config).eval()


def mended() -> Mended:
    network = fresh()
    assert isinstance(network, Mended)
    return network


def taught(config: Config, songs: list[Rows], steps: int) -> tuple[nn.Module, list[float]]:
    """A network after a few steps, and the loss of each."""
    network = fresh(config).train()
    trainer = optimizer(network, config)
    losses = []
    for batch in itertools.islice(Windows(songs, config).stream(0), steps):
        loss = batch_loss(network, batch).loss
        trainer.zero_grad()
        loss.backward()
        trainer.step()
        losses.append(float(loss.detach()))
    return network, losses
