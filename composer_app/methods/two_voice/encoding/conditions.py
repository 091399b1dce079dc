"""The plan of a song: features of each section's music, which the networks are conditioned on.

A feature is a function of an excerpt and a table that maps its values to quantiles, so that a control from 0 to 1
means the same in every model. A new control needs a row in protocol/controls.py, and here its function and its row in
FEATURES. A model names the features that it was trained with in its configuration.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from composer_app.errors import ComposerError
from composer_app.methods.two_voice.encoding.tokens import (
    FIRST,
    REST,
    STEPS_PER_QUARTER,
    Shape,
    Tokens,
    chord_classes,
    sounding_of,
)

LONGEST_SECTION = 8  # bars with a plan of their own; longer sections are divided
NEAR = 8  # bars back in which a bar counts as repeated
NOTHING = float("nan")

Plan = NDArray[np.float32]
Flags = NDArray[np.float64]


@dataclass(frozen=True)
class Excerpt:
    """A section, or a part of one, as the features read it.

    `melody`, `chords` and `sounding` (what the chords sound like at each step) are tokens (steps,). `same_bars` and
    `same_rhythms` (bars,) are 1.0 where one of the bars before has the same melody, or rhythm; NaN in empty bars.
    """

    melody: Tokens
    chords: Tokens
    sounding: Tokens
    bar: int
    shapes: tuple[Shape, ...]
    same_bars: Flags
    same_rhythms: Flags

    @cached_property
    def onsets(self) -> NDArray[np.int64]:
        """The steps at which melody notes begin, (notes,)."""
        return np.flatnonzero(self.melody >= FIRST)

    @cached_property
    def pitches(self) -> NDArray[np.int64]:
        """The MIDI pitches of the melody, (notes,)."""
        return self.melody[self.onsets].astype(int) - FIRST

    @cached_property
    def intervals(self) -> NDArray[np.int64]:
        """The melody's intervals in semitones, (notes - 1,); empty below three notes, which are too few to count."""
        return np.diff(self.pitches) if len(self.onsets) > 2 else np.zeros(0, np.int64)

    @cached_property
    def chord_onsets(self) -> NDArray[np.int64]:
        """The steps at which chords begin, (chords,)."""
        return np.flatnonzero(self.chords >= FIRST)


def _mean(values: NDArray[np.bool_]) -> float:
    return float(values.mean()) if len(values) else NOTHING


def density(part: Excerpt) -> float:
    """Melody notes a quarter."""
    return len(part.onsets) * STEPS_PER_QUARTER / len(part.melody)


def rests(part: Excerpt) -> float:
    """The share of the time in which the melody is silent."""
    return _mean(sounding_of(part.melody) == REST)


def leaps(part: Excerpt) -> float:
    """The share of intervals above a major third."""
    return _mean(np.abs(part.intervals) > 4)


def syncopation(part: Excerpt) -> float:
    """The share of notes that begin off the quarters."""
    return _mean(part.onsets % STEPS_PER_QUARTER != 0)


def chord_rate(part: Excerpt) -> float:
    """Chord changes a bar."""
    return len(part.chord_onsets) * part.bar / len(part.chords)


def chord_colour(part: Excerpt) -> float:
    """The share of chords with more than three pitch classes."""
    return _mean(chord_classes(part.shapes)[part.chords[part.chord_onsets]].sum(1) > 3)


def register(part: Excerpt) -> float:
    """The mean MIDI pitch of the melody."""
    return float(part.pitches.mean()) if len(part.pitches) else NOTHING


def span(part: Excerpt) -> float:
    """The semitones from the melody's lowest note to its highest."""
    return float(part.pitches.max() - part.pitches.min()) if len(part.pitches) else NOTHING


def repeated_notes(part: Excerpt) -> float:
    """The share of intervals that are unisons."""
    return _mean(part.intervals == 0)


def steps(part: Excerpt) -> float:
    """The share of intervals that are seconds."""
    size = np.abs(part.intervals)
    return _mean((size == 1) | (size == 2))


def turns(part: Excerpt) -> float:
    """How often the melody changes direction, as a share of its moves; 0 where it moves less than twice."""
    if not len(part.intervals):
        return NOTHING
    signs = np.sign(part.intervals[part.intervals != 0])
    return float((signs[1:] != signs[:-1]).mean()) if len(signs) > 1 else 0.0


