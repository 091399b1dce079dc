"""Inputs and targets of each element, and batches of them cut from the songs."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from functools import lru_cache

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from composer_app.errors import ComposerError
from composer_app.methods.note_names.elements import (
    CHORD,
    CYCLE,
    DURATION,
    GAP,
    INTERVALS,
    LENGTHS,
    LOUDNESS,
    MATCH_DISTANCE,
    MATCH_LENGTH,
    PITCH,
    PLACE,
    VELOCITY,
    Config,
    Rows,
    name_of,
    time_class,
)

# Columns of ids; each has one id more than it has classes, for no element: before the start, or without a match.
NAME, VOICING, LOW, TIME, LENGTH, LOUD, WHERE = range(7)
NONE = -1


@dataclass(frozen=True, slots=True)
class Batch:
    """Elements to predict as ids, NONE in `target` where there is none.

    `previous` (songs, elements, 7) is the element before: name, voicing, lowest pitch, gap, duration, loudness, place.
    `matched` (songs, elements, 7) is the one that followed the longest match: the first six, then the match's length.
    `target` (songs, elements, 6) is the element itself: the first six.
    """

    previous: Tensor
    matched: Tensor
    target: Tensor

    def to(self, device: torch.device) -> Batch:
        """The same batch on another device."""
        return Batch(*(getattr(self, field.name).to(device) for field in fields(self)))


class Vocabulary:
    """A config's names and voicings as tables from rows to ids."""

    def __init__(self, config: Config) -> None:
        self.names = np.array(config.names, np.int64)
        self.voicings = np.array(config.voicings, np.int64)
        self.name_ids = np.full(CHORD + 0x1000, len(self.names))
        self.name_ids[self.names] = np.arange(len(self.names))
        # The id of each column for no element.
        self.none = np.array([len(self.names) + 1, len(self.voicings) + 1, 128, len(LENGTHS), len(LENGTHS), 8, CYCLE])

    def ids(self, rows: Rows) -> NDArray[np.int64]:
        """The ids (n, 7) of rows (n, 8); unknown names and voicings have an id of their own."""
        low = np.clip(rows[:, PITCH].astype(np.int64), 0, 127)
        intervals = rows[:, INTERVALS].astype(np.int64)
        at = np.searchsorted(self.voicings, intervals).clip(max=len(self.voicings) - 1)
        return np.stack(
            [
                self.name_ids[name_of(low, intervals)],
                np.where(self.voicings[at] == intervals, at, len(self.voicings)),
                low,
                time_class(rows[:, GAP]),
                time_class(rows[:, DURATION]),
                (rows[:, VELOCITY] // LOUDNESS).clip(0, 7),
                rows[:, PLACE].clip(0, CYCLE - 1),
            ],
            1,
        )


@lru_cache(4)
def vocabulary(config: Config) -> Vocabulary:
    """The tables of a config, made once."""
    return Vocabulary(config)


def known(song: Rows, begin: int, end: int, config: Config, moved: int = 0) -> tuple[NDArray[np.int64], ...]:
    """Ids (n, 7), (n, 7) and (n, 6) of previous, matched and target elements `begin` to `end` of a song (elements, 8).

    They are transposed by `moved` semitones. An element's own row is its target and nothing else, so that no input
    holds the future.
    """
    words = vocabulary(config)

    def ids(rows: Rows) -> NDArray[np.int64]:
        """Ids (n, 7) of rows (n, 8), transposed."""
        rows = rows.astype(np.int64)
        rows[:, PITCH] += moved
        return words.ids(rows)

    rows = song[begin:end]
    here = ids(song[max(0, begin - 1) : end])
    previous = here[:-1] if begin else np.concatenate([words.none[None], here[:-1]])
    has_match = rows[:, MATCH_LENGTH] > 0
    matched = np.tile(np.append(words.none[:WHERE], 0), (len(rows), 1))
    if has_match.any():
        back = np.arange(begin, end)[has_match] - rows[has_match, MATCH_DISTANCE]
        matched[has_match] = np.concatenate([ids(song[back])[:, :WHERE], rows[has_match, MATCH_LENGTH, None]], 1)
    return previous, matched, here[len(here) - len(rows) :, :WHERE]


def one(song: Rows, config: Config) -> Batch:
    """A whole song (elements, 8) as a batch."""
    return Batch(*(torch.from_numpy(ids)[None] for ids in known(song, 0, len(song), config)))


class Windows:
    """An endless stream of batches: crops of songs in any key, or the published windows and the name that follows.

    Every element of a crop is an example, and no crop leaves its song. Where windows cross songs, as published, the
    songs are one after another.
    """

    def __init__(self, songs: Sequence[Rows], config: Config) -> None:
        self.songs, self.config = songs, config
        lengths = np.array([len(song) for song in songs], np.int64)
        self.ends = lengths.cumsum()
        self.examples = int(self.ends[-1]) if len(songs) else 0
        self.batch_examples = config.batch * config.window
        if config.cross_songs:
            self.examples = max(0, self.examples - config.window)
            self.batch_examples = config.batch
        if not self.examples:
            raise ComposerError(f"The songs hold fewer notes than the {config.window} of a window; add songs.")

    def stream(self, seed: int, start: int = 0) -> Iterator[Batch]:
        """Batches number `start` and on; batch k of a seed is always the same."""
        for number in itertools.count(start):
            yield self.batch(np.random.default_rng((seed, number)))

    def batch(self, rng: np.random.Generator) -> Batch:
        """One batch: elements sampled at random among all, each song by its length."""
        sampled = rng.integers(self.examples, size=self.config.batch)
        return self._windows(sampled) if self.config.cross_songs else self._crops(sampled, rng)

    def _crops(self, sampled: NDArray[np.int64], rng: np.random.Generator) -> Batch:
        size, most = self.config.window, self.config.transpose
        crops = []
        for place in sampled:
            song = self.songs[number := int(np.searchsorted(self.ends, place, side="right"))]
            # Half a window further back than sampled, so that beginnings and ends come up as often as middles.
            at = int(place - self.ends[number] + len(song)) - size // 2
            begin = max(0, min(at, len(song) - size))
            moved = int(rng.integers(-most, most)) if most else 0
            crops.append(known(song, begin, min(len(song), begin + size), self.config, moved))
        return collate(crops)

    def _windows(self, sampled: NDArray[np.int64]) -> Batch:
        size, words = self.config.window, vocabulary(self.config)
        previous = np.stack([words.ids(self._across(place, size)) for place in sampled])
        target = np.stack([words.ids(self._across(place + size, 1))[:, :WHERE] for place in sampled])
        return Batch(torch.from_numpy(previous), torch.zeros(len(sampled), 0, 7), torch.from_numpy(target))

    def _across(self, place: int, size: int) -> Rows:
        """Rows (size, 8) from a place counted through all songs."""
        rows: list[Rows] = []
        number = int(np.searchsorted(self.ends, place, side="right"))
        while (missing := size - sum(map(len, rows))) > 0:
            song = self.songs[number]
            begin = max(0, int(place - self.ends[number] + len(song)))
            rows.append(song[begin : begin + missing])
            number += 1
        return np.concatenate(rows)


def collate(crops: Sequence[tuple[NDArray[np.int64], ...]]) -> Batch:
    """Crops, ids (n, 7), (n, 7) and (n, 6) each, as a batch; shorter ones are padded with elements without a target."""
    longest = max(len(crop[0]) for crop in crops)

    def column(index: int, fill: int) -> Tensor:
        """One array of every crop, padded and stacked, (songs, longest, columns)."""
        padded = [np.pad(crop[index], ((0, longest - len(crop[0])), (0, 0)), constant_values=fill) for crop in crops]
        return torch.from_numpy(np.stack(padded))

    return Batch(column(0, 0), column(1, 0), column(2, NONE))
