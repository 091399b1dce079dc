"""The form of a song: the sections its markers name, else those its repetitions show.

Bars are compared with each other by melody and chords; a search then covers the song with stretches that come
back elsewhere, are silent in the melody, or stand alone (after the stripes of Foote 1999 and the fitness of
Müller, Jiang & Grosche 2013, here on bars instead of frames). Stretches that resemble each other share a letter.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from composer_app.music.clip import Clip, Section
from composer_app.music.form import section_type
from composer_app.music.note import TICKS_PER_QUARTER, Note

Array = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Span = tuple[int, int]  # the first bar, and the bar after the last

LONGEST = 16
MOST_BARS = 1000
_STEP = TICKS_PER_QUARTER // 4
_PLACES = 4  # places in a bar at which the chords are looked at
SUNG_LETTERS = "ABCDEFGHIJKLMNPQRSTUVWYZ"  # X is for what is sung once and is no section of its own


@dataclass(frozen=True, slots=True)
class Weights:
    """What the search for sections goes by: found by trial on half of a set of songs with markers, checked on the rest.

    `rhythm`, `pitch` and `chords` make up how alike two bars are, `moved` is what the same melody in another key
    counts. The others are costs: of a bar in a section that sings (`sung`) and comes back nowhere (`fresh`), or as
    far as it is `unlike` the bar it comes back as; of bars that are silent or sing where their section does not; of a
    section, more by its length; and of a section whose halves are alike. What a section gains: a `breath` before it,
    and a `vote` for each end that it has in common with what it comes back as. From `alike` on, two share a letter.
    """

    rhythm: float = 0.26
    pitch: float = 0.54
    chords: float = 0.20
    moved: float = 0.52
    sung: float = 0.26
    fresh: float = 0.39
    unlike: float = 1.11
    silent_in_song: float = 0.48
    sung_in_silence: float = 1.65
    section: float = 0.63
    lengths: tuple[float, ...] = (
        1.22,
        1.0,
        1.17,
        0.57,
        0.82,
        0.71,
        1.17,
        0.0,
        0.28,
        0.96,
        1.17,
        1.01,
        *[1.17] * 3,
        0.71,
    )
    halves: float = 0.32
    breath: float = 0.63
    vote: float = 0.34
    alike: float = 0.4


WEIGHTS = Weights()


def find_sections(clip: Clip) -> tuple[Section, ...]:
    """The sections of a clip on its bar lines, the first at tick 0; none where it has no notes.

    The label is the section's type: an upper-case letter where the melody sings ("X" for what is sung once in
    between), a lower-case one where it is silent ("i" before, "o" after, "b" and, below 4 bars, "x" between; a
    pickup is an "i" of one bar). From the clip's own markers where they name types, else by `heard_sections`.
    """
    return marked_sections(clip) or heard_sections(clip)


def marked_sections(clip: Clip) -> tuple[Section, ...]:
    """The sections that a clip's markers name, their labels without numbers, each on the nearest bar line.

    None where fewer than two markers, or less than half of them, name a type of section.
    """
    lines = _bar_lines(clip)
    named: dict[int, str] = {}
    for section in clip.sections:
        label = section_type(section.label)
        if label and section.tick < clip.length:
            nearest = min(range(len(lines) - 1), key=lambda bar: abs(lines[bar] - section.tick))
            named[nearest] = label
    if len(named) < 2 or 2 * len(named) < len(clip.sections):
        return ()
    if 0 not in named:
        named[0] = "i"
    return tuple(Section(lines[bar], named[bar]) for bar in sorted(named))


def heard_sections(clip: Clip, weights: Weights = WEIGHTS) -> tuple[Section, ...]:
    """The sections of a clip that its bars show by coming back, whatever its markers say.

    A clip of more than 1,000 bars is no song and stays in one piece: every bar is compared with every other.
    """
    if not clip.notes:
        return ()
    if clip.bars > MOST_BARS:
        return (Section(0, "A" if clip.melody else "i"),)
    lines = _bar_lines(clip)
    bars = Bars(clip, lines)
    spans = cut(bars, weights)
    labels = lettered(spans, bars, weights)
    return tuple(Section(lines[first], label) for (first, _), label in zip(spans, labels, strict=True))


class Bars:
    """What the bars of a clip are like: which sing, how they resemble each other, where phrases breathe."""

    def __init__(self, clip: Clip, lines: Sequence[int]) -> None:
        starts, count = np.array(lines), len(lines) - 1
        self.count = count
        onsets, pitches = _columns(clip.melody)
        bars = np.clip(np.searchsorted(starts, onsets, "right") - 1, 0, count - 1)
        places = np.round((onsets - starts[bars]) / _STEP).astype(np.int64)
        steps = np.diff(pitches, prepend=pitches[:1])
        self.rhythm = _dice(bars, places, count)
        self.pitch = _dice(bars, places * 128 + pitches, count)
        self.moved = _dice(bars, places * 256 + steps + 128, count)
        self.chords = _dice(*_chord_marks(clip.chords, starts), count)
        self.sung = np.zeros(count, dtype=bool)
        self.sung[bars] = True
        self.upbeat = _upbeats(bars, 2 * (onsets - starts[bars]) >= np.diff(starts)[bars], count)
        self.sung &= ~self.upbeat
        self.breath = _breaths(clip.melody, starts)
        self.pickup = _has_pickup(clip, lines)


def cut(bars: Bars, weights: Weights) -> list[Span]:
    """The sections as spans of bars: the cheapest cover, sought again with its own ends known."""
    alike = likeness(bars, weights)
    ends = np.zeros(bars.count + 1, np.float32)
    found = _cover(bars, _costs(bars, alike, weights, ends))
    ends[[0, *(end for _, end in found)]] = weights.vote
    return _cover(bars, _costs(bars, alike, weights, ends))


def _cover(bars: Bars, costs: list[list[float]]) -> list[Span]:
    """The spans that cover all bars at the least cost (dynamic programming over their ends)."""
    start = 1 if bars.pickup else 0
    best = [0.0] * (bars.count + 1)
    came = [0] * (bars.count + 1)
    for end in range(start + 1, bars.count + 1):
        sizes = range(1, min(LONGEST, end - start) + 1)
        best[end], size = min((best[end - size] + costs[size - 1][end - size], size) for size in sizes)
        came[end] = end - size
    spans: list[Span] = []
    end = bars.count
    while end > start:
        spans.append((came[end], end))
        end = came[end]
    return [(0, start)] * start + spans[::-1]


def _costs(bars: Bars, alike: Array, weights: Weights, ends: Array) -> list[list[float]]:
    """What a section costs by its size in bars (less one) and its first bar; `ends` is what each bar line votes."""
    silent_before = np.concatenate([[0.0], np.cumsum(~bars.sung)])
    sums = np.zeros((bars.count + 1, bars.count + 1), np.float32)
    repeats: dict[int, Array] = {}  # by size: how alike what begins at a bar and what follows it are, in bars
    costs: list[list[float]] = []
    for size in range(1, min(LONGEST, bars.count) + 1):
        starts = bars.count - size + 1
        sums = sums[:starts, :starts] + alike[size - 1 :, size - 1 :]  # along the diagonals: bar by bar, size bars
        repeats[size] = np.diagonal(sums, size).copy()
        apart = np.abs(np.subtract.outer(np.arange(starts), np.arange(starts))) >= size
        nearest = np.where(apart, weights.unlike * sums + ends[:starts] + ends[size:], -np.inf).max(axis=1)
        silent = silent_before[size:] - silent_before[:-size]
        sung = np.minimum(weights.unlike * size - nearest, weights.fresh * size) + weights.sung * size
        sung += weights.silent_in_song * silent + weights.lengths[size - 1]
        if size >= 4 and size % 2 == 0:
            halves = repeats[size // 2][:starts] / (size // 2)
            sung += weights.halves * np.maximum(0.0, halves - 0.6)
        quiet = weights.sung_in_silence * (size - silent)
        costs.append((weights.section + np.minimum(sung, quiet) - weights.breath * bars.breath[:starts]).tolist())
    return costs


def likeness(bars: Bars, weights: Weights) -> Array:
    """How alike any two bars are, 0 to 1: (bars, bars), the melody compared in place and moved to another key."""
    in_place = weights.pitch * bars.pitch + weights.chords * bars.chords
    moved = weights.moved * (weights.pitch + weights.chords) * bars.moved
    found: Array = weights.rhythm * bars.rhythm + np.maximum(in_place, moved)
    silent = np.logical_and.outer(~bars.sung, ~bars.sung)
    return np.where(silent, bars.chords, found)


def lettered(spans: Sequence[Span], bars: Bars, weights: Weights) -> list[str]:
    """A letter for each span: the same where spans resemble each other, in order of appearance.

    What any two bars of the piece have in common tells nothing: in a jig all have one rhythm.
    """
    alike = likeness(bars, weights)
    sung = alike[np.ix_(bars.sung, bars.sung)]
    usual = min(0.99, (float(sung.sum()) - len(sung)) / max(1, len(sung) * (len(sung) - 1)))
    alike = (alike - usual) / (1 - usual)
    groups: list[list[Span]] = []
    labels: list[str] = []
    for index, (first, end) in enumerate(spans):
        if bars.pickup and index == 0:
            labels.append("i")
            continue
        if 2 * int(bars.sung[first:end].sum()) < end - first:
            outer = "i" if not bars.sung[:first].any() else "o" if not bars.sung[end:].any() else ""
            labels.append(outer or ("b" if end - first >= 4 else "x"))
            continue
        scores = [float(np.mean([_resemblance(alike, (first, end), other) for other in group])) for group in groups]
        best = int(np.argmax(scores)) if scores else -1
        if best >= 0 and scores[best] >= weights.alike:
            groups[best].append((first, end))
            labels.append(SUNG_LETTERS[best])
        elif (end - first <= 2 and len(spans) > 2) or len(groups) == len(SUNG_LETTERS):
            labels.append("X")
        else:
            groups.append([(first, end)])
            labels.append(SUNG_LETTERS[len(groups) - 1])
    return labels


def _resemblance(alike: Array, one: Span, other: Span) -> float:
    """How alike two spans are bar by bar, 0 to 1; bars that one has and the other lacks count half against it."""
    sizes = one[1] - one[0], other[1] - other[0]
    shared = min(sizes)
    index = np.arange(shared)
    together = float(alike[one[0] + index, other[0] + index].sum())
    return together / (shared + 0.5 * (max(sizes) - shared))


def _columns(notes: Sequence[Note]) -> tuple[Ints, Ints]:
    onsets = np.fromiter((note.onset for note in notes), np.int64, len(notes))
    return onsets, np.fromiter((note.pitch for note in notes), np.int64, len(notes))


def _dice(bars: Ints, marks: Ints, count: int) -> Array:
    """The Dice coefficient of the sets of marks of any two bars: (count, count); two empty bars are alike."""
    _, columns = np.unique(marks, return_inverse=True)
    has = np.zeros((count, int(columns.max()) + 1 if len(columns) else 1), np.float32)
    has[bars, columns] = 1
    sizes = has.sum(axis=1)
    both = np.add.outer(sizes, sizes)
    shared: Array = 2 * (has @ has.T)
    return np.where(both > 0, shared / np.maximum(both, 1), 1).astype(np.float32)


def _chord_marks(chords: Sequence[Note], starts: Ints) -> tuple[Ints, Ints]:
    """The bar and the mark (place in the bar, pitch class) of all that sounds at four places of each bar."""
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
    """The bars after a silent one in which the melody begins only in their second half."""
    sung, early = np.zeros((2, count), dtype=bool)
    sung[bars] = True
    early[bars[~late]] = True
    sung[1:] &= ~sung[:-1]
    sung &= ~early
    return sung


def _breaths(melody: Sequence[Note], starts: Ints) -> Array:
    """How clearly a phrase ends before each bar, 0 to 1: the longest wait for a next onset around its bar line."""
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


def _bar_lines(clip: Clip) -> list[int]:
    """The ticks at which bars begin, and the one at which the last ends."""
    return [clip.timeline.bar_start(bar) for bar in range(clip.bars + 1)]
