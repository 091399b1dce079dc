"""Slots, twelfths of a quarter, on which 16ths and triplets both fall; and a voice as events that follow each other.

A song is kept on the 16th grid (grid.py), where a quarter divided in three holds its triplet in the first
three of its four steps. The networks count in slots instead: a 16th lasts three of them, a triplet's eighth
four. Each voice is a row of events without gaps: what begins (a pitch, a chord, or silence) and how long it lasts.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from composer_app.methods.two_voice.encoding.tokens import FIRST, HOLD, REST, STEPS_A_QUARTER

SLOTS_A_QUARTER = 12
SLOTS_A_STEP, SLOTS_A_THIRD = SLOTS_A_QUARTER // STEPS_A_QUARTER, SLOTS_A_QUARTER // 3
LONGEST = 192  # slots; what lasts longer is taken up again
FARTHEST_LEAP = 24  # semitones up to which intervals are told apart
NO_INTERVAL = 2 * FARTHEST_LEAP + 1
NO_PITCH = 0  # before the first note
INTERVALS = NO_INTERVAL + 1

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Events:
    """One voice as events: onset in slots, token and length in slots, each (events,).

    `last_pitch` is the MIDI pitch heard before each event (NO_PITCH: none), `interval` the class of the step from
    it to the event's own pitch (NO_INTERVAL where either is missing); both say nothing in chords.
    """

    onset: Ints
    token: Ints
    length: Ints
    last_pitch: Ints
    interval: Ints


def slots_of_steps(thirds: NDArray[np.integer]) -> Ints:
    """The slot at which every step begins; a triplet's fourth step, which is none, falls on its last slot."""
    steps = np.arange(len(thirds))
    quarter, place = np.divmod(steps, STEPS_A_QUARTER)
    within = np.where(thirds == 1, np.minimum(place * SLOTS_A_THIRD, SLOTS_A_QUARTER - 1), place * SLOTS_A_STEP)
    found: Ints = quarter * SLOTS_A_QUARTER + within
    return found


def steps_of_slots(thirds: NDArray[np.integer]) -> Ints:
    """The step that every slot belongs to."""
    slots = np.arange(len(thirds) * SLOTS_A_STEP)
    quarter, place = np.divmod(slots, SLOTS_A_QUARTER)
    in_three = thirds[np.minimum(slots // SLOTS_A_STEP, len(thirds) - 1)] == 1
    step = np.where(in_three, place // SLOTS_A_THIRD, place // SLOTS_A_STEP)
    found: Ints = quarter * STEPS_A_QUARTER + step
    return found


def to_slots(tokens: NDArray[np.integer], thirds: NDArray[np.integer]) -> Ints:
    """Tokens on the grid of steps (steps,) as tokens on slots (3 x steps,)."""
    found = np.zeros(len(tokens) * SLOTS_A_STEP, np.int64)
    at = np.flatnonzero(tokens)
    found[slots_of_steps(thirds)[at]] = tokens[at]
    return found


def to_steps(slots: NDArray[np.integer], thirds: NDArray[np.integer]) -> NDArray[np.int16]:
    """Tokens on slots back on the grid of steps, whose quarters are divided as `thirds` (steps,) says."""
    found = np.zeros(len(thirds), np.int16)
    at = np.flatnonzero(slots)
    found[steps_of_slots(thirds)[at]] = slots[at]
    return found


def thirds_in(*voices: NDArray[np.integer]) -> NDArray[np.int16]:
    """Which steps lie in a quarter that any of these voices (slots,) divides in three."""
    on_third = np.zeros(len(voices[0]), bool)
    for slots in voices:
        on_third |= slots != HOLD
    place = np.arange(len(on_third)) % SLOTS_A_QUARTER
    on_third &= (place % SLOTS_A_THIRD == 0) & (place > 0)
    quarters = np.zeros(-(-len(on_third) // SLOTS_A_QUARTER), np.int16)
    quarters[np.flatnonzero(on_third) // SLOTS_A_QUARTER] = 1
    return np.repeat(quarters, STEPS_A_QUARTER)[: len(on_third) // SLOTS_A_STEP]


def events_of(slots: NDArray[np.integer]) -> Events:
    """The events of one voice on slots: silence fills what comes before the first, and the last one goes to the end."""
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
    """The pitch heard before each event, and the class of the interval from there."""
    sounds = token >= FIRST
    at = np.maximum.accumulate(np.where(sounds, np.arange(len(token)), -1))
    before = np.concatenate([[-1], at[:-1]])
    last = np.where(before >= 0, token[np.maximum(before, 0)] - FIRST, NO_PITCH)
    return last, np.where(sounds, interval_class(last, token - FIRST), NO_INTERVAL)


def interval_class(last: Ints, pitch: Ints) -> Ints:
    """The class of an interval from `last` to `pitch`, the largest in one; NO_INTERVAL where there is no last."""
    leap = np.clip(pitch - last, -FARTHEST_LEAP, FARTHEST_LEAP) + FARTHEST_LEAP
    found: Ints = np.where(last == NO_PITCH, NO_INTERVAL, leap)
    return found
