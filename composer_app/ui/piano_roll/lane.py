"""The velocity lane under the notes: where a velocity lies in it, and which stem is under the mouse."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from composer_app.music.note import Note
from composer_app.music.reshape import with_velocity
from composer_app.music.voices import VOICES
from composer_app.ui.piano_roll.editor import Editor
from composer_app.ui.piano_roll.selection import Picked

LOUDEST = 127
MARGIN = 7  # pixels above the loudest and below the softest
GRAB_PIXELS = 6.0
HEAD_PIXELS = 9.0


@dataclass(frozen=True, slots=True)
class Lane:
    """The lane's upper edge, in the same pixels as the notes, and its height; (0, 0) where it is hidden."""

    top: int = 0
    height: int = 0

    def y(self, velocity: int) -> float:
        """The pixel at which a velocity, 1 to 127, lies."""
        return self.top + self.height - MARGIN - (velocity - 1) / (LOUDEST - 1) * self._room

    def velocity(self, y: float) -> int:
        """The velocity at a pixel, the nearest of 1 to 127."""
        share = (self.top + self.height - MARGIN - y) / self._room
        return round(1 + max(0.0, min(1.0, share)) * (LOUDEST - 1))

    @property
    def _room(self) -> int:
        return max(1, self.height - 2 * MARGIN)


def stem_at(editor: Editor, lane: Lane, tick: float, y: float, per_pixel: float) -> tuple[str, Note] | None:
    """The note whose head in the lane is nearest to a point and near enough to grab.

    A selected one comes before others, and of two as near the one that is painted on top.
    """
    reach, order = GRAB_PIXELS * per_pixel, list(VOICES)
    near = []
    for voice, note in notes_beginning(editor, tick - reach, tick + reach):
        across, along = abs(note.onset - tick) / per_pixel, abs(lane.y(note.velocity) - y)
        if along <= HEAD_PIXELS:
            near.append(((voice, note) not in editor.picked, across + along, -order.index(voice), voice, note))
    return min(near)[3:] if near else None


def notes_beginning(editor: Editor, first: float, last: float) -> Sequence[tuple[str, Note]]:
    """The notes that begin between two ticks; while notes are selected, those alone."""
    if editor.picked:
        return [(voice, note) for voice, note in editor.picked if first <= note.onset <= last]
    found: list[tuple[str, Note]] = []
    for voice in VOICES:
        arrays = editor.arrays[voice]
        run = arrays.between(first, last + 1)
        found += [(voice, note) for note in arrays.notes[run] if first <= note.onset <= last]
    return found


def with_velocities(picked: Picked, by: int) -> Picked:
    """The notes louder, or softer where negative, held within 1 to 127."""
    return frozenset((voice, with_velocity(note, note.velocity + by)) for voice, note in picked)
