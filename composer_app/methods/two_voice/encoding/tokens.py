"""The tokens of both voices, and the chord shapes that chord tokens stand for."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from composer_app.music.chord import QUALITIES
from composer_app.music.note import TICKS_PER_QUARTER

STEPS_PER_QUARTER = 4
STEP = TICKS_PER_QUARTER // STEPS_PER_QUARTER
HOLD, REST, FIRST = 0, 1, 2
MELODY_TOKENS = FIRST + 128
UNKNOWN_KEY, UNKNOWN_MODE = 12, 2
ANY_KEY, IN_C = 0, 1
MAX_BAR = 64
MELODY_VELOCITY, MELODY_TIMING, CHORD_VELOCITY, CHORD_TIMING = range(4)
NO_EXPRESSION = 999

Shape = tuple[int, ...]
Tokens = NDArray[np.int16]


def _shapes() -> tuple[Shape, ...]:
    """Every inversion of every chord quality as intervals above its bass, each set once."""
    found: dict[Shape, None] = {(0,): None}
    for intervals in QUALITIES.values():
        for bass in intervals:
            found.setdefault(tuple(sorted({(i - bass) % 12 for i in intervals})), None)
    # A triad over a foreign bass, as in F/G or C/D.
    for triad in (QUALITIES[""], QUALITIES["m"]):
        for bass in (2, 5, 9, 10, 11):
            found.setdefault(tuple(sorted({0} | {(i - bass) % 12 for i in triad})), None)
    return tuple(found)


SHAPES = _shapes()


def chord_token(pitches: Sequence[int], shapes: Sequence[Shape] = SHAPES) -> int:
    """The token of sounding MIDI pitches; a set outside the shapes becomes the most similar one on its bass."""
    low = min(pitches)
    wanted = {(pitch - low) % 12 for pitch in pitches}
    exact = tuple(sorted(wanted))
    if exact in shapes:
        index = shapes.index(exact)
    else:
        index = max(range(len(shapes)), key=lambda i: len(wanted & set(shapes[i])) / len(wanted | set(shapes[i])))
    return FIRST + 12 * index + low % 12


@cache
def chord_classes(shapes: tuple[Shape, ...]) -> NDArray[np.bool_]:
    """Which pitch classes each chord token holds, (tokens, 12)."""
    table = np.zeros((FIRST + 12 * len(shapes), 12), bool)
    for index, shape in enumerate(shapes):
        for bass in range(12):
            table[FIRST + 12 * index + bass, [(bass + i) % 12 for i in shape]] = True
    return table


def sounding_of(tokens: Tokens) -> Tokens:
    """What sounds at each step of `tokens` (steps,): the last event up to it, REST before the first; (steps,)."""
    at = np.maximum.accumulate(np.where(tokens != HOLD, np.arange(len(tokens)), -1))
    return np.where(at >= 0, tokens[np.maximum(at, 0)], REST).astype(np.int16)
