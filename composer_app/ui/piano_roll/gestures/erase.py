"""Erasing the notes that the mouse is dragged over, as one edit."""

from __future__ import annotations

from composer_app.ui.piano_roll.editor import Editor
from composer_app.ui.piano_roll.gestures.pointer import Pointer
from composer_app.ui.piano_roll.selection import NOTHING, Edit, Picked, deleted

STEP_PIXELS = 4.0


class Erase:
    """Remove every note touched between press and release."""

    def __init__(self, editor: Editor, start: Pointer) -> None:
        self._editor, self._last = editor, start
        self._touched: Picked = NOTHING
        self.drag(start)

    def drag(self, at: Pointer) -> None:
        last, self._last = self._last, at
        # A fast mouse reports few points: the notes on the line between them are erased too.
        steps = max(1, int(max(abs(at.x - last.x), abs(at.y - last.y)) / STEP_PIXELS))
        for step in range(steps + 1):
            part = step / steps
            tick = last.tick + (at.tick - last.tick) * part
            note = self._editor.note_at(tick, round(last.pitch + (at.pitch - last.pitch) * part), at.per_pixel)
            if note:
                self._touched |= {note}
        self._editor.show_draft(self._touched, NOTHING)

    def drop(self, at: Pointer) -> None:
        done = deleted(self._editor.clip, self._touched)
        self._editor.apply(Edit(done.clip, self._editor.picked - self._touched))

    def cancel(self) -> None:
        self._editor.show_draft(NOTHING, NOTHING)
