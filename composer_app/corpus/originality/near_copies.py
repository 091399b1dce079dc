"""Near-copies: songs that share a long run of intervals, transposed or not, in part or whole."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from composer_app.music.clip import Clip

SHARED_RUN = 24  # intervals in a row that make two songs copies of each other
FEWEST_TURNS = 9  # different pairs of neighbouring intervals that a run needs to tell one song from another
_NEIGHBOURS = 8  # of the songs that share one run, each is set beside this many others at most
Line = Sequence[int] | npt.NDArray[np.uint8]
_RUNS = npt.NDArray[np.uint64]
_NONE: _RUNS = np.zeros(0, np.uint64)
_RANDOM = np.random.default_rng(24)
_WEIGHTS = _RANDOM.integers(1, 2**63, SHARED_RUN, dtype=np.uint64) * np.uint64(2) + np.uint64(1)
_LENGTHS = _RANDOM.integers(1, 2**63, SHARED_RUN + 1, dtype=np.uint64)


@dataclass(frozen=True, slots=True)
class CopyPair:
    """Two near-copies by their numbers, and the share of the shorter one that stands in the other (0 to 1)."""

    first: int
    second: int
    share: float


class NearCopies:
    """Takes song after song and finds those that share a run of 24 intervals.

    A line shorter than that is a near-copy only of one with the very same intervals; repeated notes, trills, broken
    chords and figures that come back within eight intervals do not count. Of each song only the hashes of its runs
    are kept, 8 bytes a note.
    """

    def __init__(self) -> None:
        self._songs: list[_RUNS] = []

    def add(self, *lines: Line) -> None:
        """The next song: the lines it is known by, its melody say, in MIDI pitches."""
        self._songs.append(np.unique(np.concatenate([_runs(line) for line in lines] or [_NONE])))

    def groups(self) -> list[list[int]]:
        """The numbers of all songs in groups of near-copies; groups and their members rise."""
        runs, songs = self._sorted()
        same = runs[1:] == runs[:-1]
        return linked(len(self._songs), _distinct_pairs(songs[:-1][same], songs[1:][same])[0].tolist())

    def pairs(self) -> list[CopyPair]:
        """Pairs of near-copies, those that share most first; of a run in many songs only the nearest are paired."""
        runs, songs = self._sorted()
        firsts, seconds = [], []
        for step in range(1, min(_NEIGHBOURS, max(1, len(runs) - 1)) + 1):
            same = runs[step:] == runs[:-step]
            firsts.append(songs[:-step][same])
            seconds.append(songs[step:][same])
        pairs, counts = _distinct_pairs(np.concatenate(firsts), np.concatenate(seconds))
        sizes = [len(song) for song in self._songs]
        found = [
            CopyPair(int(a), int(b), float(count / min(sizes[a], sizes[b])))
            for (a, b), count in zip(pairs, counts, strict=True)
        ]
        return sorted(found, key=lambda pair: (-pair.share, pair.first, pair.second))

    def _sorted(self) -> tuple[_RUNS, npt.NDArray[np.int32]]:
        """The hashes of all runs in order (runs,), and the song of each (runs,), rising where hashes are equal."""
        if not self._songs:
            return _NONE, np.zeros(0, np.int32)
        runs = np.concatenate(self._songs)
        songs = np.repeat(np.arange(len(self._songs), dtype=np.int32), [len(song) for song in self._songs])
        order = np.argsort(runs, kind="stable")
        return runs[order], songs[order]


def groups_of_clips(clips: Sequence[Clip]) -> list[list[int]]:
    """The indices of clips in groups of near-copies by their melodies; groups and their members rise."""
    return groups_of_lines([[[note.pitch for note in clip.melody]] for clip in clips])


def groups_of_lines(songs: Sequence[Sequence[Line]]) -> list[list[int]]:
    """The indices of songs in groups of near-copies, each song given as the lines of MIDI pitches it is known by."""
    copies = NearCopies()
    for lines in songs:
        copies.add(*lines)
    return copies.groups()


def linked(count: int, links: Iterable[Sequence[int]]) -> list[list[int]]:
    """The numbers below `count` in groups, two that are linked in one; groups and their members rise."""
    leader = list(range(count))

    def leader_of(member: int) -> int:
        while leader[member] != member:
            leader[member] = leader[leader[member]]
            member = leader[member]
        return member

    for one, other in links:
        low, high = sorted((leader_of(one), leader_of(other)))
        leader[high] = low
    groups: dict[int, list[int]] = {}
    for member in range(count):
        groups.setdefault(leader_of(member), []).append(member)
    return list(groups.values())


def _distinct_pairs(
    firsts: npt.NDArray[np.int32], seconds: npt.NDArray[np.int32]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Each pair once, (pairs, 2), and how often it was there, (pairs,)."""
    codes, counts = np.unique(firsts.astype(np.int64) << 32 | seconds.astype(np.int64), return_counts=True)
    return np.stack((codes >> 32, codes & 0xFFFFFFFF), axis=1), counts


def _runs(pitches: Line) -> _RUNS:
    """The hashes (runs,) of the runs of intervals of a line.

    A multilinear hash modulo 2^64 (Lemire & Kaser 2014, "Strongly universal string hashing is fast"): two runs that
    differ are taken for the same about once in 2^56.
    """
    intervals = np.diff(np.asarray(pitches, np.int64)).astype(np.uint8)
    if not len(intervals):
        return _NONE
    length = min(SHARED_RUN, len(intervals))
    windows = np.lib.stride_tricks.sliding_window_view(intervals, length)
    if length == SHARED_RUN:
        turns = intervals[:-1].astype(np.uint16) << 8 | intervals[1:]
        ordered = np.sort(np.lib.stride_tricks.sliding_window_view(turns, length - 1), axis=1)
        has_turns = np.count_nonzero(ordered[:, 1:] != ordered[:, :-1], axis=1) + 1 >= FEWEST_TURNS
        windows = windows[has_turns]
    hashes: _RUNS = windows.astype(np.uint64) @ _WEIGHTS[:length] + _LENGTHS[length]
    return hashes
