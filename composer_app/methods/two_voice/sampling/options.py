"""Sampling options: temperatures, truncation, and what may not be written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

# From the pitches and onsets (in 16ths) of a melody so far, the (interval, gap) steps that may not follow.
Forbidden = Callable[[Sequence[int], Sequence[int]], Sequence[tuple[int, int]]]

LONGEST_CHORD = 4  # bars
LONGEST_NOTE = 2


@dataclass(frozen=True, slots=True)
class Sampling:
    """How to sample: temperature and top-p of pitches and chords, the melody's lowest and highest MIDI pitch.

    `rhythm` and `rhythm_top_p` are temperature and top-p of lengths. `scale` holds the pitch classes that both voices
    keep to, transposed to C. `forbidden` keeps the melody from copying songs. `silence` is how many bars a rest of the
    melody may last; `cadence` ends the last bar on the tonic. At step `pickup` the melody must begin (0: anywhere).
    """

    temperature: float = 1.0
    top_p: float = 0.97
    chord_temperature: float = 1.0
    chord_top_p: float = 0.97
    low: int = 55
    high: int = 96
    rhythm: float = 0.95
    rhythm_top_p: float = 0.98
    scale: tuple[int, ...] = ()
    forbidden: Forbidden | None = None
    silence: float = 1.5
    cadence: bool = False
    pickup: int = 0
