"""What a music file holds before its voices are separated."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from composer_app.music.clip import Section
from composer_app.music.key import Key
from composer_app.music.meter import Timeline
from composer_app.music.note import Note
from composer_app.music.voices import VOICES, WRITTEN_VOICES


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

    def split_parts(self) -> tuple[Score, dict[str, tuple[Note, ...]]]:
        """The score without the voices that only a file of Inkling's own holds, and these voices by name.

        A file of its own has a track by the title of every voice that is written, and no track of any other name.
        """
        names = {voice.title: name for name, voice in VOICES.items()}
        written = {VOICES[voice].title for voice in WRITTEN_VOICES}
        titles = [track.name for track in self.tracks]
        if not written <= set(titles) <= names.keys() or len(set(titles)) < len(titles):
            return self, {}
        parts = {names[track.name]: track.notes for track in self.tracks if track.name not in written}
        return replace(self, tracks=tuple(track for track in self.tracks if track.name in written)), parts

    @property
    def chosen_key(self) -> Key | None:
        """The key the file names; None where it names C major, which programs write when nobody chose."""
        return None if self.key == Key(0) else self.key
