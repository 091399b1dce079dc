"""Inputs and targets of each note, and batches of them cut from the songs."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from composer_app.errors import ComposerError
from composer_app.methods.musical_regression.notes import (
    MATCH_DISTANCE,
    MATCH_LENGTH,
    PAD,
    PITCH,
    START,
    WIDTH,
    Config,
    Rows,
)


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows (songs, steps, 6): the one before, the one that followed the longest match, the one to predict.

    Pitch START or PAD stands for no row.
    """

    before: Tensor
    matched: Tensor
    target: Tensor

    def to(self, device: torch.device) -> Batch:
        """The same batch on another device."""
        return Batch(self.before.to(device), self.matched.to(device), self.target.to(device))


def cut(song: Rows, begin: int, steps: int, move: int = 0) -> tuple[Rows, Rows]:
    """Rows (steps + 1, 6) of a song (rows, 6) from `begin` - 1 on, and what followed the longest matches, (steps, 6).

    Pitches are `move` semitones higher.
    """
    rows = np.full((steps + 1, WIDTH), PAD, np.int64)
    first = max(0, begin - 1)
    taken = song[first : begin + steps].astype(np.int64)
    taken[:, PITCH] += move
    rows[first - begin + 1 :][: len(taken)] = taken
    if begin == 0:
        rows[0] = start_row()
    now = np.arange(begin, min(begin + steps, len(song)))
    distance = rows[1 : len(now) + 1, MATCH_DISTANCE]
    matched = np.tile(start_row(), (steps, 1))
    # A row without a match stays a start row.
    (found,) = np.nonzero(distance)
    then = now[found] - distance[found]
    matched[found] = song[then]
    matched[found, MATCH_LENGTH] = rows[found + 1, MATCH_LENGTH]
    matched[found, PITCH] = (rows[found, PITCH] + matched[found, PITCH] - song[then - 1, PITCH]).clip(0, 127)
    return rows, matched


def start_row() -> Rows:
    """The row (6,) before a song's first."""
    row = np.zeros(WIDTH, np.int64)
    row[PITCH] = START
    return row


def collate(cuts: Sequence[tuple[Rows, Rows]]) -> Batch:
    """Results of `cut`, (steps + 1, 6) and (steps, 6), of one length as a batch."""
    rows, matched = (torch.from_numpy(np.stack(arrays)) for arrays in zip(*cuts, strict=True))
    return Batch(rows[:, :-1], matched, rows[:, 1:])


class Windows:
    """An endless stream of batches: crops of songs in any key, or the published windows of 32 messages."""

    def __init__(self, songs: Sequence[Rows], config: Config) -> None:
        self.songs, self.config = songs, config
        shorter = config.window if config.messages else 0
        self.ends = np.cumsum([max(0, len(song) - shorter) for song in songs])
        self.examples = int(self.ends[-1]) if len(self.ends) else 0
        self.batch_examples = config.batch * (1 if config.messages else config.window)
        if not self.examples:
            raise ComposerError(f"No song is longer than a window of {config.window} messages; add longer songs.")

    def stream(self, seed: int, start: int = 0) -> Iterator[Batch]:
        """Batches number `start` and on; batch k of a seed is always the same."""
        for number in itertools.count(start):
            rng = np.random.default_rng((seed, number))
            sampled = rng.integers(self.examples, size=self.config.batch)
            yield collate([self._cut(int(place), rng) for place in sampled])

    def _cut(self, place: int, rng: np.random.Generator) -> tuple[Rows, Rows]:
        index = int(np.searchsorted(self.ends, place, side="right"))
        song, steps = self.songs[index], self.config.window
        if self.config.messages:
            return cut(song, place - (int(self.ends[index - 1]) if index else 0) + 1, steps)
        begin = int(rng.integers(max(1, len(song) - steps + 1)))
        move = int(rng.integers(-self.config.transpose, self.config.transpose + 1))
        pitches = song[max(0, begin - 1) : begin + steps, PITCH]
        return cut(song, begin, steps, move if pitches.min() + move >= 0 and pitches.max() + move <= 127 else 0)
