"""A single note in ticks."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

TICKS_PER_QUARTER = 480
PITCH_NAMES = ("C", "C#", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B")
_LETTERS = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}


@dataclass(frozen=True, slots=True, order=True)
class Note:
    """A note; onset and duration in ticks (480 a quarter), MIDI pitch and velocity.

    A note that was played and then quantised keeps its feel: it was struck `late` ticks after its onset (before it,
    where negative) and held `longer` ticks than its duration. Moved notes take their feel along.
    """

    onset: int
    duration: int
    pitch: int
    velocity: int = 80
    late: int = 0
    longer: int = 0

    def __post_init__(self) -> None:
        if self.onset < 0 or self.duration < 1:
            raise ValueError(f"a note needs onset >= 0 and duration >= 1, not {self.onset} and {self.duration}")
        if not 0 <= self.pitch <= 127 or not 1 <= self.velocity <= 127:
            raise ValueError(f"pitch {self.pitch} or velocity {self.velocity} is outside MIDI's range")

    @property
    def end(self) -> int:
        """The tick at which the note has stopped."""
        return self.onset + self.duration


def untangled(notes: Iterable[Note]) -> list[Note]:
    """The notes with none sounding into the next of its pitch; of two with one onset the longer stays."""
    kept: list[Note] = []
    last: dict[int, int] = {}
    for note in sorted(notes):
        index = last.get(note.pitch)
        if index is not None and kept[index].onset == note.onset:
            kept[index] = max(kept[index], note, key=lambda one: one.duration)
            continue
        if index is not None and kept[index].end > note.onset:
            kept[index] = replace(kept[index], duration=note.onset - kept[index].onset)
        last[note.pitch] = len(kept)
        kept.append(note)
    return kept


def pitch_name(pitch: int) -> str:
    """The name of a MIDI pitch; middle C, pitch 60, is C4."""
    return f"{PITCH_NAMES[pitch % 12]}{pitch // 12 - 1}"


_PITCH = r"[A-Ga-g][#b♯♭]*-?\d{1,2}"


def parse_range(name: str) -> tuple[int, int]:
    """The lowest and highest MIDI pitch of a range such as C4-C6; ValueError for anything else."""
    found = re.fullmatch(rf"({_PITCH})[-–]({_PITCH})", name.replace(" ", ""))
    if found is None:
        raise ValueError(f'"{name}" is not a range; write it as C4-C6')
    low, high = map(parse_pitch, found.groups())
    if low >= high:
        raise ValueError(f"the range {name} begins with its highest pitch; write it as C4-C6")
    return low, high


def parse_pitch(name: str) -> int:
    """The MIDI pitch of a name such as C4 (60), F#5 or Bb3; ValueError for anything else."""
    found = re.fullmatch(r"([A-Ga-g])([#b]*)(-?\d{1,2})", name.strip().replace("♯", "#").replace("♭", "b"))
    if found is None:
        raise ValueError(f'"{name}" is not a pitch; write it as C4, F#5 or Bb3')
    letter, shifts, octave = found.groups()
    pitch = 12 * (int(octave) + 1) + _LETTERS[letter.upper()] + shifts.count("#") - shifts.count("b")
    if not 0 <= pitch <= 127:
        raise ValueError(f"{name} is outside MIDI's range, C-1 to G9")
    return pitch
