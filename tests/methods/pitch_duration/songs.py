"""Small pieces that the tests of pitch and duration share."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import torch

from composer_app.methods.pitch_duration.batches import Windows
from composer_app.methods.pitch_duration.events import PRESETS, Config, Rows, fit, read
from composer_app.methods.pitch_duration.network import Network, batch_loss, optimizer
from composer_app.music.note import Note
from composer_app.music.score import Score, Track

PATTERN = (60, 64, 67, 72, 67, 64)
SMALL = replace(PRESETS["mended"], embeddings=(8, 4, 4, 4, 4), hidden=32, window=24, batch=8, dropout=0.0, transpose=0)


def score(bars: int = 8, move: int = 0) -> Score:
    """Eighths up and down a chord, the chord itself below at every third."""
    melody = [Note(240 * i, 240, PATTERN[i % 6] + move) for i in range(8 * bars)]
    chords = [Note(720 * i, 720, pitch + move) for i in range(8 * bars // 3) for pitch in (43, 48, 52)]
    return Score((Track("", 0, 0, tuple(melody)), Track("", 1, 0, tuple(chords))))


def song(config: Config = SMALL, bars: int = 8, move: int = 0) -> Rows:
    found = read(score(bars, move), config).song
    assert found is not None
    return found


def walk(events: int, seed: int = 0) -> Rows:
    """Rows of a tune that does not repeat itself."""
    pitches = np.random.default_rng(seed).integers(48, 84, events)
    notes = tuple(Note(240 * i, 240, int(pitch)) for i, pitch in enumerate(pitches))
    found = read(Score((Track("", 0, 0, notes),)), SMALL).song
    assert found is not None
    return found


def fitted(config: Config = SMALL) -> Config:
    return fit(config, [song(config)])


def fresh(config: Config | None = None) -> Network:
    torch.manual_seed(0)
    return Network(config or fitted()).eval()


def taught(config: Config, songs: list[Rows], steps: int) -> tuple[Network, list[float]]:
    """A network after a few steps, and the loss of each."""
    torch.manual_seed(0)
    network = Network(config)
    trainer = optimizer(network, config)
    losses = []
    for batch in itertools.islice(Windows(songs, config).stream(0), steps):
        loss = batch_loss(network, batch).loss
        trainer.zero_grad()
        loss.backward()
        trainer.step()
        losses.append(float(loss.detach()))
    return network, losses
