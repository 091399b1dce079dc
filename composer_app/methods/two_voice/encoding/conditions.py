"""What the network may be told beside the notes: where in the form each bar stands, and how its music is.

The form says of every bar its section's letter, its place in the section and from its end, how many bars
ago the same place of the same letter was, and how far off the end of the song is. The plan says of every
section sixteen features, each from 0 to 1 by a fixed table, so that a control means the same in every model.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from composer_app.methods.two_voice.encoding.tokens import FIRST, HOLD, REST, STEPS_A_QUARTER, Shape, Tokens

LETTER, SINCE, LEFT, AGAIN, ENDING = range(5)
INSTRUMENTAL = 9
FARTHEST_IN_SECTION, FAR_FROM_END = 16, 8
LONGEST_PLANNED = 8
NEAR = 8  # bars back in which a bar counts as repeated

# The first six are the controls of a request.
FEATURES = (
    "density", "rests", "leaps", "syncopation", "chord_rate", "chord_colour",
    "register", "span", "repeated_notes", "steps", "turns", "chord_tones",
    "bars_repeated", "rhythms_repeated", "chord_silence", "chords_on_bar",
)  # fmt: skip
REGISTER = FEATURES.index("register")

# Measured in 2,600 songs (1930s songs, hymns, lieder, pop, folk tunes): the 1st, 12.5th, 25th ... 99th percentile.
KNOTS: dict[str, tuple[float, ...]] = {
    "density": (0.375, 0.708, 0.875, 1.04, 1.21, 1.38, 1.56, 1.81, 2.62),
    "rests": (0, 0, 0, 0.0156, 0.0625, 0.125, 0.227, 0.328, 0.625),
    "leaps": (0, 0.037, 0.0714, 0.1, 0.125, 0.156, 0.19, 0.245, 0.467),
    "syncopation": (0, 0.0968, 0.263, 0.388, 0.462, 0.5, 0.55, 0.652, 1),
    "chord_rate": (0, 0.625, 0.875, 1, 1.12, 1.38, 1.5, 1.88, 2.75),
    "chord_colour": (0, 0, 0, 0.0909, 0.2, 0.286, 0.385, 0.5, 1),
    "register": (64.4, 68.3, 69.9, 71.2, 72.7, 74.3, 76.5, 79.2, 87),
    "span": (0, 8, 10, 12, 12, 14, 15, 17, 21),
    "repeated_notes": (0, 0.025, 0.0714, 0.115, 0.159, 0.206, 0.267, 0.349, 0.6),
    "steps": (0.0909, 0.3, 0.378, 0.433, 0.484, 0.533, 0.6, 0.672, 0.878),
    "turns": (0, 0.381, 0.438, 0.48, 0.519, 0.556, 0.6, 0.667, 0.932),
    "chord_tones": (0.353, 0.571, 0.64, 0.688, 0.727, 0.769, 0.818, 0.893, 1),
    "bars_repeated": (0, 0, 0, 0, 0.125, 0.25, 0.5, 0.833, 1),
    "rhythms_repeated": (0, 0.125, 0.25, 0.5, 0.6, 0.75, 0.875, 1, 1),
    "chord_silence": (0, 0, 0, 0, 0, 0, 0, 0, 0.25),
    "chords_on_bar": (0, 0.444, 0.533, 0.6, 0.667, 0.778, 0.875, 1, 1),
}

Plan = NDArray[np.float32]


def lay_form(starts: Sequence[tuple[int, str]], bars: int, last: bool) -> Tokens:
    """The form (bars, 5) of sections that begin at these bars; `last` says that the song ends with them.

    0 stands for what is not known, and in AGAIN for a place that has not been before.
    """
    form = np.zeros((bars, 5), np.int16)
    bounds = [(bar, letter_number(label)) for bar, label in starts if bar < bars]
    if last:
        form[:, ENDING] = np.minimum(np.arange(bars, 0, -1), FAR_FROM_END)
    seen: dict[int, tuple[int, int]] = {}
    for (bar, letter), (end, _) in zip(bounds, [*bounds[1:], (bars, 0)], strict=False):
        begin = max(0, bar)
        size = end - begin
        if size <= 0:
            continue
        form[begin:end, LETTER] = letter
        form[begin:end, SINCE] = np.minimum(np.arange(1, size + 1), FARTHEST_IN_SECTION)
        form[begin:end, LEFT] = np.minimum(np.arange(size, 0, -1), FARTHEST_IN_SECTION)
        if letter in seen:
            before, as_long = seen[letter]
            form[begin : begin + min(size, as_long), AGAIN] = begin - before
        seen[letter] = (begin, size)
    return form


def letter_number(label: str) -> int:
    """A to H as 1 to 8; small letters, which stand for sections without singing, as 9."""
    letter = label[:1]
    return min(ord(letter) - ord("A") + 1, 8) if "A" <= letter <= "Z" else INSTRUMENTAL


def planned_stretches(starts: Sequence[tuple[int, str]], bars: int) -> list[tuple[int, int]]:
    """First bar and end of what has a plan of its own: sections, those longer than eight bars in pieces."""
    edges = sorted({0, bars, *(bar for bar, _ in starts if 0 < bar < bars)})
    pieces = []
    for begin, end in zip(edges, edges[1:], strict=False):
        count = -(-(end - begin) // LONGEST_PLANNED)
        cuts = [begin + LONGEST_PLANNED * i for i in range(count)] + [end]
        pieces += list(zip(cuts, cuts[1:], strict=False))
    return pieces


def measure_plan(
    melody: Tokens, chords: Tokens, bar: int, shapes: tuple[Shape, ...], starts: Sequence[tuple[int, str]]
) -> Plan:
    """The features of every bar's stretch as they are measured (bars, 16), NaN where there is nothing to measure."""
    bars = len(melody) // bar
    plan = np.full((bars, len(FEATURES)), np.nan, np.float32)
    sounding = carried(chords)
    same_bars, same_rhythms = repeated_bars(melody, bar)
    for begin, end in planned_stretches(starts, bars):
        part = slice(begin * bar, end * bar)
        row = dict.fromkeys(FEATURES, np.nan)
        row |= _of_melody(melody[part], sounding[part], shapes, same_bars[begin:end], same_rhythms[begin:end])
        row |= _of_chords(chords[part], sounding[part], bar, shapes)
        plan[begin:end] = [row[name] for name in FEATURES]
    return plan


