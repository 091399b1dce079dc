"""The n-grams of a line: of intervals with the gaps between onsets, and of pitch classes with their durations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from composer_app.music.note import PITCH_NAMES, TICKS_PER_QUARTER

Kind = Literal["steps", "notes"]
KINDS: tuple[Kind, Kind] = ("steps", "notes")
SIZES = (2, 3, 4, 5, 6)
NOTE_VALUES = (
    ("1/32", 1 / 8), ("1/16T", 1 / 6), ("1/16", 1 / 4), ("1/8T", 1 / 3), ("1/16.", 3 / 8), ("1/8", 1 / 2),
    ("1/4T", 2 / 3), ("1/8.", 3 / 4), ("1/4", 1.0), ("1/2T", 4 / 3), ("1/4.", 3 / 2), ("1/2", 2.0),
    ("1/2.", 3.0), ("1/1", 4.0), ("1/1.", 6.0), ("2/1", 8.0),
)  # fmt: skip
"""The name of a note value (T: triplet, a dot: dotted) and its quarters, rising."""

LARGEST_LEAP = 31  # semitones; wider ones are in no pattern
_CAPACITY = 1 << 17  # different patterns of one kind and size that are counted at the same time
_WAITING = 1 << 15
_VALUE_BITS, _STEP_BITS, _CLASS_BITS = 4, 6, 4
_Codes = npt.NDArray[np.int64]
_BOUNDS = np.sqrt([a * b for (_, a), (_, b) in zip(NOTE_VALUES, NOTE_VALUES[1:], strict=False)]) * TICKS_PER_QUARTER


@dataclass(frozen=True, slots=True)
class Ngram:
    """A pattern: (interval, gap) or (pitch class, duration) pairs, the second a place in NOTE_VALUES.

    It occurs `count` times, in so many `songs`.
    """

    kind: Kind
    parts: tuple[tuple[int, int], ...]
    count: int
    songs: int

    @property
    def name(self) -> str:
        """The pattern in words: "+2 1/8, -4 1/4" or "C 1/8, E 1/4"."""
        return ", ".join(
            f"{PITCH_NAMES[first] if self.kind == 'notes' else format(first, '+d') if first else '0'} "
            f"{NOTE_VALUES[value][0]}"
            for first, value in self.parts
        )


@dataclass(frozen=True, slots=True)
class NgramTable:
    """The commonest patterns of one kind and size, the commonest first, and how many there were in all.

    `codes`, `counts` and `songs` are (patterns,). Each count, of songs too, may be too low by `missed`; 0: exact.
    """

    kind: Kind
    size: int
    total: int
    missed: int
    codes: tuple[int, ...]
    counts: tuple[int, ...]
    songs: tuple[int, ...]

    @property
    def ngrams(self) -> tuple[Ngram, ...]:
        """The patterns themselves."""
        return tuple(
            Ngram(self.kind, _parts(code, self.kind, self.size), count, songs)
            for code, count, songs in zip(self.codes, self.counts, self.songs, strict=True)
        )


def note_values(ticks: npt.ArrayLike) -> npt.NDArray[np.int64]:
    """The index in NOTE_VALUES nearest by ratio to each duration in ticks: (notes,) from (notes,)."""
    return np.searchsorted(_BOUNDS, np.asarray(ticks, np.float64))


class NgramCounter:
    """Counts the patterns of line after line in bounded memory.

    Where there are too many different patterns the rarest half is forgotten, and the largest error that this may
    cause is reported (lossy counting, Manku & Motwani 2002, "Approximate frequency counts over data streams").
    """

    def __init__(self, capacity: int = _CAPACITY) -> None:
        self._tables = {(kind, size): _Table(capacity) for kind in KINDS for size in SIZES}

    def add(self, onsets: npt.ArrayLike, pitches: npt.ArrayLike, durations: npt.ArrayLike) -> None:
        """Count the line of one song: onsets, MIDI pitches and durations (notes,), in ticks and in order."""
        steps, gaps = (values[1:] - values[:-1] for values in (np.asarray(row, np.int64) for row in (pitches, onsets)))
        near = np.abs(steps) <= LARGEST_LEAP
        symbols = (steps + LARGEST_LEAP + 1) << _VALUE_BITS | note_values(gaps)
        for size, codes in _codes_by_size(symbols, near, _STEP_BITS + _VALUE_BITS):
            self._tables["steps", size].add(codes)
        symbols = np.asarray(pitches, np.int64) % 12 << _VALUE_BITS | note_values(durations)
        for size, codes in _codes_by_size(symbols, np.ones(len(symbols), bool), _CLASS_BITS + _VALUE_BITS):
            self._tables["notes", size].add(codes)

    def tables(self, most: int) -> tuple[NgramTable, ...]:
        """For each kind and size the commonest patterns, `most` of them at most."""
        return tuple(table.table(kind, size, most) for (kind, size), table in self._tables.items())


class _Table:
    """Codes with their counts, (3, codes) in order of the codes; new ones wait until there are enough to merge."""

    def __init__(self, capacity: int) -> None:
        self._capacity = capacity
        self._rows = np.zeros((3, 0), np.int64)  # codes, counts, songs
        self._waiting: list[_Codes] = []
        self._total = self._missed = 0

    def add(self, codes: _Codes) -> None:
        distinct, counts = np.unique(codes, return_counts=True)
        self._total += len(codes)
        self._waiting.append(np.stack((distinct, counts, np.ones_like(counts))))
        if sum(rows.shape[1] for rows in self._waiting) > min(_WAITING, self._capacity):
            self._merge()

    def table(self, kind: Kind, size: int, most: int) -> NgramTable:
        self._merge()
        codes, counts, songs = self._rows
        first = np.lexsort((codes, -songs, -counts))[:most] if len(codes) <= most else self._commonest(most)
        rows = (tuple(int(value) for value in row[first]) for row in (codes, counts, songs))
        return NgramTable(kind, size, self._total, self._missed, *rows)

    def _commonest(self, most: int) -> npt.NDArray[np.intp]:
        codes, counts, songs = self._rows
        likely = np.flatnonzero(counts >= np.partition(counts, -most)[-most])
        return likely[np.lexsort((codes[likely], -songs[likely], -counts[likely]))][:most]

    def _merge(self) -> None:
        if not self._waiting:
            return
        rows = np.concatenate((self._rows, *self._waiting), axis=1)
        self._waiting = []
        codes, places = np.unique(rows[0], return_inverse=True)
        counts, songs = (np.bincount(places, row, len(codes)).astype(np.int64) for row in rows[1:])
        if len(codes) > self._capacity:
            dropped = np.argpartition(counts, len(codes) - self._capacity // 2)[: len(codes) - self._capacity // 2]
            self._missed += int(counts[dropped].max())
            kept = np.ones(len(codes), bool)
            kept[dropped] = False
            codes, counts, songs = codes[kept], counts[kept], songs[kept]
        self._rows = np.stack((codes, counts, songs))


def _codes_by_size(symbols: _Codes, usable: npt.NDArray[np.bool_], bits: int) -> list[tuple[int, _Codes]]:
    """For each size the codes (runs,) of all runs of so many usable symbols; both arguments are (symbols,)."""
    found: list[tuple[int, _Codes]] = []
    codes, whole = symbols, usable
    for size in range(2, SIZES[-1] + 1):
        codes = codes[:-1] << bits | symbols[size - 1 :]
        whole = whole[:-1] & usable[size - 1 :]
        found.append((size, codes[whole]))
    return found


def _parts(code: int, kind: Kind, size: int) -> tuple[tuple[int, int], ...]:
    """The pairs that `_codes_by_size` packed into a code."""
    bits, least = (_STEP_BITS, -LARGEST_LEAP - 1) if kind == "steps" else (_CLASS_BITS, 0)
    parts = []
    for place in range(size - 1, -1, -1):
        symbol = code >> place * (bits + _VALUE_BITS) & (1 << bits + _VALUE_BITS) - 1
        parts.append(((symbol >> _VALUE_BITS) + least, symbol & (1 << _VALUE_BITS) - 1))
    return tuple(parts)
