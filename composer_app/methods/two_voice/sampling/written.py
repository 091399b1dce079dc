"""Written ideas: tokens by slot as tokens by 16th again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from composer_app.methods.two_voice.encoding.events import SLOTS_PER_STEP, to_steps, triplets_in
from composer_app.methods.two_voice.encoding.tokens import (
    CHORD_TIMING,
    CHORD_VELOCITY,
    HOLD,
    MELODY_TIMING,
    MELODY_VELOCITY,
    NO_EXPRESSION,
    REST,
    Tokens,
)

Slots = NDArray[np.int64]
EXPRESSION_ROWS = ((MELODY_VELOCITY, MELODY_TIMING), (CHORD_VELOCITY, CHORD_TIMING))


@dataclass(frozen=True, slots=True)
class WrittenTokens:
    """Ideas as tokens by 16th (ideas, steps), with their `triplets` (ideas, steps) and `expression` (ideas, 4, steps).

    `nats` (ideas,) is the melody's negative log-likelihood under the network, before limits and temperature. The first
    `steps` steps are finished in every idea; whole bars of `bar` steps.
    """

    melody: NDArray[np.int16]
    chords: NDArray[np.int16]
    triplets: NDArray[np.int16]
    expression: NDArray[np.int64]
    nats: NDArray[np.float64]
    steps: int
    bar: int

    def __getitem__(self, ideas: Sequence[int]) -> WrittenTokens:
        """Some of the ideas."""
        kept = list(ideas)
        return replace(
            self, melody=self.melody[kept], chords=self.chords[kept], triplets=self.triplets[kept],
            expression=self.expression[kept], nats=self.nats[kept],
        )  # fmt: skip


def written_tokens(
    melody: Slots, chords: Slots, expression: Slots, nats: NDArray[np.float64], bar: int, finished: int | None = None
) -> WrittenTokens:
    """Ideas from tokens (ideas, slots) and `expression` (ideas, 4, slots) by slot, in bars of `bar` slots.

    The first `finished` slots (None: all) are finished.
    """
    rows = [_by_step((_merged(m), _merged(c)), t) for m, c, t in zip(melody, chords, expression, strict=True)]
    tunes, harmonies, triplets, played = (np.stack(column) for column in zip(*rows, strict=True))
    steps = (melody.shape[1] if finished is None else finished) // SLOTS_PER_STEP
    return WrittenTokens(tunes, harmonies, triplets, played, nats, steps, bar // SLOTS_PER_STEP)


def _by_step(voices: tuple[Slots, Slots], expression: Slots) -> tuple[Tokens, Tokens, Tokens, Slots]:
    """Melody, chords and triplets (steps,) and expression (4, steps) of one idea, from those by slot."""
    triplets = triplets_in(*voices)
    melody, chords = (to_steps(tokens, triplets) for tokens in voices)
    played: Slots = np.full((4, len(triplets)), NO_EXPRESSION)
    for slots, steps, columns in zip(voices, (melody, chords), EXPRESSION_ROWS, strict=True):
        for column in columns:
            played[column, np.flatnonzero(steps)] = expression[column, np.flatnonzero(slots)]
    return melody, chords, triplets, played


def _merged(tokens: Slots) -> Slots:
    """Tokens (slots,) in which silence that goes on, as at the edge of a mask, does not begin again."""
    found: Slots = tokens.copy()
    events = np.flatnonzero(tokens)
    again = events[1:][(tokens[events[1:]] == REST) & (tokens[events[:-1]] == REST)]
    found[again] = HOLD
    return found
