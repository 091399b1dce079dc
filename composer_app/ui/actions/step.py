"""Step entry: each key or chord that is played becomes a step of the clip, as long as the length that is chosen."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QLineEdit, QPlainTextEdit, QTextEdit

from composer_app.music.note import TICKS_PER_QUARTER, Note
from composer_app.ui.actions.play import PlayActions
from composer_app.ui.parts import Parts
from composer_app.ui.piano_roll.selection import Edit, Picked, replaced

Key = Qt.Key
# As MuseScore counts them.
LENGTHS: dict[int, tuple[str, int]] = {
    Key.Key_3: ("1/16", TICKS_PER_QUARTER // 4), Key.Key_4: ("1/8", TICKS_PER_QUARTER // 2),
    Key.Key_5: ("1/4", TICKS_PER_QUARTER), Key.Key_6: ("1/2", 2 * TICKS_PER_QUARTER),
    Key.Key_7: ("1/1", 4 * TICKS_PER_QUARTER),
}  # fmt: skip
_OTHERS = (Key.Key_Period, Key.Key_0, Key.Key_Backspace)
_TEXT = (QLineEdit, QAbstractSpinBox, QPlainTextEdit, QTextEdit)


class StepActions(QObject):
    """While it is on, notes that are played are entered at the playhead, which moves on when they are released."""

    def __init__(self, parts: Parts, play: PlayActions) -> None:
        super().__init__(parts.window)
        self.session, self.editor, self.play = parts.session, parts.roll.editor, play
        self.on = False
        self.name, self.length, self.dotted = *LENGTHS[Key.Key_5], False
        self._down: set[int] = set()
        self._step: Picked = frozenset()
        self._entered: list[Picked] = []

    @property
    def ticks(self) -> int:
        """How long a step is."""
        return self.length * 3 // 2 if self.dotted else self.length

    @Slot(bool)
    def switch(self, on: bool) -> None:
        """Begin or end to enter what is played."""
        application = QApplication.instance()
        if on == self.on or application is None:
            return
        self.on = on
        self._down.clear()
        self._entered.clear()
        if on:
            application.installEventFilter(self)
            self._describe()
        else:
            application.removeEventFilter(self)

    @Slot(int, int)
    def strike(self, pitch: int, velocity: int) -> None:
        """A key went down: a note of this step."""
        if not self.on or self.session.recording.active or self.session.playing.playing:
            return
        if not self._down:
            self._step = frozenset()
        self._down.add(pitch)
        voice, tick = self.editor.voice, self.play.cursor
        note = (voice, Note(tick, self.ticks, pitch, velocity))
        there = frozenset(
            (voice, other) for other in self.editor.clip.part(voice) if other.onset == tick and other.pitch == pitch
        )
        self._step |= {note}
        clip = replaced(self.editor.clip, there, frozenset([note]))
        self.editor.apply(Edit(clip, self._step))

    @Slot(int)
    def release(self, pitch: int) -> None:
        """A key went up; with the last one the playhead moves on."""
        if pitch in self._down:
            self._down.discard(pitch)
            if not self._down:
                self._entered.append(self._step)
                self.play.seek(self.play.cursor + self.ticks)

    def rest(self) -> None:
        """Leave a step empty."""
        self._entered.append(frozenset())
        self.play.seek(self.play.cursor + self.ticks)

    def back(self) -> None:
        """Take the last step out, and go back to where it began."""
        step = self._entered.pop() if self._entered else frozenset()
        there = frozenset((voice, note) for voice, note in step if note in self.editor.clip.part(voice))
        if there:
            self.editor.apply(Edit(replaced(self.editor.clip, there, frozenset()), frozenset()))
        start = min((note.onset for _, note in step), default=max(0, self.play.cursor - self.ticks))
        self.play.seek(start)

    def choose_length(self, key: int) -> None:
        """Let the next steps be so long."""
        self.name, self.length = LENGTHS[key]
        self._describe()

    def _press(self, key: int) -> None:
        if key in LENGTHS:
            self.choose_length(key)
        elif key == Key.Key_Period:
            self.dotted = not self.dotted
            self._describe()
        elif key == Key.Key_0:
            self.rest()
        else:
            self.back()

    def _describe(self) -> None:
        dot = " dotted" if self.dotted else ""
        self.session.messages.announced.emit(
            f"Step entry, {self.name}{dot}: play notes. 3 to 7 length, . dotted, 0 rest, Backspace back."
        )

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() not in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress):
            return False
        assert isinstance(event, QKeyEvent)
        typing = isinstance(QApplication.focusWidget(), _TEXT) or QApplication.activeModalWidget() is not None
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if typing or not plain or (event.key() not in LENGTHS and event.key() not in _OTHERS):
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
        else:
            self._press(event.key())
        return True
