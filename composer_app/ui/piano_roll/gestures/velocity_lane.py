"""The velocity lane: a drag on a stem makes its note louder or softer, a drag elsewhere draws a line over many."""

from __future__ import annotations

from composer_app.music.note import Note
from composer_app.music.reshape import velocity_line
from composer_app.ui.piano_roll.editor import Editor
from composer_app.ui.piano_roll.gestures.pointer import Gesture, Pointer
from composer_app.ui.piano_roll.lane import GRAB_PIXELS, Lane, notes_beginning, stem_at, with_velocities
from composer_app.ui.piano_roll.selection import NOTHING, Edit, Picked, replaced


def begun_in_lane(editor: Editor, lane: Lane, at: Pointer) -> Gesture:
    """The gesture that a press in the lane begins; the pencil always draws."""
    stem = None if editor.tool == "draw" else stem_at(editor, lane, at.tick, at.y, at.per_pixel)
    return DragVelocity(editor, lane, at, stem) if stem else DrawVelocities(editor, lane, at)


class _Velocities:
    """What both gestures share: the old notes give way to the new ones, which stay selected if the old ones were."""

    def __init__(self, editor: Editor) -> None:
        self._editor = editor
        self._old: Picked = NOTHING
        self._new: Picked = NOTHING

    def _show(self, old: Picked, new: Picked) -> None:
        self._old, self._new = old, new
        self._editor.show_draft(old, new)

    def drop(self, at: Pointer) -> None:
        editor = self._editor
        kept = editor.picked - self._old
        picked = kept | self._new if self._old & editor.picked else kept
        editor.apply(Edit(replaced(editor.clip, self._old, self._new), picked))

    def cancel(self) -> None:
        self._editor.show_draft(NOTHING, NOTHING)


class DragVelocity(_Velocities):
    """Drag a stem: its note, and all that are selected if it is among them, are changed by the same amount."""

    def __init__(self, editor: Editor, lane: Lane, start: Pointer, grabbed: tuple[str, Note]) -> None:
        super().__init__(editor)
        self._lane, self._start = lane, start
        self._notes = editor.picked if grabbed in editor.picked else frozenset([grabbed])
        editor.preview(frozenset([grabbed]))

    def drag(self, at: Pointer) -> None:
        by = self._lane.velocity(at.y) - self._lane.velocity(self._start.y)
        self._show(self._notes, with_velocities(self._notes, by))


class DrawVelocities(_Velocities):
    """Draw a straight line: notes that begin under it take its velocities; of selected notes, those alone."""

    def __init__(self, editor: Editor, lane: Lane, start: Pointer) -> None:
        super().__init__(editor)
        self._lane, self._start = lane, start
        self.drag(start)

    def drag(self, at: Pointer) -> None:
        reach = GRAB_PIXELS * at.per_pixel
        start, end = ((each.tick, self._lane.velocity(each.y)) for each in (self._start, at))
        first, last = sorted((start[0], end[0]))
        old = frozenset(notes_beginning(self._editor, first - reach, last + reach))
        new = frozenset((voice, velocity_line([note], start, end)[0]) for voice, note in old)
        self._show(old, new)
