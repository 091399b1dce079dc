"""Playing the keyboard at the left with the mouse."""

from __future__ import annotations

from composer_app.ui.piano_roll.editor import Editor
from composer_app.ui.piano_roll.gestures.pointer import Pointer


class Audition:
    """Play the key under the mouse, in the active voice, and each further key it is dragged over."""

    def __init__(self, editor: Editor, start: Pointer) -> None:
        self._editor = editor
        self.drag(start)

    def drag(self, at: Pointer) -> None:
        if at.pitch != self._editor.pressed_key:
            self._editor.pressed_key = at.pitch
            self._editor.previewed.emit(at.pitch, self._editor.voice)
            self._editor.changed.emit()

    def drop(self, at: Pointer) -> None:
        self.cancel()

    def cancel(self) -> None:
        self._editor.pressed_key = None
        self._editor.changed.emit()
