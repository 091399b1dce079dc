"""An index of the melodies a model learnt from: what of a new melody stands in them, in any key.

A melody is read as (interval in semitones, onset gap in 16ths) pairs, so that it is the same in every key; a
run of n equal pairs is n + 1 shared notes. All pairs of all songs stand in one array with a sorted suffix
array beside it (Manber & Myers 1993), so that the longest match of any stretch is found by bisection.
"""

from __future__ import annotations

import json
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from composer_app.corpus.originality.shared_runs import is_common, thresholds
from composer_app.files.names import as_text
from composer_app.music.clip import Clip
from composer_app.music.lines import skyline
from composer_app.music.note import TICKS_PER_QUARTER, Note
from composer_app.music.originality import Originality, Shared, Verdict

VERSION = 1
STEP = TICKS_PER_QUARTER // 4
BYTES = 2  # of a pair
Array = NDArray[Any]


class WrongVersion(ValueError):
    """The index was written by another version of the program."""


@dataclass(frozen=True, slots=True, eq=False)
class Index:
    """Training melodies, sorted for search; `build` makes one, `of` reads one from a model file's arrays.

    `pairs` (uint16, one song after another, 0 behind each) and `bars` (uint16, the bar of each note from 0)
    are as long as there are notes; `order` sorts the stretches of `pairs` that begin at each place. A run of
    `amber` notes is worth telling, one of `red` is a copy; `human` is the share of eight-bar windows of the
    songs that would be red among each other.
    """

    songs: tuple[str, ...]
    pairs: Array
    bars: Array
    order: Array
    amber: int
    red: int
    human: float
    _bytes: bytes = field(init=False, repr=False)
    _ends: Array = field(init=False, repr=False)

    def __post_init__(self) -> None:
        # Big-endian bytes compare as the pairs do, and Python compares bytes fast.
        object.__setattr__(self, "_bytes", self.pairs.astype(">u2").tobytes())
        object.__setattr__(self, "_ends", np.flatnonzero(self.pairs == 0))

    @classmethod
    def build(cls, songs: Iterable[tuple[str, Clip]], known: Index | None = None) -> Index:
        """Index songs, each with the name to tell the composer, and those that `known` holds already.

        Of songs with the very same melody one is kept, under the name that came last.
        """
        found: dict[bytes, tuple[str, Array, Array]] = {}
        for name, pairs, bars in [*(known.melodies() if known else ()), *(_read(*song) for song in songs)]:
            if len(pairs) > 1:
                found[pairs.tobytes()] = name, pairs, bars
        if not found:
            empty = np.zeros(0, np.uint16)
            return cls((), empty, empty, np.zeros(0, np.int32), *thresholds(empty, empty))
        names, every_pair, every_bar = zip(*found.values(), strict=True)
        pairs, bars = np.concatenate(every_pair), np.concatenate(every_bar)
        return cls(tuple(names), pairs, bars, _sorted(pairs), *thresholds(pairs, bars))

    @classmethod
    def of(cls, arrays: Mapping[str, Array]) -> Index:
        """The index that `arrays` gave; ValueError where they do not fit together, WrongVersion where too new."""
        try:
            told = json.loads(arrays["about"].tobytes())
            if told["version"] != VERSION:
                raise WrongVersion(told["version"])
            pairs, bars = arrays["pairs"].view(np.uint16), arrays["bars"].view(np.uint16)
            order, names = arrays["order"], tuple(told["songs"])
            if not len(pairs) == len(bars) == len(order) or int((pairs == 0).sum()) != len(names):
                raise ValueError("lengths differ")
            if len(order) and not 0 <= int(order.min()) <= int(order.max()) < len(order):
                raise ValueError("places lie outside")
            return cls(names, pairs, bars, order, told["amber"], told["red"], told["human"])
        except (KeyError, TypeError, UnicodeDecodeError) as error:
            raise ValueError(str(error)) from error

    @property
    def arrays(self) -> dict[str, Array]:
        """Everything as arrays of plain integers, eight bytes a note and the names, to stand in a model file."""
        about = {
            "version": VERSION,
            "amber": self.amber,
            "red": self.red,
            "human": self.human,
            "songs": self.songs,
        }
        text = json.dumps(about).encode()
        return {
            "pairs": self.pairs.view(np.int16),
            "bars": self.bars.view(np.int16),
            "order": self.order,
            "about": np.frombuffer(text, np.uint8),
        }

    def melodies(self) -> Iterator[tuple[str, Array, Array]]:
        """Each song's name, pairs (0 at the end) and bars."""
        start = 0
        for name, end in zip(self.songs, self._ends.tolist(), strict=True):
            yield name, self.pairs[start : end + 1], self.bars[start : end + 1]
            start = end + 1

    def check(self, melody: Sequence[Note], kept: Sequence[Note] = ()) -> Originality:
        """What a melody shares with the songs.

        Notes that are also in `kept` (what the composer gave) are not counted, and a run that stands in
        `kept` itself repeats the composer's own and is passed over.
        """
        notes = skyline(melody, STEP)
        pairs = _pairs(notes)
        own = _pairs(skyline(kept, STEP)).astype(">u2").tobytes()
        given = {(note.onset, note.pitch) for note in kept}
        new = [(note.onset, note.pitch) not in given for note in notes]
        lengths = self._matches(pairs.astype(">u2").tobytes())
        longest, told = min(1, sum(new)), []
        before = 0
        for at, length in enumerate(lengths):
            is_maximal, before = length >= before, length
            fresh = [place for place in range(at, at + length + 1) if new[place]]
            if not is_maximal or not length or not fresh:
                continue
            begin, end = fresh[0], fresh[-1]
            count = len(fresh)
            if is_common(pairs[begin:end].tolist()):
                count = min(count, self.amber - 1)
            elif given and _stands_in(pairs[begin:end].astype(">u2").tobytes(), own):
                continue
            longest = max(longest, count)
            if count >= self.amber:
                told.append((count, begin, end))
        runs = [self._shared(count, notes, pairs, begin, end) for count, begin, end in told]
        covered = {place for _, begin, end in told for place in range(begin, end + 1) if new[place]}
        verdict: Verdict = "red" if longest >= self.red else "amber" if longest >= self.amber else "green"
        ranked = tuple(sorted(runs, key=lambda run: (-run.notes, run.start)))
        return Originality(verdict, longest, len(covered) / max(1, sum(new)), ranked)

    def forbidden(self, pitches: Sequence[int], onsets: Sequence[float]) -> tuple[tuple[int, int], ...]:
        """The (interval, gap in 16ths) steps to a next note that would make a run of `red` notes.

        `pitches` and `onsets` (in 16ths of the clip, rising; a triplet's fractions are rounded as `check` does)
        are the last `red` - 1 notes of the melody so far, or more; with fewer nothing is forbidden yet. A gap
        is that of the rounded onsets, 255 at most. It takes some tens of microseconds. Keep to what is not
        forbidden, note for note from the first, and the melody cannot become red.
        """
        needed = self.red - 1
        if len(pitches) < needed:
            return ()
        last, steps = list(pitches[-needed:]), [round(onset) for onset in onsets[-needed:]]
        run = [_pair(b - a, after - on) for a, b, on, after in zip(last, last[1:], steps, steps[1:], strict=False)]
        low, high = self._places(b"".join(pair.to_bytes(BYTES, "big") for pair in run))
        if low == high:
            return ()
        following = np.unique(self.pairs[self.order[low:high] + len(run)]).tolist()
        return tuple(((pair >> 8) - 128, pair & 255) for pair in following if pair and not is_common([*run, pair]))

    def _matches(self, wanted: bytes) -> list[int]:
        """For each pair of a melody (as bytes) the longest run of pairs from it that stands in a song."""
        found = []
        whole, order = self._bytes, self.order
        for at in range(0, len(wanted), BYTES):
            rest = wanted[at:]
            place = bisect_left(order, rest, key=self._from(len(rest)))
            # What sorts next to a stretch begins most alike.
            beside = (int(order[near]) for near in (place - 1, place) if 0 <= near < len(order))
            found.append(max((_alike(rest, whole, BYTES * start) for start in beside), default=0))
        return found

    def _places(self, run: bytes) -> tuple[int, int]:
        """Where in `order` the stretches that begin with `run` stand."""
        low = bisect_left(self.order, run, key=self._from(len(run)))
        return low, bisect_right(self.order, run, low, key=self._from(len(run)))

    def _from(self, length: int) -> Callable[[int], bytes]:
        """Gives the `length` bytes that begin at a place."""
        whole = self._bytes
        return lambda place: whole[BYTES * place : BYTES * place + length]

    def _shared(self, count: int, notes: Sequence[Note], pairs: Array, begin: int, end: int) -> Shared:
        """The run from note `begin` to note `end` with the first song that holds it."""
        low, high = self._places(pairs[begin:end].astype(">u2").tobytes())
        place = int(self.order[low:high].min())
        song = self.songs[int(np.searchsorted(self._ends, place))]
        first, last = int(self.bars[place]) + 1, int(self.bars[place + end - begin]) + 1
        return Shared(count, song, first, last, notes[begin].onset, notes[end].end)


