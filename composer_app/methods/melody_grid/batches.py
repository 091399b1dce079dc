"""Inputs and targets of each step, and batches of them cut from the songs."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields

import numpy as np
import torch
from torch import Tensor

from composer_app.errors import ComposerError
from composer_app.methods.melody_grid.grid import APART, COLUMNS, HOLD, REST, START, Config, Rows, parts_of

LOOK_BACK = (1, 2, 4, 8)
LONGEST = 64


@dataclass(frozen=True, slots=True)
class Batch:
    """Steps to predict, (parts, steps), `past` and `past_sounding` at LOOK_BACK bars before (parts, steps, 4).

    `target` is -1 where there is none. A published batch holds only `last` (windows, size) and `target` (windows, 1).
    """

    last: Tensor
    sounding: Tensor
    age: Tensor
    place: Tensor
    bar: Tensor
    past: Tensor
    past_sounding: Tensor
    match: Tensor
    match_length: Tensor
    target: Tensor

    def to(self, device: torch.device) -> Batch:
        """The same batch on another device."""
        return Batch(*(getattr(self, field.name).to(device) for field in fields(self)))


def known(table: Rows, steps: int) -> Batch:
    """The batch of the last `steps` of rows (parts, n, 5), of which tokens of -1 are padding.

    A step's own token is its target and nothing else, so that no input holds the future.
    """
    tokens, place, bar, match, match_length = (table[:, :, column] for column in range(5))
    count, length = tokens.shape
    index = np.arange(length)
    begun = np.where((tokens != HOLD) & (tokens != APART), index, -1)
    since = np.maximum.accumulate(begun, 1)
    sounding = np.where(since >= 0, np.take_along_axis(tokens, since.clip(0), 1), REST)
    before = np.full((count, 1), START)
    at = index[length - steps :]
    last = np.concatenate([before, np.where(tokens < 0, START, tokens)], 1)[:, at]
    last_sounding = np.concatenate([np.full((count, 1), REST), sounding], 1)[:, at]
    age = (at - np.concatenate([np.zeros((count, 1), int), since], 1)[:, at]).clip(0, LONGEST - 1)
    back = at[None, :, None] - bar[:, -steps:, None] * np.array(LOOK_BACK)
    rows = np.arange(count)[:, None, None]
    past = np.where(back >= 0, tokens[rows, back.clip(0)], APART)
    past_sounding = np.where(past == APART, REST, sounding[rows, back.clip(0)])
    past = np.where(past < 0, START, past)
    now = (place[:, at], bar[:, at], past, past_sounding, match[:, at], match_length[:, at], tokens[:, at])
    found = (last, last_sounding, age, *now)
    return Batch(*(torch.from_numpy(np.ascontiguousarray(array, np.int64)) for array in found))


class Windows:
    """An endless stream of batches: crops beginning at a bar line, or the published windows of 20 steps."""

    def __init__(self, songs: Sequence[Rows], config: Config) -> None:
        self.config, self.songs = config, songs
        self.parts = np.array([(i, begin, end) for i, song in enumerate(songs) for begin, end in parts_of(song)])
        lengths = self.parts[:, 2] - self.parts[:, 1]
        if config.published:
            # How many windows of each part have a target after them.
            self.weights = np.maximum(0, lengths - config.window - config.late)
            self.batch_examples = config.batch
        else:
            self.weights = lengths
            self.batch_examples = config.batch * config.window
        self.examples = int(self.weights.sum())
        if not self.examples:
            raise ComposerError(f"No part is longer than the {config.window} steps of a window; add longer songs.")
        self.ends = self.weights.cumsum()

    def stream(self, seed: int, start: int = 0) -> Iterator[Batch]:
        """Batches number `start` and on; batch k of a seed is always the same."""
        for number in itertools.count(start):
            yield self.batch(np.random.default_rng((seed, number)))

    def batch(self, rng: np.random.Generator) -> Batch:
        """One batch, each part sampled by its length."""
        sampled = rng.integers(self.examples, size=self.config.batch)
        chosen = np.searchsorted(self.ends, sampled, side="right")
        places = sampled - (self.ends - self.weights)[chosen]
        return (self._published if self.config.published else self._crops)(chosen, places, rng)

    def _published(self, chosen: Rows, places: Rows, _: np.random.Generator) -> Batch:
        size = self.config.window
        rows = [self.songs[song][begin + at :][: size + 1 + self.config.late] for (song, begin, _), at in
                zip(self.parts[chosen], places, strict=True)]  # fmt: skip
        return window_batch(np.stack(rows)[:, :, 0].astype(int), size)

    def _crops(self, chosen: Rows, places: Rows, rng: np.random.Generator) -> Batch:
        steps, most = self.config.window, max(LOOK_BACK)
        crops, context = [], 0
        for (song, begin, end), place in zip(self.parts[chosen], places.tolist(), strict=True):
            rows = self.songs[song][begin:end]
            at = max(0, min(place, len(rows) - steps))
            at -= min(at, int(rows[at, 1]))
            before = min(at, most * int(rows[at, 2]))
            crops.append((rows[at - before : at + steps].astype(int), before))
            context = max(context, before)
        table = np.full((len(crops), context + steps, COLUMNS), APART)
        for row, (crop, before) in enumerate(crops):
            table[row, context - before : context - before + len(crop)] = transposed(crop, self.config.transpose, rng)
        table[:, :, 1:] = table[:, :, 1:].clip(0)
        return known(table, steps)


def transposed(rows: Rows, most: int, rng: np.random.Generator) -> Rows:
    """The rows (steps, 5) up to `most` semitones higher or lower, where every pitch stays in MIDI's range."""
    move = int(rng.integers(-most, most + 1))
    plays = (rows[:, 0] >= 0) & (rows[:, 0] < REST)
    matches = (rows[:, 4] > 0) & (rows[:, 3] < REST)  # these tokens may come from before the crop
    pitches = np.concatenate([rows[plays, 0], rows[matches, 3]])
    if len(pitches) and pitches.min() + move >= 0 and pitches.max() + move < REST:
        rows = rows.copy()
        rows[plays, 0] += move
        rows[matches, 3] += move
    return rows


def window_batch(tokens: Rows, size: int) -> Batch:
    """The batch of published windows (windows, size + 1 + late): the first `size` steps, and the last as target."""
    previous = torch.from_numpy(np.array(tokens[:, :size], np.int64))
    target = torch.from_numpy(np.array(tokens[:, -1:], np.int64))
    none = torch.zeros(len(tokens), 0, dtype=torch.long)
    return Batch(previous, none, none, none, none, none, none, none, none, target)