def chord_tones(part: Excerpt) -> float:
    """The share of notes that begin on a tone of the chord below."""
    over = part.sounding[part.onsets] >= FIRST
    if not over.any():
        return NOTHING
    held = chord_classes(part.shapes)[part.sounding[part.onsets][over]]
    return float(held[np.arange(len(held)), part.pitches[over] % 12].mean())


def bars_repeated(part: Excerpt) -> float:
    """The share of bars whose melody stood in one of the eight bars before."""
    return float(np.nanmean(part.same_bars)) if len(part.onsets) else NOTHING


def rhythms_repeated(part: Excerpt) -> float:
    """The share of bars whose rhythm stood in one of the eight bars before."""
    return float(np.nanmean(part.same_rhythms)) if len(part.onsets) else NOTHING


def chord_silence(part: Excerpt) -> float:
    """The share of the time without a chord."""
    return _mean(part.sounding == REST)


def chords_on_bar(part: Excerpt) -> float:
    """The share of chords that begin on a bar line."""
    return _mean(part.chord_onsets % part.bar == 0)


@dataclass(frozen=True, slots=True)
class Feature:
    """How a feature is computed, NaN where there is nothing to compute it from, and its quantiles from 0 to 1."""

    compute: Callable[[Excerpt], float]
    knots: tuple[float, ...]


# Computed over 2,600 songs (1930s songs, hymns, lieder, pop, folk tunes): the 1st, 12.5th, 25th ... 99th percentile.
FEATURES: dict[str, Feature] = {
    "density": Feature(density, (0.375, 0.708, 0.875, 1.04, 1.21, 1.38, 1.56, 1.81, 2.62)),
    "rests": Feature(rests, (0, 0, 0, 0.0156, 0.0625, 0.125, 0.227, 0.328, 0.625)),
    "leaps": Feature(leaps, (0, 0.037, 0.0714, 0.1, 0.125, 0.156, 0.19, 0.245, 0.467)),
    "syncopation": Feature(syncopation, (0, 0.0968, 0.263, 0.388, 0.462, 0.5, 0.55, 0.652, 1)),
    "chord_rate": Feature(chord_rate, (0, 0.625, 0.875, 1, 1.12, 1.38, 1.5, 1.88, 2.75)),
    "chord_colour": Feature(chord_colour, (0, 0, 0, 0.0909, 0.2, 0.286, 0.385, 0.5, 1)),
    "register": Feature(register, (64.4, 68.3, 69.9, 71.2, 72.7, 74.3, 76.5, 79.2, 87)),
    "span": Feature(span, (0, 8, 10, 12, 12, 14, 15, 17, 21)),
    "repeated_notes": Feature(repeated_notes, (0, 0.025, 0.0714, 0.115, 0.159, 0.206, 0.267, 0.349, 0.6)),
    "steps": Feature(steps, (0.0909, 0.3, 0.378, 0.433, 0.484, 0.533, 0.6, 0.672, 0.878)),
    "turns": Feature(turns, (0, 0.381, 0.438, 0.48, 0.519, 0.556, 0.6, 0.667, 0.932)),
    "chord_tones": Feature(chord_tones, (0.353, 0.571, 0.64, 0.688, 0.727, 0.769, 0.818, 0.893, 1)),
    "bars_repeated": Feature(bars_repeated, (0, 0, 0, 0, 0.125, 0.25, 0.5, 0.833, 1)),
    "rhythms_repeated": Feature(rhythms_repeated, (0, 0.125, 0.25, 0.5, 0.6, 0.75, 0.875, 1, 1)),
    "chord_silence": Feature(chord_silence, (0, 0, 0, 0, 0, 0, 0, 0, 0.25)),
    "chords_on_bar": Feature(chords_on_bar, (0, 0.444, 0.533, 0.6, 0.667, 0.778, 0.875, 1, 1)),
}


def column(name: str) -> int:
    """The column of a feature in a plan."""
    return list(FEATURES).index(name)


REGISTER = column("register")


def check_features(names: Iterable[str]) -> None:
    """Raise ComposerError where a model was trained with features that this program cannot compute."""
    unknown = [name.replace("_", " ") for name in names if name not in FEATURES]
    if unknown:
        raise ComposerError(
            f"The model was trained with controls that this Inkling does not know ({', '.join(unknown)}); "
            "update Inkling or choose another model."
        )


