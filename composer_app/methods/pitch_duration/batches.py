"""Inputs and targets of each event, and batches of them cut from the songs."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields

import numpy as np
import torch
from torch import Tensor

from composer_app.errors import ComposerError
from composer_app.methods.pitch_duration.events import (
    MATCH_DISTANCE,
    MATCH_LENGTH,
    PAD,
    PLACE,
    ROOT,
    START,
    Config,
    Rows,
    symbols,
)


@dataclass(frozen=True, slots=True)
class Batch:
    """Symbols (songs, steps, heads) of the event before, of what followed the longest match, and of the one to predict.

    `position` (songs, steps, 2) is the place of the event before and the match's length in events.
    """

    before: Tensor
    matched: Tensor
    position: Tensor
    target: Tensor

    def to(self, device: torch.device) -> Batch:
        """The same batch on another device."""
        return Batch(*(getattr(self, field.name).to(device) for field in fields(self)))


def cut(song: Rows, begin: int, steps: int, move: int = 0) -> tuple[Rows, Rows]:
    """Rows (steps + 1, 8) of a song (events, 8) from `begin` - 1 on, and what followed the longest matches, (steps, 8).

    Roots are `move` semitones higher.
    """
    rows = np.full((steps + 1, song.shape[1]), PAD, np.int64)
    first = max(0, begin - 1)
    taken = song[first : begin + steps].astype(np.int64)
    taken[:, ROOT] += move
    rows[first - begin + 1 :][: len(taken)] = taken
    if begin == 0:
        rows[0], rows[0, ROOT] = 0, START
    now = np.arange(begin, min(begin + steps, len(song)))
    distance = rows[1 : len(now) + 1, MATCH_DISTANCE]
    matched = np.zeros((steps, song.shape[1]), np.int64)
    # An event without a match stays a start row.
    (found,) = np.nonzero(distance)
    then = now[found] - distance[found]
    matched[:, ROOT] = START
    matched[found] = song[then]
    matched[found, ROOT] = (rows[found, ROOT] + matched[found, ROOT] - song[then - 1, ROOT]).clip(0, 127)
    return rows, matched


def collate(cuts: Sequence[tuple[Rows, Rows]], config: Config) -> Batch:
    """Results of `cut`, (steps + 1, 8) and (steps, 8), of one length as a batch."""
    rows, matched = (np.stack(arrays) for arrays in zip(*cuts, strict=True))
    position = np.stack([rows[:, :-1, PLACE], rows[:, 1:, MATCH_LENGTH]], -1).clip(0)
    found = symbols(rows, config)
    return Batch(
        *(torch.from_numpy(x) for x in (found[:, :-1].clip(0), symbols(matched, config), position, found[:, 1:]))
    )


def windowed(found: Tensor) -> Batch:
    """Windows of symbols (windows, steps, heads) for the published network, which has no other inputs."""
    return Batch(found, found, found, found)


class Windows:
    """An endless stream of batches: crops of songs in any key, or the published windows of 32 events."""

    def __init__(self, songs: Sequence[Rows], config: Config) -> None:
        self.songs, self.config = songs, config
        shorter = 0 if config.every_step else config.window
        self.ends = np.cumsum([max(0, len(song) - shorter) for song in songs])
        self.examples = int(self.ends[-1]) if len(self.ends) else 0
        self.batch_examples = config.batch * (config.window if config.every_step else 1)
        if not self.examples:
            raise ComposerError(f"No song is longer than a window of {config.window} events; add longer songs.")

    def stream(self, seed: int, start: int = 0) -> Iterator[Batch]:
        """Batches number `start` and on; batch k of a seed is always the same."""
        for number in itertools.count(start):
            rng = np.random.default_rng((seed, number))
            sampled = rng.integers(self.examples, size=self.config.batch)
            yield collate([self._cut(int(place), rng) for place in sampled], self.config)

    def _cut(self, place: int, rng: np.random.Generator) -> tuple[Rows, Rows]:
        index = int(np.searchsorted(self.ends, place, side="right"))
        song, steps = self.songs[index], self.config.window
        if not self.config.every_step:
            return cut(song, place - (int(self.ends[index - 1]) if index else 0) + 1, steps)
        begin = int(rng.integers(max(1, len(song) - steps + 1)))
        move = int(rng.integers(-self.config.transpose, self.config.transpose + 1))
        roots = song[max(0, begin - 1) : begin + steps, ROOT]
        return cut(song, begin, steps, move if roots.min() + move >= 0 and roots.max() + move <= 127 else 0)
