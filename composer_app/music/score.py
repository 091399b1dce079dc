"""What a music file holds before its voices are told apart."""

from __future__ import annotations

from dataclasses import dataclass, field

from composer_app.music.clip import Section
from composer_app.music.key import Key
from composer_app.music.meter import Timeline
from composer_app.music.note import Note


@dataclass(frozen=True, slots=True)
class Track:
    """One channel of one track: its name, MIDI channel (0-15), program and notes in order."""

    name: str
    channel: int
    program: int
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class Score:
    """The pitched tracks of a file on one time line of 480 ticks a quarter; drums are left out."""

    tracks: tuple[Track, ...]
    timeline: Timeline = field(default_factory=Timeline)
    key: Key | None = None
    sections: tuple[Section, ...] = ()
    length: int = 0

    @property
    def notes(self) -> tuple[Note, ...]:
        """The notes of all tracks, track after track."""
        return tuple(note for track in self.tracks for note in track.notes)

    @property
    def chosen_key(self) -> Key | None:
        """The key the file names; None where it names C major, which programs write when nobody chose."""
        return None if self.key == Key(0) else self.key
