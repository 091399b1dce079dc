"""How long the runs are that songs share among themselves: what is worth reporting and what is a copy.

Measured on windows of eight bars, each against all songs but its own and its near-copies, 95 % share no
more than 7 notes in a hundred pop songs, 8 in 720 (99 %: 8 and 10), 6 in a hundred songs, hymns and lieder
and 8 in 1,881 (99 %: 6 and 9), but 10 in a hundred folk dances and 12 in 836 (99 %: 13 and 16).

Common property is no copy: eight notes with steps of at most two kinds are a repeated note, a trill or an even
scale. They stand in a second, unrelated song 17 to 34 times in a hundred, eight notes with six kinds of steps
or more 0.1 to 2 times.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from composer_app.corpus.originality.near_copies import groups_of_lines

BARS = 8
FEWEST_NOTES = 12  # of a window that counts
USUAL = 0.95
AMBER, RED = 8, 10  # notes; in sets whose songs share more, more
ABOVE_USUAL, AMBER_TO_RED = 1, 2
MOST = 14  # notes of a run that is amber in any set: nearly two bars of quavers
COMMON_KINDS, COMMON_STRETCH = 2, 7  # of steps; in a row
Ints = NDArray[np.int64]
Symbols = NDArray[np.uint16]


def thresholds(pairs: Symbols, bars: Symbols) -> tuple[int, int, float]:
    """The lengths in notes that are amber and red among these songs, and the share of human windows red by them.

    `pairs` and `bars` (notes,) as an `Index` holds them. Amber is one note more than 95 % of the songs' windows share
    with other songs, eight at least; red is two more.
    """
    longest = longest_shared(pairs, bars)
    usual = int(np.quantile(longest, USUAL, method="inverted_cdf")) if len(longest) else 0
    amber = min(MOST, max(AMBER, usual + ABOVE_USUAL))
    red = amber + AMBER_TO_RED
    return amber, red, float((longest >= red).mean()) if len(longest) else 0.0


def longest_shared(pairs: Symbols, bars: Symbols) -> Ints:
    """The longest run, in notes, of each window of eight bars that also stands in an unrelated song: (windows,).

    `pairs` and `bars` (notes,) as an `Index` holds them; windows of fewer than 12 notes are left out.
    """
    if not len(pairs):
        return np.zeros(0, np.int64)
    song = np.concatenate(([0], np.cumsum(pairs == 0)[:-1]))
    window = song.astype(np.int64) << 16 | bars // BARS
    starts = np.flatnonzero(np.diff(window, prepend=-1))
    sizes = np.diff(np.append(starts, len(window)))
    inside = np.repeat(starts + sizes, sizes) - 1 - np.arange(len(pairs))  # pairs up to the window's last note
    runs = np.minimum(_shared_from(pairs, _families(pairs)[song]), inside) + 1
    for at in np.flatnonzero(runs >= AMBER).tolist():
        if is_common(pairs[at : at + runs[at] - 1].tolist()):
            runs[at] = AMBER - 1
    longest: Ints = np.maximum.reduceat(runs, starts)[sizes >= FEWEST_NOTES]
    return longest


def is_common(run: Sequence[int]) -> bool:
    """Whether a run of pairs is common property throughout: repeated notes, trills, even scales."""
    stretches = (run[at : at + COMMON_STRETCH] for at in range(max(1, len(run) - COMMON_STRETCH + 1)))
    return all(len(set(stretch)) <= COMMON_KINDS for stretch in stretches)


def _shared_from(pairs: Symbols, family: Ints) -> Ints:
    """The longest run of pairs from each place that a song of another family holds too: (notes,)."""
    best = np.zeros(len(pairs), np.int64)
    alive, key, length = np.flatnonzero(pairs), np.zeros(len(pairs), np.uint64), 0
    while len(alive):
        # The run's next pair joins the hash of those before it (multiplier: Knuth's golden ratio).
        joined = (key[alive] + pairs[alive + length]) * np.uint64(0x9E3779B97F4A7C15)
        key[alive] = joined ^ joined >> np.uint64(29)
        alive = alive[_stands_in_two(key[alive], family[alive])]
        length += 1
        best[alive] = length
        alive = alive[pairs[alive + length] != 0]
    return best


def _stands_in_two(keys: NDArray[np.uint64], family: Ints) -> Ints:
    """Whether each key also came with another family: (keys,) from keys and families (keys,)."""
    order = np.argsort(keys)
    starts = np.flatnonzero(np.diff(keys[order], prepend=keys[order[:1]] + np.uint64(1)))
    families = family[order]
    mixed = np.minimum.reduceat(families, starts) != np.maximum.reduceat(families, starts)
    found = np.empty(len(keys), bool)
    found[order] = np.repeat(mixed, np.diff(np.append(starts, len(keys))))
    return found


def _families(pairs: Symbols) -> Ints:
    """A number for each song, the same for near-copies, which do not show what unrelated songs share: (songs,)."""
    songs = np.split((pairs >> 8).astype(np.int64) - 128, np.flatnonzero(pairs == 0) + 1)[:-1]
    groups = groups_of_lines([[np.cumsum(np.append(60, intervals[:-1])).tolist()] for intervals in songs])
    family = np.empty(len(songs), np.int64)
    for number, group in enumerate(groups):
        family[group] = number
    return family
