"""The notes of the canvas by name and place, for a test that drives the window with a mouse."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize

from composer_app.music.note import Note
from composer_app.music.voices import VOICES
from composer_app.ui.piano_roll.coords import Coords
from composer_app.ui.piano_roll.editor import Editor
from composer_app.ui.piano_roll.layers.notes import in_view, note_rects
from composer_app.ui.piano_roll.regions import Regions

MOST = 300  # notes of a voice; no test clicks in a song
HEAD = 3


def described_notes(editor: Editor, coords: Coords, regions: Regions) -> list[tuple[str, str, QRect]]:
    """Name, text and rectangle of each visible note, and of its head in the velocity lane.

    The names are "note melody 1920 60" and "velocity melody 1920 60", with onset and pitch; the texts say what is
    selected, and the velocity.
    """
    size = QSize(regions.notes.width(), regions.notes.height())
    corner, parts = regions.notes.topLeft(), []
    for voice in VOICES:
        arrays = editor.arrays[voice]
        shown = in_view(arrays, size, coords)[:MOST]
        rects = note_rects(size, coords, arrays, shown).tolist()
        for index, (x0, y0, x1, y1) in zip(shown.tolist(), rects, strict=True):
            note = arrays.notes[index]
            name = f"{voice} {note.onset} {note.pitch}"
            text = "selected" if (voice, note) in editor.picked else ""
            parts.append((f"note {name}", text, QRect(QPoint(x0, y0), QPoint(x1, y1)).translated(corner)))
            parts.append((f"velocity {name}", str(note.velocity), _head(note, coords, regions)))
    return parts


def _head(note: Note, coords: Coords, regions: Regions) -> QRect:
    x, y = round(coords.x(note.onset)) + 1, round(regions.velocities.y(note.velocity))
    head = QRect(x - HEAD, y - HEAD, 2 * HEAD + 1, 2 * HEAD + 1).translated(regions.notes.topLeft())
    return head if not regions.lane.isEmpty() else QRect()
