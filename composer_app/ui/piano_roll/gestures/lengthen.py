"""Changing durations by dragging the right edge of a note."""

from __future__ import annotations

from composer_app.music.grid import OFF, snapped_by
from composer_app.music.note import Note
from composer_app.ui.piano_roll.editor import Editor
from composer_app.ui.piano_roll.gestures.pointer import Pointer
from composer_app.ui.piano_roll.selection import NOTHING, SHORTEST, Edit, replaced, stretched

EDGE_PIXELS = 7.0


def on_edge(note: Note, at: Pointer) -> bool:
    """Whether a point lies on the right edge: the last pixels, but never more than a third of the note."""
    edge = min(EDGE_PIXELS * at.per_pixel, note.duration / 3)
    return at.tick >= note.end - edge


class Lengthen:
    """Drag the end of the selected notes; Alt leaves the grid."""

    def __init__(self, editor: Editor, start: Pointer, grabbed: tuple[str, Note]) -> None:
        self._editor, self._start, self._grabbed = editor, start, grabbed
        self._ticks = 0
        self._shortest = SHORTEST
        if grabbed not in editor.picked:
            editor.select(frozenset([grabbed]))

    def drag(self, at: Pointer) -> None:
        grid = OFF if at.alt else self._editor.grid
        self._ticks = snapped_by(at.tick - self._start.tick, grid)
        self._shortest = grid or SHORTEST
        picked = self._editor.picked
        self._editor.show_draft(picked, stretched(picked, self._ticks, self._shortest))

    def drop(self, at: Pointer) -> None:
        picked = self._editor.picked
        if self._ticks == 0:
            self.cancel()
            return
        new = stretched(picked, self._ticks, self._shortest)
        grabbed = stretched(frozenset([self._grabbed]), self._ticks, self._shortest)
        self._editor.drawn_duration = next(iter(grabbed))[1].duration
        self._editor.apply(Edit(replaced(self._editor.clip, picked, new), new))

    def cancel(self) -> None:
        self._editor.show_draft(NOTHING, NOTHING)