def check_controls(asked: Iterable[str], features: Sequence[str]) -> None:
    """Raise ComposerError where a control is set whose feature the model was not trained with."""
    missing = [name.replace("_", " ") for name in asked if name not in features]
    if missing:
        raise ComposerError(
            f"This model was trained before Inkling could control {' and '.join(missing)}; "
            "leave that open, train the model again or choose another one."
        )


def plan_sections(starts: Sequence[tuple[int, str]], bars: int) -> list[tuple[int, int]]:
    """First bar and end of what has a plan of its own: sections, those longer than eight bars divided."""
    edges = sorted({0, bars, *(bar for bar, _ in starts if 0 < bar < bars)})
    pieces = []
    for begin, end in zip(edges, edges[1:], strict=False):
        count = -(-(end - begin) // LONGEST_SECTION)
        cuts = [begin + LONGEST_SECTION * i for i in range(count)] + [end]
        pieces += list(zip(cuts, cuts[1:], strict=False))
    return pieces


def extract_plan(
    melody: Tokens, chords: Tokens, bar: int, shapes: tuple[Shape, ...], starts: Sequence[tuple[int, str]]
) -> Plan:
    """The features of every bar's section, (bars, features), NaN where there is nothing to compute them from.

    `melody` and `chords` are tokens (steps,) in bars of `bar` steps; sections begin at the bars `starts`.
    """
    bars = len(melody) // bar
    plan = np.full((bars, len(FEATURES)), np.nan, np.float32)
    sounding = sounding_of(chords)
    same_bars, same_rhythms = repeated_bars(melody, bar)
    for begin, end in plan_sections(starts, bars):
        part, rows = slice(begin * bar, end * bar), slice(begin, end)
        excerpt = Excerpt(melody[part], chords[part], sounding[part], bar, shapes, same_bars[rows], same_rhythms[rows])
        plan[rows] = [feature.compute(excerpt) for feature in FEATURES.values()]
    return plan


def repeated_bars(melody: Tokens, bar: int) -> tuple[Flags, Flags]:
    """For every bar 1.0 where its melody, and its rhythm, is that of one of the eight before; (bars,) each.

    NaN in bars in which no note begins. `melody` (steps,) is in bars of `bar` steps.
    """
    onsets = melody[: len(melody) // bar * bar].reshape(-1, bar)
    pitches = np.where(onsets >= FIRST, onsets, 0)
    found = np.full((2, len(pitches)), np.nan)
    for kind, rows in enumerate((pitches, (pitches > 0).astype(np.int16))):
        marks = [row.tobytes() for row in rows]
        for i in np.flatnonzero(pitches.any(1)):
            found[kind, i] = float(marks[i] in marks[max(0, i - NEAR) : i])
    return found[0], found[1]


def plan_inputs(plan: Plan) -> Plan:
    """A plan (bars, features) as the networks take it in, (bars, 2 x features).

    First each feature's quantile from -1 to 1, 0 where it is not known; then 1 where it is known.
    """
    known = ~np.isnan(plan)
    shares = np.stack([to_quantile(name, values) for name, values in zip(FEATURES, plan.T, strict=True)], 1)
    return np.concatenate([np.where(known, 2 * shares - 1, 0), known], 1).astype(np.float32)


def to_quantile(name: str, value: NDArray[np.float32]) -> NDArray[np.float64]:
    """Values (n,) of a feature as quantiles from 0 to 1 of the songs that the table was computed over, (n,)."""
    knots = FEATURES[name].knots
    return np.interp(value, knots, np.linspace(0, 1, len(knots)))


def from_quantile(name: str, share: float) -> float:
    """The inverse of `to_quantile` for one quantile."""
    knots = FEATURES[name].knots
    return float(np.interp(share, np.linspace(0, 1, len(knots)), knots))


def request_plan(plan: Plan, written: NDArray[np.bool_], asked: Mapping[str, float], keep: bool = False) -> Plan:
    """The plan (bars, features) to condition on where the bars `written` (bars,) are to be written anew.

    In them each control `asked`, a quantile from 0 to 1, takes the place of its feature. The others are unknown, or
    stay as in `plan` where the idea is to `keep` its character.
    """
    found = plan.copy() if keep else np.full_like(plan, np.nan)
    for name, share in asked.items():
        at = column(name)
        found[:, at] = np.where(written, from_quantile(name, share), plan[:, at])
    return found