def carried(tokens: Tokens) -> Tokens:
    """What sounds at each step: the last event."""
    at = np.maximum.accumulate(np.where(tokens != HOLD, np.arange(len(tokens)), -1))
    return np.where(at >= 0, tokens[np.maximum(at, 0)], REST).astype(np.int16)


def repeated_bars(melody: Tokens, bar: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """For every bar 1.0 where its melody, or its rhythm, is that of one of the eight before; NaN where it is empty."""
    onsets = melody[: len(melody) // bar * bar].reshape(-1, bar)
    pitches = np.where(onsets >= FIRST, onsets, 0)
    found = np.full((2, len(pitches)), np.nan)
    for kind, rows in enumerate((pitches, (pitches > 0).astype(np.int16))):
        marks = [row.tobytes() for row in rows]
        for i in np.flatnonzero(pitches.any(1)):
            found[kind, i] = float(marks[i] in marks[max(0, i - NEAR) : i])
    return found[0], found[1]


def _of_melody(
    melody: Tokens, sounding: Tokens, shapes: tuple[Shape, ...], same: NDArray[np.float64], rhythm: NDArray[np.float64]
) -> dict[str, float]:
    onsets = np.flatnonzero(melody >= FIRST)
    row = {"density": len(onsets) * STEPS_A_QUARTER / len(melody), "rests": float((carried(melody) == REST).mean())}
    if not len(onsets):
        return row
    pitches = melody[onsets].astype(int) - FIRST
    row["syncopation"] = float((onsets % STEPS_A_QUARTER != 0).mean())
    row["register"] = float(pitches.mean())
    row["span"] = float(pitches.max() - pitches.min())
    row["bars_repeated"], row["rhythms_repeated"] = float(np.nanmean(same)), float(np.nanmean(rhythm))
    over = sounding[onsets] >= FIRST
    if over.any():
        held = classes_of(shapes)[sounding[onsets][over]]
        row["chord_tones"] = float(held[np.arange(len(held)), pitches[over] % 12].mean())
    if len(onsets) > 2:
        moves = np.diff(pitches)
        size = np.abs(moves)
        signs = np.sign(moves[moves != 0])
        row["leaps"] = float((size > 4).mean())
        row["repeated_notes"] = float((size == 0).mean())
        row["steps"] = float(((size == 1) | (size == 2)).mean())
        row["turns"] = float((signs[1:] != signs[:-1]).mean()) if len(signs) > 1 else 0.0
    return row


def _of_chords(chords: Tokens, sounding: Tokens, bar: int, shapes: tuple[Shape, ...]) -> dict[str, float]:
    starts = np.flatnonzero(chords >= FIRST)
    row = {"chord_rate": len(starts) * bar / len(chords), "chord_silence": float((sounding == REST).mean())}
    if len(starts):
        sizes = classes_of(shapes)[chords[starts]].sum(1)
        row["chord_colour"] = float((sizes > 3).mean())
        row["chords_on_bar"] = float((starts % bar == 0).mean())
    return row


@cache
def classes_of(shapes: tuple[Shape, ...]) -> NDArray[np.bool_]:
    """Which pitch classes each chord token holds, (tokens, 12)."""
    table = np.zeros((FIRST + 12 * len(shapes), 12), bool)
    for index, shape in enumerate(shapes):
        for bass in range(12):
            table[FIRST + 12 * index + bass, [(bass + i) % 12 for i in shape]] = True
    return table


def told_plan(plan: Plan) -> Plan:
    """Measured features (bars, 16) as the network is told them: values from -1 to 1, then whether each is."""
    known = ~np.isnan(plan)
    shares = np.stack([share_of(name, column) for name, column in zip(FEATURES, plan.T, strict=True)], 1)
    return np.concatenate([np.where(known, 2 * shares - 1, 0), known], 1).astype(np.float32)


def share_of(name: str, value: NDArray[np.float32]) -> NDArray[np.float64]:
    """A measured feature as a share from 0 to 1: its place among the songs that the table was made of."""
    return np.interp(value, KNOTS[name], np.linspace(0, 1, len(KNOTS[name])))


def measure_of(name: str, share: float) -> float:
    """The other way round: the feature's measure at a share from 0 to 1."""
    return float(np.interp(share, np.linspace(0, 1, len(KNOTS[name])), KNOTS[name]))


def ask(plan: Plan, written: NDArray[np.bool_], asked: Mapping[str, float], keep: bool = False) -> Plan:
    """The plan (bars, 16) to tell where some bars are written anew: in them what is asked, each from 0 to 1.

    What is not asked is left open, unless the idea is to `keep` its character.
    """
    told = plan.copy() if keep else np.full_like(plan, np.nan)
    for name, share in asked.items():
        column = FEATURES.index(name)
        told[:, column] = np.where(written, measure_of(name, share), plan[:, column])
    return told
