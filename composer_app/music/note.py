"""A single note in ticks."""

from __future__ import annotations

from dataclasses import dataclass

TICKS_PER_QUARTER = 480
PITCH_NAMES = ("C", "C#", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B")


@dataclass(frozen=True, slots=True, order=True)
class Note:
    """A note; onset and duration in ticks (480 a quarter), MIDI pitch and velocity."""

    onset: int
    duration: int
    pitch: int
    velocity: int = 80

    def __post_init__(self) -> None:
        if self.onset < 0 or self.duration < 1:
            raise ValueError(f"a note needs onset >= 0 and duration >= 1, not {self.onset} and {self.duration}")
        if not 0 <= self.pitch <= 127 or not 1 <= self.velocity <= 127:
            raise ValueError(f"pitch {self.pitch} or velocity {self.velocity} is outside MIDI's range")

    @property
    def end(self) -> int:
        """The tick at which the note has stopped."""
        return self.onset + self.duration


def pitch_name(pitch: int, middle_c: int = 4) -> str:
    """The name of a MIDI pitch, such as C4; `middle_c` is the octave number given to pitch 60."""
    return f"{PITCH_NAMES[pitch % 12]}{pitch // 12 - 5 + middle_c}"
