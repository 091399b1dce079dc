"""The bars of a song: their features, and the similarity of any two of them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from composer_app.corpus.transcription.section_weights import Weights
from composer_app.music.clip import Clip
from composer_app.music.note import TICKS_PER_QUARTER, Note

Array = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

_STEP = TICKS_PER_QUARTER // 4
_PLACES = 4  # places in a bar at which the chords are looked at


class BarFeatures:
    """The features of a clip's bars, between the bar lines (bars + 1,) in ticks.

    `rhythm`, `pitch`, `transposed` (melody in another key) and `chords` are similarities of any two bars (bars, bars),
    0 to 1; `sung` (bars,) tells the bars in which the melody sings; `phrase_end` (bars,), 0 to 1, how clearly a phrase
    ends before a bar; `pickup` whether the first bar only leads in.
    """

    def __init__(self, clip: Clip, lines: Sequence[int]) -> None:
        starts, count = np.array(lines), len(lines) - 1
        self.count = count
        onsets, pitches = _columns(clip.melody)
        bars = np.clip(np.searchsorted(starts, onsets, "right") - 1, 0, count - 1)
        places = np.round((onsets - starts[bars]) / _STEP).astype(np.int64)
        steps = np.diff(pitches, prepend=pitches[:1])
        self.rhythm = _dice(bars, places, count)
        self.pitch = _dice(bars, places * 128 + pitches, count)
        self.transposed = _dice(bars, places * 256 + steps + 128, count)
        self.chords = _dice(*_chord_marks(clip.chords, starts), count)
        self.sung = np.zeros(count, dtype=bool)
        self.sung[bars] = True
        self.sung &= ~_upbeats(bars, 2 * (onsets - starts[bars]) >= np.diff(starts)[bars], count)
        self.phrase_end = _phrase_ends(clip.melody, starts)
        self.pickup = _has_pickup(clip, lines)


def similarity(bars: BarFeatures, weights: Weights) -> Array:
    """The similarity of any two bars, 0 to 1: (bars, bars), the melody compared as it is and in another key."""
    in_place = weights.pitch * bars.pitch + weights.chords * bars.chords
    transposed = weights.transposed * (weights.pitch + weights.chords) * bars.transposed
    found: Array = weights.rhythm * bars.rhythm + np.maximum(in_place, transposed)
    silent = np.logical_and.outer(~bars.sung, ~bars.sung)
    return np.where(silent, bars.chords, found)


def _columns(notes: Sequence[Note]) -> tuple[Ints, Ints]:
    """Onsets and pitches, (notes,) each."""
    onsets = np.fromiter((note.onset for note in notes), np.int64, len(notes))
    return onsets, np.fromiter((note.pitch for note in notes), np.int64, len(notes))


def _dice(bars: Ints, marks: Ints, count: int) -> Array:
    """The Dice coefficient of the sets of marks of any two bars: (count, count); two empty bars are the same."""
    _, columns = np.unique(marks, return_inverse=True)
    has = np.zeros((count, int(columns.max()) + 1 if len(columns) else 1), np.float32)
    has[bars, columns] = 1
    sizes = has.sum(axis=1)
    both = np.add.outer(sizes, sizes)
    shared: Array = 2 * (has @ has.T)
    return np.where(both > 0, shared / np.maximum(both, 1), 1).astype(np.float32)


def _chord_marks(chords: Sequence[Note], starts: Ints) -> tuple[Ints, Ints]:
    """The bar and the mark (place in the bar, pitch class) of what sounds at four places of each bar: (marks,) each."""
    onsets, pitches = _columns(chords)
    ends = onsets + np.fromiter((note.duration for note in chords), np.int64, len(chords))
    shares = np.arange(_PLACES) / _PLACES
    ticks = (starts[:-1, None] + shares * np.diff(starts)[:, None]).ravel()
    first = np.searchsorted(ticks, onsets)
    last = np.searchsorted(ticks, ends)
    repeats = np.maximum(0, last - first)
    notes = np.repeat(np.arange(len(onsets)), repeats)
    offsets = np.arange(len(notes)) - np.repeat(np.cumsum(repeats) - repeats, repeats)
    at = first[notes] + offsets
    return at // _PLACES, (at % _PLACES) * 12 + pitches[notes] % 12


def _has_pickup(clip: Clip, lines: Sequence[int]) -> bool:
    """Whether the first bar only leads in: nothing on its first beat, chords from the second bar or its half on."""
    if len(lines) < 3 or not clip.melody:
        return False
    sings, sounds = clip.melody[0].onset, min((note.onset for note in clip.chords), default=lines[1])
    late = 2 * min(sings, sounds) >= lines[1]
    return sings < lines[1] and (late or (sings > 0 and sounds >= lines[1]))


def _upbeats(bars: Ints, late: Flags, count: int) -> Flags:
    """The bars (count,) after a silent one in which the melody begins only in the second half."""
    sung, early = np.zeros((2, count), dtype=bool)
    sung[bars] = True
    early[bars[~late]] = True
    sung[1:] &= ~sung[:-1]
    sung &= ~early
    return sung


def _phrase_ends(melody: Sequence[Note], starts: Ints) -> Array:
    """How clearly a phrase ends before each bar, 0 to 1: (bars,), by the longest gap between onsets around its line."""
    found = np.zeros(len(starts) - 1, np.float32)
    for before, after in pairwise(melody):
        wait = after.onset - before.onset
        if wait < TICKS_PER_QUARTER:
            continue
        line = int(np.searchsorted(starts, after.onset, "right")) - 1
        bar = int(starts[min(line + 1, len(starts) - 1)] - starts[line])
        if 2 * (after.onset - int(starts[line])) > bar:
            line += 1
        if bar and line < len(found):
            found[line] = max(found[line], min(1.0, wait / bar))
    return found
