"""What was written of ideas: tokens on the grid of 16ths again, from slots."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from composer_app.methods.two_voice.encoding.events import SLOTS_A_STEP, thirds_in, to_steps
from composer_app.methods.two_voice.encoding.tokens import (
    CHORD_TIMING,
    CHORD_VELOCITY,
    HOLD,
    MELODY_TIMING,
    MELODY_VELOCITY,
    NO_TOUCH,
    REST,
    Tokens,
)

Slots = NDArray[np.int64]
TOUCHED = ((MELODY_VELOCITY, MELODY_TIMING), (CHORD_VELOCITY, CHORD_TIMING))


@dataclass(frozen=True, slots=True)
class Written:
    """Ideas as tokens on the grid of 16ths (ideas, steps); `touch` (ideas, 4, steps) says how they are played.

    `nats` (ideas,) is the melody's negative log-likelihood under the network as it is. The first `steps` steps are
    finished in every idea; whole bars of `bar` steps.
    """

    melody: NDArray[np.int16]
    chords: NDArray[np.int16]
    thirds: NDArray[np.int16]
    touch: NDArray[np.int64]
    nats: NDArray[np.float64]
    steps: int
    bar: int

    def __getitem__(self, ideas: Sequence[int]) -> Written:
        """Some of the ideas."""
        kept = list(ideas)
        return replace(
            self, melody=self.melody[kept], chords=self.chords[kept], thirds=self.thirds[kept],
            touch=self.touch[kept], nats=self.nats[kept],
        )  # fmt: skip


def written_of(
    melody: Slots, chords: Slots, touch: Slots, nats: NDArray[np.float64], bar: int, finished: int | None = None
) -> Written:
    """Ideas from tokens by slot (ideas, slots) and `touch` (ideas, 4, slots), in bars of `bar` slots.

    The first `finished` slots (None: all) are finished.
    """
    rows = [_by_step((_merged(m), _merged(c)), t) for m, c, t in zip(melody, chords, touch, strict=True)]
    tunes, harmonies, thirds, played = (np.stack(column) for column in zip(*rows, strict=True))
    steps = (melody.shape[1] if finished is None else finished) // SLOTS_A_STEP
    return Written(tunes, harmonies, thirds, played, nats, steps, bar // SLOTS_A_STEP)


def _by_step(voices: tuple[Slots, Slots], touch: Slots) -> tuple[Tokens, Tokens, Tokens, Slots]:
    """Melody, chords, thirds and touch of one idea on the grid of 16ths."""
    thirds = thirds_in(*voices)
    melody, chords = (to_steps(tokens, thirds) for tokens in voices)
    played: Slots = np.full((4, len(thirds)), NO_TOUCH)
    for slots, steps, columns in zip(voices, (melody, chords), TOUCHED, strict=True):
        for column in columns:
            played[column, np.flatnonzero(steps)] = touch[column, np.flatnonzero(slots)]
    return melody, chords, thirds, played


def _merged(tokens: Slots) -> Slots:
    """Tokens by slot where silence that only goes on, as at the edge of a hole, does not begin again."""
    found: Slots = tokens.copy()
    events = np.flatnonzero(tokens)
    again = events[1:][(tokens[events[1:]] == REST) & (tokens[events[:-1]] == REST)]
    found[again] = HOLD
    return found
