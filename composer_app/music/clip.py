"""A clip: two voices, chords and melody, on one time line."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal

from composer_app.music.key import Key
from composer_app.music.meter import Timeline
from composer_app.music.note import Note

Voice = Literal["chords", "melody"]
VOICES: tuple[Voice, Voice] = ("chords", "melody")


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the form that begins at `tick`; same letter, same type (A verse, B chorus)."""

    tick: int
    label: str


@dataclass(frozen=True, slots=True)
class Clip:
    """Two voices in ticks; notes stand sorted, `length` is at least the last note's end."""

    chords: tuple[Note, ...] = ()
    melody: tuple[Note, ...] = ()
    length: int = 0
    timeline: Timeline = field(default_factory=Timeline)
    key: Key | None = None
    sections: tuple[Section, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "chords", tuple(sorted(self.chords)))
        object.__setattr__(self, "melody", tuple(sorted(self.melody)))
        end = max((note.end for note in self.notes), default=0)
        object.__setattr__(self, "length", max(self.length, end))

    @property
    def notes(self) -> tuple[Note, ...]:
        """All notes, the chords' first."""
        return self.chords + self.melody

    @property
    def bars(self) -> int:
        """How many bars the clip spans, a begun one counted."""
        return self.timeline.bars_in(self.length)

    def voice(self, voice: Voice) -> tuple[Note, ...]:
        """The notes of one voice."""
        return self.chords if voice == "chords" else self.melody

    def with_voice(self, voice: Voice, notes: tuple[Note, ...]) -> Clip:
        """The same clip with other notes in one voice."""
        return replace(self, chords=notes) if voice == "chords" else replace(self, melody=notes)
