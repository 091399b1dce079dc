"""Inputs and targets of each beat, and batches of them cut from the songs."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from composer_app.errors import ComposerError
from composer_app.methods.beat_roll.roll import (
    BAR,
    MATCH_DISTANCE,
    MATCH_LENGTH,
    PLACE,
    Config,
    Rows,
    lowest_in,
    sounding_in,
    struck_in,
)


@dataclass(frozen=True, slots=True)
class Batch:
    """Beats to predict: rolls of 0 and 1 (songs, beats, 2, rows), what sounds and what is struck.

    `previous` is the beat before, `matched` the beat that followed the longest match, `target` the beat itself. The
    others are (songs, beats): place in the bar, beats in the bar, the match's length; `counts` is 0 in padding.
    """

    previous: Tensor
    matched: Tensor
    target: Tensor
    place: Tensor
    bar: Tensor
    match: Tensor
    counts: Tensor

    def to(self, device: torch.device) -> Batch:
        """The same batch on another device."""
        return Batch(*(getattr(self, field.name).to(device) for field in fields(self)))


def planes(rows: Rows, low: int, config: Config) -> NDArray[np.float32]:
    """What sounds and is struck in rows (beats, 12), (beats, 2, rows), from pitch `low` up; 0 beyond MIDI's range."""
    both = np.stack([sounding_in(rows), struck_in(rows)], 1)
    wide = np.pad(both, ((0, 0), (0, 0), (128, 128)))
    return wide[:, :, 128 + low : 128 + low + config.rows].astype(np.float32)


def known(song: Rows, begin: int, end: int, low: int, config: Config) -> tuple[NDArray[np.float32], ...]:
    """The fields of a `Batch` for beats `begin` to `end` of a song (beats, 12): three (n, 2, rows), four (n,).

    A beat's own roll is its target and nothing else, so that no input holds the future; its place in the bar is known.
    """
    rows = song[begin:end]
    here = planes(song[max(0, begin - 1) : end], low, config)
    previous = here[:-1] if begin else np.concatenate([np.zeros_like(here[:1]), here[:-1]])
    matched = np.zeros_like(previous)
    matches = rows[:, MATCH_LENGTH] > 0
    if matches.any():
        matched[matches] = planes(song[np.arange(begin, end)[matches] - rows[matches, MATCH_DISTANCE]], low, config)
    target = here[len(here) - len(rows) :]
    return (
        previous,
        matched,
        target,
        rows[:, PLACE],
        rows[:, BAR],
        rows[:, MATCH_LENGTH],
        np.ones(len(rows), np.float32),
    )


def collate(crops: Sequence[tuple[NDArray[np.float32], ...]]) -> Batch:
    """Crops, seven arrays (beats, ...) each, as a batch; shorter ones are padded with beats whose `counts` is 0."""
    longest = max(len(crop[0]) for crop in crops)

    def padded(column: NDArray[np.float32]) -> NDArray[np.float32]:
        """A field (beats, ...) as (longest, ...)."""
        return np.pad(column, [(0, longest - len(column))] + [(0, 0)] * (column.ndim - 1))

    columns = [torch.from_numpy(np.stack([padded(crop[index]) for crop in crops])) for index in range(7)]
    previous, matched, target, place, bar, match, counts = columns
    return Batch(previous, matched, target, place.long(), bar.long(), match.long(), counts)


def one(song: Rows, config: Config) -> Batch:
    """A whole song (beats, 12) as a batch."""
    return collate([known(song, 0, len(song), low_of(song, config), config)])


def low_of(song: Rows, config: Config) -> int:
    """The pitch of the roll's lowest row, of a song (beats, 12)."""
    lowest = lowest_in(song) if config.from_lowest else None
    return config.lowest if lowest is None else lowest


class Windows:
    """An endless stream of batches: crops of songs in any key, or as published whole songs."""

    def __init__(self, songs: Sequence[Rows], config: Config) -> None:
        self.songs, self.config = songs, config
        self.ends = np.array([len(song) for song in songs], np.int64).cumsum()
        self.examples = int(self.ends[-1]) if len(songs) else 0
        if not self.examples:
            raise ComposerError("There is no beat to learn from; add songs.")
        self.batch_examples = config.batch * (config.window or self.examples // len(songs))

    def stream(self, seed: int, start: int = 0) -> Iterator[Batch]:
        """Batches number `start` and on; batch k of a seed is always the same."""
        for number in itertools.count(start):
            yield self.batch(np.random.default_rng((seed, number)))

    def batch(self, rng: np.random.Generator) -> Batch:
        """One batch: whole songs, each alike, or crops, each song by its length."""
        config, size = self.config, self.config.window
        if not size:
            sampled = rng.choice(len(self.songs), min(config.batch, len(self.songs)), replace=False)
            return collate([self._crop(self.songs[number], 0, len(self.songs[number]), 0) for number in sampled])
        crops = []
        for place in rng.integers(self.examples, size=config.batch):
            song = self.songs[number := int(np.searchsorted(self.ends, place, side="right"))]
            # Half a window further back than sampled, so that beginnings and ends come up as often as middles.
            at = int(place - self.ends[number] + len(song)) - size // 2
            begin = max(0, min(at, len(song) - size))
            moved = int(rng.integers(-config.transpose, config.transpose)) if config.transpose else 0
            crops.append(self._crop(song, begin, min(len(song), begin + size), moved))
        return collate(crops)

    def _crop(self, song: Rows, begin: int, end: int, moved: int) -> tuple[NDArray[np.float32], ...]:
        return known(song, begin, end, low_of(song, self.config) - moved, self.config)
