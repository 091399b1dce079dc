"""Changing where notes begin by dragging the left edge of one; their ends stay."""

from __future__ import annotations

from composer_app.music.grid import OFF, snapped_by
from composer_app.music.note import Note
from composer_app.ui.piano_roll.editor import Editor
from composer_app.ui.piano_roll.gestures.pointer import Pointer
from composer_app.ui.piano_roll.selection import NOTHING, SHORTEST, Edit, begun_later, replaced

EDGE_PIXELS = 5.0
NARROWEST = 24.0  # pixels: a narrower note has no left edge to grab, only a right one


def on_left_edge(note: Note, at: Pointer) -> bool:
    """Whether a point lies on the left edge, which only notes that are wide enough have."""
    return note.duration >= NARROWEST * at.per_pixel and at.tick <= note.onset + EDGE_PIXELS * at.per_pixel


class ResizeStart:
    """Drag the beginning of the selected notes; Alt leaves the grid."""

    def __init__(self, editor: Editor, start: Pointer, grabbed: tuple[str, Note]) -> None:
        self._editor, self._start = editor, start
        self._ticks, self._shortest = 0, SHORTEST
        if grabbed not in editor.picked:
            editor.select(frozenset([grabbed]))

    def drag(self, at: Pointer) -> None:
        grid = OFF if at.alt else self._editor.grid
        self._ticks, self._shortest = snapped_by(at.tick - self._start.tick, grid), grid or SHORTEST
        self._editor.show_draft(self._editor.picked, self._moved())

    def drop(self, at: Pointer) -> None:
        if self._ticks == 0:
            self.cancel()
            return
        new = self._moved()
        self._editor.apply(Edit(replaced(self._editor.clip, self._editor.picked, new), new))

    def cancel(self) -> None:
        self._editor.show_draft(NOTHING, NOTHING)

    def _moved(self) -> frozenset[tuple[str, Note]]:
        return begun_later(self._editor.picked, self._ticks, self._shortest)
