"""The phrasing of a song by bar: which earlier bar it repeats or varies, and which cadence ends a phrase in it.

Composers repeat a bar, keep its rhythm, move it up or down the scale to another chord (a sequence), or begin it alike
and end it otherwise. A bar's row says which of these it is and of which earlier bar, whose chords it repeats, which
cadence ends a phrase in it, how far the phrase's beginning and end are, its highest note and its number of notes. The
networks are conditioned on it; an idea's phrasing is planned before a note of it is written (planner.py).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from composer_app.methods.two_voice.encoding.tokens import FIRST, REST, STEPS_PER_QUARTER, Shape, Tokens, sounding_of

# The columns of a bar's row; 0 stands for what is not known.
RELATION, SOURCE, CHORD_SOURCE, CADENCE, PHRASE_BAR, PHRASE_BARS_LEFT, TOP, NOTES = range(8)
COLUMNS = 8
SILENT, NEW, SAME_RHYTHM, SEQUENCE, VARIED_ENDING, SAME = range(1, 7)
RELATIONS = 7
FARTHEST_SOURCE = 32  # bars back in which the bar that is repeated is looked for
NO_SOURCE = FARTHEST_SOURCE + 1  # of chords: they are new
NO_CADENCE, OTHER_CADENCE, HALF_CADENCE, FULL_CADENCE = range(1, 5)
CADENCES = 5
LONGEST_PHRASE = 8
MOST_NOTES = 24
FEWEST_ALIKE = 2  # onsets that make two phrase_starts, or two rhythms, alike

TONICS = ((0, 4, 7), (9, 0, 4))  # C major, A minor
DOMINANTS = ((7, 11, 2), (4, 8, 11))  # G major, E major

Rows = NDArray[np.int16]


def analyse_bars(melody: Tokens, chords: Tokens, bar: int, shapes: tuple[Shape, ...], mode: int) -> Rows:
    """The phrasing (bars, 8) of a song in C, from tokens (steps,) in bars of `bar` steps; `mode` is 1 in minor."""
    bars = len(melody) // bar
    rows = np.zeros((bars, COLUMNS), np.int16)
    if not bars:
        return rows
    by_bar = melody[: bars * bar].reshape(bars, bar)
    rows[:, RELATION], rows[:, SOURCE] = relations(by_bar)
    rows[:, CHORD_SOURCE] = chord_sources(sounding_of(chords)[: bars * bar].reshape(bars, bar))
    pitches = np.where(by_bar >= FIRST, by_bar - FIRST, 0)
    rows[:, TOP] = pitches.max(1)
    rows[:, NOTES] = np.minimum((by_bar >= FIRST).sum(1), MOST_NOTES - 1) + 1
    found = cadences(melody[: bars * bar], chords[: bars * bar], bar, shapes, mode)
    rows[:, CADENCE] = found
    rows[:, PHRASE_BAR], rows[:, PHRASE_BARS_LEFT] = phrase_places(found > NO_CADENCE)
    return rows


def relations(by_bar: Tokens) -> tuple[Rows, Rows]:
    """How each bar of a melody (bars, steps) repeats an earlier one, and how many bars ago that was (0: none).

    Both (bars,). The closest likeness counts, and of several bars so alike the nearest.
    """
    bars, bar = by_bar.shape
    onsets = by_bar >= FIRST
    notes = onsets.sum(1)
    pitches = np.where(onsets, by_bar - FIRST, 0).astype(np.int64)
    degrees = np.where(onsets, scale_step(pitches), 0)
    kind = np.where(notes > 0, NEW, SILENT).astype(np.int16)
    source = np.zeros(bars, np.int16)
    half = bar // 2
    for lag in range(1, min(FARTHEST_SOURCE, bars - 1) + 1):
        now, then = slice(lag, bars), slice(0, bars - lag)
        voiced = (notes[now] > 0) & (notes[then] > 0)
        rhythm = voiced & (onsets[now] == onsets[then]).all(1)
        same = rhythm & (pitches[now] == pitches[then]).all(1)
        rhythm &= notes[now] >= FEWEST_ALIKE
        steps = np.where(onsets[now], degrees[now] - degrees[then], 0)
        first = steps[np.arange(len(steps)), onsets[now].argmax(1)]
        sequence = rhythm & (first != 0) & (np.where(onsets[now], first[:, None], 0) == steps).all(1)
        head = (pitches[now, :half] == pitches[then, :half]).all(1)
        ending = voiced & head & (onsets[now, :half].sum(1) >= FEWEST_ALIKE)
        found = np.select([same, ending, sequence, rhythm], [SAME, VARIED_ENDING, SEQUENCE, SAME_RHYTHM], 0)
        closer = found > kind[now]
        kind[now] = np.where(closer, found, kind[now])
        source[now] = np.where(closer, lag, source[now])
    return kind, source


def scale_step(pitches: NDArray[np.int64]) -> NDArray[np.int64]:
    """The step of the C major scale of MIDI pitches (...), or of what they are raised from, over all octaves; (...)."""
    within = np.array([0, 0, 1, 1, 2, 3, 3, 4, 4, 5, 5, 6])
    found: NDArray[np.int64] = 7 * (pitches // 12) + within[pitches % 12]
    return found


def chord_sources(sounding: Tokens) -> Rows:
    """How many bars ago the chords `sounding` (bars, steps) of each bar were the same, NO_SOURCE where new; (bars,)."""
    bars = len(sounding)
    found = np.full(bars, NO_SOURCE, np.int16)
    for lag in range(min(FARTHEST_SOURCE, bars - 1), 0, -1):
        same = (sounding[lag:] == sounding[:-lag]).all(1)
        found[lag:] = np.where(same, lag, found[lag:])
    return found


def cadences(melody: Tokens, chords: Tokens, bar: int, shapes: tuple[Shape, ...], mode: int) -> Rows:
    """For every bar NO_CADENCE, or which cadence ends a phrase in it: full, half, or other; (bars,).

    Tokens are (steps,) in bars of `bar` steps. A phrase ends on a note after which half a bar passes
    before the next one, and on the last note.
    """
    bars = len(melody) // bar
    found = np.full(bars, NO_CADENCE, np.int16)
    onsets = np.flatnonzero(melody >= FIRST)
    if not len(onsets):
        return found
    gaps = np.diff(onsets, append=len(melody) + bar)
    sounding = sounding_of(chords)
    for on in onsets[gaps >= max(bar // 2, STEPS_PER_QUARTER)]:
        there = sounding[min(on + 2, len(sounding) - 1)]
        found[on // bar] = cadence_on(int(there), shapes, mode)
    return found


def cadence_on(chord: int, shapes: tuple[Shape, ...], mode: int) -> int:
    """The cadence of a phrase that ends on this chord token: its triad and its bass decide."""
    if chord <= REST:
        return OTHER_CADENCE
    bass = (chord - FIRST) % 12
    classes = {(bass + i) % 12 for i in shapes[(chord - FIRST) // 12]}
    minor = int(mode == 1)
    if bass == TONICS[minor][0] and classes >= set(TONICS[minor]):
        return FULL_CADENCE
    return HALF_CADENCE if bass == DOMINANTS[minor][0] and classes >= set(DOMINANTS[minor][:1]) else OTHER_CADENCE


def phrase_places(ends: NDArray[np.bool_]) -> tuple[Rows, Rows]:
    """Of every bar its place in the phrase, and from its end, both from 1, (bars,); `ends` (bars,) end phrases."""
    since, left = np.zeros(len(ends), np.int16), np.zeros(len(ends), np.int16)
    count = 0
    for place, is_end in enumerate(ends):
        count = min(count + 1, LONGEST_PHRASE)
        since[place] = count
        count = 0 if is_end else count
    count = LONGEST_PHRASE - 1
    for place in range(len(ends) - 1, -1, -1):
        count = 1 if ends[place] else min(count + 1, LONGEST_PHRASE)
        left[place] = count
    return since, left
