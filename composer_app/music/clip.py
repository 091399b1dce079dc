"""A clip: its voices, such as chords and melody, on one time line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import chain

from composer_app.music.key import Key
from composer_app.music.meter import Timeline
from composer_app.music.note import Note
from composer_app.music.voices import VOICES, WRITTEN_VOICES, score_order

Parts = Mapping[str, tuple[Note, ...]]


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the form that begins at `tick`; same letter, same type (A verse, B chorus)."""

    tick: int
    label: str


@dataclass(frozen=True, slots=True, init=False)
class Clip:
    """Notes in ticks by voice, each voice sorted; `length` is at least the last note's end.

    `parts` holds the notes of every voice in `VOICES`, in that order.
    """

    parts: Parts
    length: int
    timeline: Timeline
    key: Key | None
    sections: tuple[Section, ...]

    def __init__(
        self,
        chords: Iterable[Note] | None = None,
        melody: Iterable[Note] | None = None,
        length: int = 0,
        timeline: Timeline | None = None,
        key: Key | None = None,
        sections: tuple[Section, ...] = (),
        parts: Mapping[str, Iterable[Note]] | None = None,
    ) -> None:
        """A clip of chords and melody, and of the voices in `parts`; ValueError for a voice that `VOICES` lacks."""
        named = {"chords": chords, "melody": melody}
        given = {**(parts or {}), **{voice: notes for voice, notes in named.items() if notes is not None}}
        if unknown := given.keys() - VOICES.keys():
            raise ValueError(f"there is no voice {sorted(unknown)[0]!r}")
        held = {voice: tuple(sorted(given.get(voice, ()))) for voice in VOICES}
        end = max((note.end for notes in held.values() for note in notes), default=0)
        object.__setattr__(self, "parts", held)
        object.__setattr__(self, "length", max(length, end))
        object.__setattr__(self, "timeline", timeline or Timeline())
        object.__setattr__(self, "key", key)
        object.__setattr__(self, "sections", sections)

    def __hash__(self) -> int:
        return hash((tuple(self.parts.items()), self.length, self.timeline, self.key, self.sections))

    @property
    def chords(self) -> tuple[Note, ...]:
        """The notes of the chords."""
        return self.part("chords")

    @property
    def melody(self) -> tuple[Note, ...]:
        """The notes of the melody."""
        return self.part("melody")

    @property
    def notes(self) -> tuple[Note, ...]:
        """All notes, voice after voice."""
        return tuple(chain.from_iterable(self.parts.values()))

    @property
    def bars(self) -> int:
        """How many bars the clip spans, a begun one counted."""
        return self.timeline.bars_in(self.length)

    @property
    def staves(self) -> list[str]:
        """The voices that a score of the clip shows, from the top: melody and chords always, others with notes."""
        return [voice for voice in score_order() if voice in WRITTEN_VOICES or self.part(voice)]

    def part(self, voice: str) -> tuple[Note, ...]:
        """The notes of one voice."""
        return self.parts.get(voice, ())

    def with_parts(self, **parts: Iterable[Note]) -> Clip:
        """The same clip with other notes in the voices named: `clip.with_parts(melody=notes)`."""
        return replace(self, parts={**self.parts, **{voice: tuple(notes) for voice, notes in parts.items()}})
