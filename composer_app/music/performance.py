"""What was played by hand: notes at any moment, and what is written of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from composer_app.music.microtiming import drawn_to_grid
from composer_app.music.note import Note

SHORTEST = 10  # ticks; what is shorter was a finger that slipped, and is kept that long


@dataclass(frozen=True, slots=True, order=True)
class PlayedNote:
    """A note as it was played; onset and duration in one unit, seconds or ticks, which whoever made it names."""

    onset: float
    duration: float
    pitch: int
    velocity: int

    @property
    def end(self) -> float:
        """When it was released."""
        return self.onset + self.duration


def written(played: Iterable[PlayedNote], step: int = 0, strength: float = 1.0, start: int = 0) -> list[Note]:
    """The notes, in ticks, on a grid; what was struck a little before `start` begins there and keeps its feel."""
    notes = []
    for each in sorted(played):
        onset = round(each.onset)
        raw = Note(max(start, onset), max(SHORTEST, round(each.end) - max(start, onset)), each.pitch, each.velocity)
        note = drawn_to_grid(raw, step, strength)
        early = onset - raw.onset
        notes.append(note if not early else _earlier(note, early))
    return sorted(notes)


def _earlier(note: Note, early: int) -> Note:
    return Note(note.onset, note.duration, note.pitch, note.velocity, note.late + early, note.longer - early)
