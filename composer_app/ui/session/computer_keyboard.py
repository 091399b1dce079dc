"""The computer keyboard as a piano: the home row is the white keys, the row above it the black ones."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QLineEdit, QPlainTextEdit, QTextEdit

Key = Qt.Key
# Keys in semitones above the octave's C, as Logic, Live and GarageBand have them.
PIANO: dict[int, int] = {
    Key.Key_A: 0, Key.Key_W: 1, Key.Key_S: 2, Key.Key_E: 3, Key.Key_D: 4, Key.Key_F: 5, Key.Key_T: 6, Key.Key_G: 7,
    Key.Key_Y: 8, Key.Key_H: 9, Key.Key_U: 10, Key.Key_J: 11, Key.Key_K: 12, Key.Key_O: 13, Key.Key_L: 14,
    Key.Key_P: 15, Key.Key_Semicolon: 16, Key.Key_Apostrophe: 17,
}  # fmt: skip
OCTAVES = {Key.Key_Z: -12, Key.Key_X: 12}
VELOCITIES = {Key.Key_C: -10, Key.Key_V: 10}
LOWEST, HIGHEST, MIDDLE_C = 0, 108, 60
SOFTEST, LOUDEST, USUAL = 10, 127, 90
_TEXT = (QLineEdit, QAbstractSpinBox, QPlainTextEdit, QTextEdit)


class ComputerKeyboard(QObject):
    """While it is on, takes these keys from the whole program, but not from a text field or a dialog.

    `played` carries MIDI messages; `changed` a sentence on the octave and velocity.
    """

    played = Signal(object)
    changed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.on = False
        self._octave, self._velocity = MIDDLE_C, USUAL
        self._down: dict[int, int] = {}

    @Slot(bool)
    def switch(self, on: bool) -> None:
        """Begin or end to take the keys; what is held is released."""
        if on == self.on:
            return
        self.on = on
        application = QApplication.instance()
        assert application is not None
        if on:
            application.installEventFilter(self)
            self._describe()
        else:
            application.removeEventFilter(self)
            self._release_all()

    def _is_for_piano(self, event: QKeyEvent) -> bool:
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        return (
            event.key() in PIANO or event.key() in OCTAVES or event.key() in VELOCITIES
        ) and modifiers == Qt.KeyboardModifier.NoModifier

    def _strike(self, key: int) -> None:
        pitch = self._octave + PIANO[key]
        if 0 <= pitch <= 127 and key not in self._down:
            self._down[key] = pitch
            self.played.emit((0x90, pitch, self._velocity))

    def _release(self, key: int) -> None:
        if key in self._down:
            self.played.emit((0x80, self._down.pop(key), 0))

    def _release_all(self) -> None:
        for key in list(self._down):
            self._release(key)

    def _press(self, key: int) -> None:
        if key in PIANO:
            self._strike(key)
        elif key in OCTAVES:
            self._octave = max(LOWEST, min(HIGHEST, self._octave + OCTAVES[Key(key)]))
            self._describe()
        else:
            self._velocity = max(SOFTEST, min(LOUDEST, self._velocity + VELOCITIES[Key(key)]))
            self._describe()

    def _describe(self) -> None:
        name = f"C{self._octave // 12 - 1}"
        self.changed.emit(f"Keyboard piano: A is {name}, velocity {self._velocity}. Z, X octave; C, V velocity.")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind in (QEvent.Type.ApplicationDeactivate, QEvent.Type.WindowDeactivate):
            self._release_all()
        if kind not in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            return False
        assert isinstance(event, QKeyEvent)
        if kind == QEvent.Type.KeyRelease and event.key() in self._down:
            if not event.isAutoRepeat():
                self._release(event.key())
            return True
        typing = isinstance(QApplication.focusWidget(), _TEXT) or QApplication.activeModalWidget() is not None
        if typing or not self._is_for_piano(event):
            return False
        if kind == QEvent.Type.ShortcutOverride:
            event.accept()
        elif kind == QEvent.Type.KeyPress and not event.isAutoRepeat():
            self._press(event.key())
        return True
