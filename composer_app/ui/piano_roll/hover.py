"""What the canvas shows for the position under the mouse: a cursor and a tooltip."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt

from composer_app.ui.piano_roll.descriptions import note_description, position_name, spelled
from composer_app.ui.piano_roll.editor import Editor
from composer_app.ui.piano_roll.gestures.lengthen import on_edge
from composer_app.ui.piano_roll.gestures.loop import loop_end_at
from composer_app.ui.piano_roll.gestures.pointer import Pointer
from composer_app.ui.piano_roll.gestures.resize_start import on_left_edge
from composer_app.ui.piano_roll.lane import stem_at
from composer_app.ui.piano_roll.layers.strips import section_tip
from composer_app.ui.piano_roll.picture import Captions
from composer_app.ui.piano_roll.regions import Regions

Shape = Qt.CursorShape


def cursor_at(place: QPoint, at: Pointer, regions: Regions, editor: Editor) -> Shape:
    """The cursor that shows what a press does here."""
    if regions.keyboard.contains(place):
        return Shape.PointingHandCursor
    if regions.top.contains(place):
        return Shape.ArrowCursor if loop_end_at(editor, at) is None else Shape.SizeHorCursor
    if regions.lane.contains(place):
        stem = stem_at(editor, regions.velocities, at.tick, at.y, at.per_pixel)
        return Shape.SizeVerCursor if stem and editor.tool != "draw" else Shape.CrossCursor
    return _cursor_among_notes(at, editor) if regions.notes.contains(place) else Shape.ArrowCursor


def _cursor_among_notes(at: Pointer, editor: Editor) -> Shape:
    note = editor.note_at(at.tick, at.pitch, at.per_pixel)
    if editor.tool == "erase":
        return Shape.PointingHandCursor
    if note:
        edge = on_edge(note[1], at) or on_left_edge(note[1], at)
        return Shape.SizeHorCursor if edge else Shape.OpenHandCursor
    return Shape.CrossCursor if editor.tool == "draw" else Shape.ArrowCursor


def tip_at(place: QPoint, at: Pointer, regions: Regions, editor: Editor, captions: Captions) -> str:
    """The tooltip of a position; empty where there is nothing."""
    timeline = editor.clip.timeline
    if regions.keyboard.contains(place):
        return f"{spelled(at.pitch, editor.clip.key)} (MIDI {at.pitch})"
    if regions.ruler.contains(place):
        return f"{position_name(max(0, int(at.tick)), timeline)} (click to set the playhead, drag to set the loop)"
    if regions.chords.contains(place):
        return next((label.text for label in captions.chords if label.first <= at.tick < label.last), "")
    if regions.sections.contains(place):
        tips = (section_tip(label, timeline) for label in captions.sections if label.first <= at.tick < label.last)
        return next(tips, "")
    if regions.lane.contains(place):
        found = stem_at(editor, regions.velocities, at.tick, at.y, at.per_pixel)
    else:
        found = editor.note_at(at.tick, at.pitch, at.per_pixel)
    if not found:
        return ""
    voice, note = found
    return f"{note_description(voice, note, editor.clip)}, velocity {note.velocity}"
