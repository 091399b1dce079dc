"""Tiny tunes for the tests of this method."""

from __future__ import annotations

import dataclasses

import numpy as np

from composer_app.methods.melody_grid.grid import PRESETS, Config, Rows, with_matches
from composer_app.music.note import Note
from composer_app.music.score import Score, Track

TINY = dataclasses.replace(
    PRESETS["mended"], hidden=24, embedding=8, window=32, batch=4, transpose=0, dropout=0.0, fewest_notes=4
)
PATTERN = (60, 64, 67, 72, 67, 64)


def score(*parts: tuple[Note, ...]) -> Score:
    return Score(tuple(Track("", channel, 0, notes) for channel, notes in enumerate(parts)))


def tune(*pitches: int, step: int = 240, length: int = 240) -> tuple[Note, ...]:
    return tuple(Note(step * place, length, pitch) for place, pitch in enumerate(pitches))


def pattern(steps: int, config: Config = TINY) -> Rows:
    """The pattern again and again, a note at every 16th."""
    place = np.arange(steps)
    tokens = np.array(PATTERN)[place % len(PATTERN)]
    return with_matches(np.stack([tokens, place % 16, np.full(steps, 16)], 1).astype(np.int16), config)
