"""Moving notes by dragging one of them; a click selects it."""

from __future__ import annotations

from composer_app.music.grid import OFF, snapped_by
from composer_app.music.note import Note
from composer_app.ui.piano_roll.editor import Editor
from composer_app.ui.piano_roll.gestures.pointer import Pointer
from composer_app.ui.piano_roll.selection import NOTHING, Edit, added, replaced, shifted


class Move:
    """Drag the selected notes in time and pitch.

    Shift keeps to the longer axis, Alt leaves the grid, Ctrl leaves the originals where they are.
    """

    def __init__(self, editor: Editor, start: Pointer, grabbed: tuple[str, Note]) -> None:
        self._editor, self._start, self._grabbed = editor, start, grabbed
        self._was_picked = grabbed in editor.picked
        self._shift = (0, 0)
        self._dragging = False
        if not self._was_picked:
            editor.select((editor.picked if start.shift else NOTHING) | {grabbed})
        editor.preview(frozenset([grabbed]))

    def drag(self, at: Pointer) -> None:
        self._dragging = self._dragging or at.is_drag_from(self._start)
        if not self._dragging:
            return
        before, self._shift = self._shift, self._distance(at)
        picked = self._editor.picked
        self._editor.show_draft(NOTHING if at.ctrl else picked, shifted(picked, *self._shift))
        if before[1] != self._shift[1]:
            self._editor.preview(shifted(frozenset([self._grabbed]), 0, self._shift[1]))

    def drop(self, at: Pointer) -> None:
        editor, picked = self._editor, self._editor.picked
        if not self._dragging:
            self._click()
        elif self._shift == (0, 0):
            editor.show_draft(NOTHING, NOTHING)
        elif at.ctrl:
            editor.apply(added(editor.clip, shifted(picked, *self._shift)))
        else:
            new = shifted(picked, *self._shift)
            editor.apply(Edit(replaced(editor.clip, picked, new), new))

    def cancel(self) -> None:
        self._editor.show_draft(NOTHING, NOTHING)

    def _click(self) -> None:
        if self._was_picked and self._start.shift:
            self._editor.select(self._editor.picked - {self._grabbed})
        elif self._was_picked:
            self._editor.select(frozenset([self._grabbed]))

    def _distance(self, at: Pointer) -> tuple[int, int]:
        ticks = snapped_by(at.tick - self._start.tick, OFF if at.alt else self._editor.grid)
        semitones = at.pitch - self._start.pitch
        if at.shift:
            wide = abs(at.x - self._start.x) >= abs(at.y - self._start.y)
            return (ticks, 0) if wide else (0, semitones)
        return ticks, semitones
