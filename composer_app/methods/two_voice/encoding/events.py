"""A voice as a sequence of events, in slots: twelfths of a quarter, on which 16ths and triplets both fall.

A song is kept on the 16th grid (grid.py), where a quarter of triplets holds its three notes in the first three of its
four steps. The networks count in slots instead: a 16th lasts three of them, a triplet eighth four. The events of a
voice leave no gaps: what begins (a pitch, a chord, or silence) and how long it lasts.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from composer_app.methods.two_voice.encoding.tokens import FIRST, HOLD, REST, STEPS_PER_QUARTER

SLOTS_PER_QUARTER = 12
SLOTS_PER_STEP, SLOTS_PER_TRIPLET = SLOTS_PER_QUARTER // STEPS_PER_QUARTER, SLOTS_PER_QUARTER // 3
LONGEST = 192  # slots; what lasts longer is divided
FARTHEST_LEAP = 24  # semitones; wider intervals are one class
NO_INTERVAL = 2 * FARTHEST_LEAP + 1
NO_PITCH = 0  # before the first note
INTERVALS = NO_INTERVAL + 1

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Events:
    """One voice as events: onset in slots, token and length in slots, each (events,).

    `last_pitch` is the MIDI pitch of the last note before each event (NO_PITCH: none), `interval` the class of the
    interval from it to the event's own pitch (NO_INTERVAL where either is missing); both mean nothing in chords.
    """

    onset: Ints
    token: Ints
    length: Ints
    last_pitch: Ints
    interval: Ints


def slots_of_steps(triplets: NDArray[np.integer]) -> Ints:
    """The slot at which every step begins, (steps,); the unused fourth step of a triplet falls on its last slot.

    `triplets` (steps,) is 1 where a quarter is divided in three.
    """
    steps = np.arange(len(triplets))
    quarter, place = np.divmod(steps, STEPS_PER_QUARTER)
    within = np.where(
        triplets == 1, np.minimum(place * SLOTS_PER_TRIPLET, SLOTS_PER_QUARTER - 1), place * SLOTS_PER_STEP
    )
    found: Ints = quarter * SLOTS_PER_QUARTER + within
    return found


def steps_of_slots(triplets: NDArray[np.integer]) -> Ints:
    """The step that every slot belongs to, (3 x steps,); `triplets` (steps,) as above."""
    slots = np.arange(len(triplets) * SLOTS_PER_STEP)
    quarter, place = np.divmod(slots, SLOTS_PER_QUARTER)
    in_triplets = triplets[np.minimum(slots // SLOTS_PER_STEP, len(triplets) - 1)] == 1
    step = np.where(in_triplets, place // SLOTS_PER_TRIPLET, place // SLOTS_PER_STEP)
    found: Ints = quarter * STEPS_PER_QUARTER + step
    return found


def to_slots(tokens: NDArray[np.integer], triplets: NDArray[np.integer]) -> Ints:
    """Tokens by step (steps,) as tokens by slot (3 x steps,); `triplets` (steps,) says how quarters are divided."""
    found = np.zeros(len(tokens) * SLOTS_PER_STEP, np.int64)
    at = np.flatnonzero(tokens)
    found[slots_of_steps(triplets)[at]] = tokens[at]
    return found


def to_steps(slots: NDArray[np.integer], triplets: NDArray[np.integer]) -> NDArray[np.int16]:
    """Tokens by slot (3 x steps,) as tokens by step (steps,), divided as `triplets` (steps,) says."""
    found = np.zeros(len(triplets), np.int16)
    at = np.flatnonzero(slots)
    found[steps_of_slots(triplets)[at]] = slots[at]
    return found


def triplets_in(*voices: NDArray[np.integer]) -> NDArray[np.int16]:
    """1 for the steps in quarters that any of these voices (slots,) divides in three, (steps,)."""
    on_triplet = np.zeros(len(voices[0]), bool)
    for slots in voices:
        on_triplet |= slots != HOLD
    place = np.arange(len(on_triplet)) % SLOTS_PER_QUARTER
    on_triplet &= (place % SLOTS_PER_TRIPLET == 0) & (place > 0)
    quarters = np.zeros(-(-len(on_triplet) // SLOTS_PER_QUARTER), np.int16)
    quarters[np.flatnonzero(on_triplet) // SLOTS_PER_QUARTER] = 1
    return np.repeat(quarters, STEPS_PER_QUARTER)[: len(on_triplet) // SLOTS_PER_STEP]


def events_of(slots: NDArray[np.integer]) -> Events:
    """The events of one voice by slot (slots,): silence comes before the first, and the last one goes to the end."""
    onset = np.flatnonzero(slots)
    token = slots[onset].astype(np.int64)
    if not len(onset) or onset[0]:
        onset, token = np.insert(onset, 0, 0), np.insert(token, 0, REST)
    length = np.diff(onset, append=len(slots))
    if len(length) and length.max() > LONGEST:
        pieces = -(-length // LONGEST)
        owner = np.repeat(np.arange(len(onset)), pieces)
        number = np.arange(len(owner)) - np.repeat(np.cumsum(pieces) - pieces, pieces)
        onset, token = onset[owner] + LONGEST * number, token[owner]
        length = np.diff(onset, append=len(slots))
    last, interval = _intervals(token)
    return Events(onset, token, length, last, interval)


def _intervals(token: Ints) -> tuple[Ints, Ints]:
    """The pitch of the last note before each event of `token` (events,), and the interval's class; (events,) each."""
    sounds = token >= FIRST
    at = np.maximum.accumulate(np.where(sounds, np.arange(len(token)), -1))
    before = np.concatenate([[-1], at[:-1]])
    last = np.where(before >= 0, token[np.maximum(before, 0)] - FIRST, NO_PITCH)
    return last, np.where(sounds, interval_class(last, token - FIRST), NO_INTERVAL)


def interval_class(last: Ints, pitch: Ints) -> Ints:
    """The classes (n,) of intervals from `last` (n,) to `pitch` (n,), the widest in one; NO_INTERVAL without a last."""
    leap = np.clip(pitch - last, -FARTHEST_LEAP, FARTHEST_LEAP) + FARTHEST_LEAP
    found: Ints = np.where(last == NO_PITCH, NO_INTERVAL, leap)
    return found
