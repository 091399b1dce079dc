"""The gestures of the mouse on the canvas: one file each, chosen here by tool and position."""

from __future__ import annotations

from composer_app.ui.piano_roll.editor import Editor
from composer_app.ui.piano_roll.gestures.draw import Draw
from composer_app.ui.piano_roll.gestures.erase import Erase
from composer_app.ui.piano_roll.gestures.lengthen import Lengthen, on_edge
from composer_app.ui.piano_roll.gestures.move import Move
from composer_app.ui.piano_roll.gestures.pointer import Gesture, Pointer
from composer_app.ui.piano_roll.gestures.resize_start import ResizeStart, on_left_edge
from composer_app.ui.piano_roll.gestures.select import SelectInBand


def begun_on_notes(editor: Editor, at: Pointer, double: bool = False) -> Gesture:
    """The gesture that a press among the notes begins; `double` for the second press of a double click."""
    note = editor.note_at(at.tick, at.pitch, at.per_pixel)
    if editor.tool == "erase":
        return Erase(editor, at)
    if note and on_edge(note[1], at) and not at.shift:
        return Lengthen(editor, at, note)
    if note and on_left_edge(note[1], at) and not at.shift:
        return ResizeStart(editor, at, note)
    if note:
        return Move(editor, at, note)
    if editor.tool == "draw" or double:
        return Draw(editor, at)
    return SelectInBand(editor, at)
