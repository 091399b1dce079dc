"""A voice as a row of events, which the baselines count."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from composer_app.methods.two_voice.encoding.tokens import FIRST

Event = tuple[int, ...]
Row = list[Event]
Steps = NDArray[np.bool_]


def melody_row(tokens: Sequence[int] | NDArray[Any]) -> Row:
    """A melody as events (steps of rest before, length in steps, pitch)."""
    steps = [*np.flatnonzero(np.asarray(tokens)).tolist(), len(tokens)]
    row: Row = []
    free = 0
    for on, after in pairwise(steps):
        if tokens[on] >= FIRST:
            row.append((on - free, after - on, int(tokens[on]) - FIRST))
            free = after
    return row


def chord_row(tokens: Sequence[int] | NDArray[Any]) -> Row:
    """Chords as events (length in steps, chord token); silence is an event too."""
    steps = [*np.flatnonzero(np.asarray(tokens)).tolist(), len(tokens)]
    return [(after - on, int(tokens[on])) for on, after in pairwise(steps)]


def melody_counted(tokens: NDArray[Any], steps: Steps) -> list[bool]:
    """Which events of the melody `tokens` (steps,) begin at steps marked in `steps` (steps,), one bool an event."""
    return [bool(counted) for counted in steps[tokens >= FIRST]]


def chords_counted(tokens: NDArray[Any], steps: Steps) -> list[bool]:
    """Which events of the chords `tokens` (steps,) begin at steps marked in `steps` (steps,), one bool an event."""
    return [bool(counted) for counted in steps[tokens != 0]]
