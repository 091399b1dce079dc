"""An index of the melodies a model learnt from: what a new melody shares with them, in any key.

A melody is read as (interval in semitones, gap between onsets in 16ths) pairs, so that it is the same in every key;
a run of n equal pairs is n + 1 shared notes. The pairs of all songs stand in one array with a suffix array beside it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from composer_app.corpus.originality.shared_runs import is_common, thresholds
from composer_app.corpus.originality.suffix_array import BYTES, SuffixArray, as_bytes, contains, suffix_order
from composer_app.files.names import as_text
from composer_app.music.clip import Clip
from composer_app.music.lines import skyline
from composer_app.music.note import TICKS_PER_QUARTER, Note
from composer_app.music.originality import Originality, Shared, Verdict

VERSION = 1
STEP = TICKS_PER_QUARTER // 4
Symbols = NDArray[np.uint16]
Arrays = Mapping[str, NDArray[np.generic]]


class WrongVersion(ValueError):
    """The index was written by another version of the program."""


@dataclass(frozen=True, slots=True, eq=False)
class Index:
    """Training melodies, sorted for search; `build` makes one, `of` reads one from a model file's arrays.

    `pairs` (uint16, one song after another, 0 behind each) and `bars` (uint16, the bar of each note from 0) are
    (notes,); `order` (notes,) sorts the runs of `pairs` that begin at each place. A run of `amber` notes is worth
    reporting, one of `red` is a copy; `human` is the share of eight-bar windows of the songs that would be red among
    each other.
    """

    songs: tuple[str, ...]
    pairs: Symbols
    bars: Symbols
    order: NDArray[np.int32]
    amber: int
    red: int
    human: float
    _suffixes: SuffixArray = field(init=False, repr=False)
    _ends: NDArray[np.intp] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_suffixes", SuffixArray(self.pairs, self.order))
        object.__setattr__(self, "_ends", np.flatnonzero(self.pairs == 0))

    @classmethod
    def build(cls, songs: Iterable[tuple[str, Clip]], known: Index | None = None) -> Index:
        """Index songs, each with its name as the composer will read it, and those that `known` holds already.

        Of songs with the very same melody one is kept, under the name that came last.
        """
        found: dict[bytes, tuple[str, Symbols, Symbols]] = {}
        for name, pairs, bars in [*(known.melodies() if known else ()), *(_indexed(*song) for song in songs)]:
            if len(pairs) > 1:
                found[pairs.tobytes()] = name, pairs, bars
        if not found:
            empty = np.zeros(0, np.uint16)
            return cls((), empty, empty, np.zeros(0, np.int32), *thresholds(empty, empty))
        names, every_pair, every_bar = zip(*found.values(), strict=True)
        pairs, bars = np.concatenate(every_pair), np.concatenate(every_bar)
        return cls(tuple(names), pairs, bars, suffix_order(pairs), *thresholds(pairs, bars))

    @classmethod
    def of(cls, arrays: Arrays) -> Index:
        """The index that `arrays` gave; ValueError where they do not fit together, WrongVersion where too new."""
        try:
            about = json.loads(arrays["about"].tobytes())
            if about["version"] != VERSION:
                raise WrongVersion(about["version"])
            pairs, bars = arrays["pairs"].view(np.uint16), arrays["bars"].view(np.uint16)
            order, names = arrays["order"].astype(np.int32, copy=False), tuple(about["songs"])
            if not len(pairs) == len(bars) == len(order) or int((pairs == 0).sum()) != len(names):
                raise ValueError("lengths differ")
            if len(order) and not 0 <= int(order.min()) <= int(order.max()) < len(order):
                raise ValueError("places lie outside")
            return cls(names, pairs, bars, order, about["amber"], about["red"], about["human"])
        except (KeyError, TypeError, UnicodeDecodeError) as error:
            raise ValueError(str(error)) from error

    @property
    def arrays(self) -> dict[str, NDArray[np.generic]]:
        """Everything as integers for a model file: pairs, bars and order (notes,), and the names as JSON (bytes,)."""
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

    def melodies(self) -> Iterator[tuple[str, Symbols, Symbols]]:
        """Each song's name, pairs (notes,), 0 at the end, and bars (notes,)."""
        start = 0
        for name, end in zip(self.songs, self._ends.tolist(), strict=True):
            yield name, self.pairs[start : end + 1], self.bars[start : end + 1]
            start = end + 1

    def check(self, melody: Sequence[Note], kept: Sequence[Note] = ()) -> Originality:
        """What a melody shares with the songs.

        Notes that are also in `kept` (the composer's own) are not counted, and a run that stands in `kept` itself
        repeats the composer's own and is passed over.
        """
        notes = skyline(melody, STEP)
        pairs = _pairs(notes)
        own = as_bytes(_pairs(skyline(kept, STEP)))
        given = {(note.onset, note.pitch) for note in kept}
        new = [(note.onset, note.pitch) not in given for note in notes]
        longest, reported = min(1, sum(new)), []
        before = 0
        for at, length in enumerate(self._suffixes.longest_matches(as_bytes(pairs))):
            is_maximal, before = length >= before, length
            fresh = [place for place in range(at, at + length + 1) if new[place]]
            if not is_maximal or not length or not fresh:
                continue
            begin, end = fresh[0], fresh[-1]
            count = len(fresh)
            if is_common(pairs[begin:end].tolist()):
                count = min(count, self.amber - 1)
            elif given and contains(own, as_bytes(pairs[begin:end])):
                continue
            longest = max(longest, count)
            if count >= self.amber:
                reported.append((count, begin, end))
        runs = [self._shared(count, notes, pairs, begin, end) for count, begin, end in reported]
        covered = {place for _, begin, end in reported for place in range(begin, end + 1) if new[place]}
        verdict: Verdict = "red" if longest >= self.red else "amber" if longest >= self.amber else "green"
        ranked = tuple(sorted(runs, key=lambda run: (-run.notes, run.start)))
        return Originality(verdict, longest, len(covered) / max(1, sum(new)), ranked)

    def forbidden(self, pitches: Sequence[int], onsets: Sequence[float]) -> tuple[tuple[int, int], ...]:
        """The (interval, gap in 16ths) steps to a next note that would make a run of `red` notes.

        `pitches` and `onsets` (in 16ths of the clip, rising; a triplet's fractions are rounded as `check` does)
        are the last `red` - 1 notes of the melody so far, or more; with fewer nothing is forbidden yet. A gap
        is that of the rounded onsets, 255 at most. It takes some tens of microseconds. A melody in which no note
        takes a forbidden step, from its first note on, cannot become red.
        """
        needed = self.red - 1
        if len(pitches) < needed:
            return ()
        last, steps = list(pitches[-needed:]), [round(onset) for onset in onsets[-needed:]]
        run = [_pair(b - a, after - on) for a, b, on, after in zip(last, last[1:], steps, steps[1:], strict=False)]
        low, high = self._suffixes.range_of(b"".join(pair.to_bytes(BYTES, "big") for pair in run))
        if low == high:
            return ()
        following = np.unique(self.pairs[self.order[low:high] + len(run)]).tolist()
        return tuple(((pair >> 8) - 128, pair & 255) for pair in following if pair and not is_common([*run, pair]))

    def _shared(self, count: int, notes: Sequence[Note], pairs: Symbols, begin: int, end: int) -> Shared:
        """The run from note `begin` to note `end` with the first song that holds it."""
        low, high = self._suffixes.range_of(as_bytes(pairs[begin:end]))
        place = int(self.order[low:high].min())
        song = self.songs[int(np.searchsorted(self._ends, place))]
        first, last = int(self.bars[place]) + 1, int(self.bars[place + end - begin]) + 1
        return Shared(count, song, first, last, notes[begin].onset, notes[end].end)


def _indexed(name: str, clip: Clip) -> tuple[str, Symbols, Symbols]:
    """A song's name as people write it, its pairs (notes,) with 0 behind them, and each note's bar (notes,)."""
    name = " ".join(as_text(name).replace("_", " ").split())
    notes = skyline(clip.melody, STEP)
    bars = [min(65535, clip.timeline.bar_at(note.onset)) for note in notes]
    return name, np.append(_pairs(notes), np.uint16(0)), np.array(bars, np.uint16)


def _pairs(notes: Sequence[Note]) -> NDArray[np.uint16]:
    """The steps from note to note as one number each, (notes - 1,): see `_pair`."""
    steps = [round(note.onset / STEP) for note in notes]
    return np.array(
        [
            _pair(b.pitch - a.pitch, after - on)
            for a, b, on, after in zip(notes, notes[1:], steps, steps[1:], strict=False)
        ],
        np.uint16,
    )


def _pair(interval: int, gap: int) -> int:
    """An interval, plus 128, in the high byte and a gap, 255 at most, in the low one."""
    return (interval + 128) << 8 | min(gap, 255)