def _read(name: str, clip: Clip) -> tuple[str, Array, Array]:
    """A song's name as people write it, its pairs with 0 behind them, and each note's bar."""
    name = " ".join(as_text(name).replace("_", " ").split())
    notes = skyline(clip.melody, STEP)
    bars = [min(65535, clip.timeline.bar_at(note.onset)) for note in notes]
    return name, np.append(_pairs(notes), np.uint16(0)), np.array(bars, np.uint16)


def _pairs(notes: Sequence[Note]) -> Array:
    """The steps from note to note as one number each: interval + 128 in the high byte, gap in the low one."""
    steps = [round(note.onset / STEP) for note in notes]
    return np.array(
        [
            _pair(b.pitch - a.pitch, after - on)
            for a, b, on, after in zip(notes, notes[1:], steps, steps[1:], strict=False)
        ],
        np.uint16,
    )


def _pair(interval: int, gap: int) -> int:
    return (interval + 128) << 8 | min(gap, 255)


def _alike(wanted: bytes, whole: bytes, at: int) -> int:
    """How many pairs from the start of `wanted` stand in `whole` at byte `at`."""
    same = 0
    while wanted[same : same + BYTES] == whole[at + same : at + same + BYTES] != b"":
        same += BYTES
    return same // BYTES


def _stands_in(run: bytes, whole: bytes) -> bool:
    """Whether `run` stands in `whole` at a pair's beginning."""
    at = whole.find(run)
    while at % BYTES and at >= 0:
        at = whole.find(run, at + 1)
    return at >= 0


def _sorted(pairs: Array) -> Array:
    """The places of `pairs` in the order of what begins there, by doubling the length compared."""
    count, length = len(pairs), 1
    rank = pairs.astype(np.int64)
    while True:
        beyond = np.zeros(count, np.int64)
        beyond[: count - length] = rank[length:] + 1
        key = rank * (int(rank.max()) + 2) + beyond
        order = np.argsort(key)
        step = np.diff(key[order], prepend=key[order[0]]) != 0
        rank[order] = np.cumsum(step)
        if int(rank.max()) == count - 1:
            return order.astype(np.int32)
        length = min(2 * length, count)
