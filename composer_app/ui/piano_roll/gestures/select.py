"""Selecting with a rubber band; a click beside the notes deselects."""

from __future__ import annotations

from composer_app.ui.piano_roll.editor import Editor
from composer_app.ui.piano_roll.gestures.pointer import Pointer
from composer_app.ui.piano_roll.selection import NOTHING, Picked


class SelectInBand:
    """Select the notes that the band touches; with Shift, add them to the selection."""

    def __init__(self, editor: Editor, start: Pointer) -> None:
        self._editor, self._start = editor, start
        self._before = editor.picked
        self._kept: Picked = editor.picked if start.shift else NOTHING
        if editor.picked != self._kept:
            editor.select(self._kept)

    def drag(self, at: Pointer) -> None:
        if self._editor.band is None and not at.is_drag_from(self._start):
            return
        first, last = sorted((self._start.tick, at.tick))
        low, high = sorted((self._start.pitch, at.pitch))
        touched = self._kept | self._editor.notes_in(first, last, low, high)
        if touched != self._editor.picked:
            self._editor.select(touched)
        self._editor.show_band((first, last, low, high))

    def drop(self, at: Pointer) -> None:
        self._editor.show_band(None)

    def cancel(self) -> None:
        self._editor.show_band(None)
        self._editor.select(self._before)
