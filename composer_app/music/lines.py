"""The outer lines of a texture, and the notes that are struck together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from operator import attrgetter

from composer_app.music.note import Note

TOGETHER = 30  # ticks within which notes are struck as one chord


def struck_together(notes: Sequence[Note], within: int = TOGETHER) -> list[tuple[Note, ...]]:
    """Notes sorted by onset as groups that begin within so many ticks of the group's first, each from the lowest up."""
    groups: list[list[Note]] = []
    for note in notes:
        if groups and note.onset - groups[-1][0].onset <= within:
            groups[-1].append(note)
        else:
            groups.append([note])
    return [tuple(sorted(group, key=lambda note: note.pitch)) for group in groups]


def top_line(notes: Iterable[Note]) -> list[Note]:
    """The highest of the notes struck together, in order; a note that begins later than the line's last begins anew."""
    line: list[Note] = []
    for note in sorted(notes, key=attrgetter("onset", "pitch")):
        if not line or note.onset - line[-1].onset >= TOGETHER:
            line.append(note)
        elif note.pitch > line[-1].pitch:
            line[-1] = note
    return line


def bottom_line(notes: Iterable[Note]) -> list[Note]:
    """The lowest of the notes struck together, in order: the bass of chords."""
    line: list[Note] = []
    for note in sorted(notes):
        if not line or note.onset - line[-1].onset >= TOGETHER:
            line.append(note)
        elif note.pitch < line[-1].pitch:
            line[-1] = note
    return line


def skyline(notes: Iterable[Note], step: int = 1) -> list[Note]:
    """The highest note at each onset, rounded to steps of so many ticks (Uitdenbogerd & Zobel 1998)."""
    highest: dict[int, Note] = {}
    for note in notes:
        onset = round(note.onset / step)
        if onset not in highest or note.pitch > highest[onset].pitch:
            highest[onset] = note
    return [highest[onset] for onset in sorted(highest)]
