"""A piano roll, an editor and a mouse, with a short clip and without a screen."""

from __future__ import annotations

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from composer_app.music.clip import Clip
from composer_app.music.key import Key
from composer_app.music.note import Note
from composer_app.ui.piano_roll.editor import Editor
from composer_app.ui.piano_roll.view import PianoRoll

BAR = 1920
LEFT = Qt.MouseButton.LeftButton
PLAIN = Qt.KeyboardModifier.NoModifier


@pytest.fixture
def clip() -> Clip:
    """Two bars in C: a held chord, then a melody of four quarters C D E F in the second bar."""
    chords = tuple(Note(0, BAR, pitch) for pitch in (48, 52, 55))
    melody = tuple(Note(BAR + 480 * beat, 480, pitch) for beat, pitch in enumerate((60, 62, 64, 65)))
    return Clip(chords, melody, 2 * BAR, key=Key(0))


@pytest.fixture
def editor(qapp: object, clip: Clip) -> Editor:
    """An editor with the clip."""
    editor = Editor()
    editor.load(clip)
    return editor


@pytest.fixture
def roll(qtbot: QtBot, clip: Clip) -> PianoRoll:
    """A piano roll with the clip, shown."""
    roll = PianoRoll()
    qtbot.addWidget(roll)
    roll.resize(1000, 600)
    roll.set_clip(clip)
    roll.show()
    return roll


class Mouse:
    """A mouse that knows ticks and pitches."""

    def __init__(self, roll: PianoRoll) -> None:
        self._roll = roll

    def place(self, tick: float, pitch: int) -> QPoint:
        """The pixel in the middle of a pitch's row."""
        coords, notes = self._roll.scrolling.coords, self._roll._regions.notes
        return notes.topLeft() + QPoint(round(coords.x(tick)), coords.y(pitch) + coords.row_height // 2)

    def stem(self, tick: float, velocity: int) -> QPoint:
        """The pixel of a velocity in the lane."""
        regions = self._roll._regions
        y = regions.notes.top() + round(regions.velocities.y(velocity))
        return QPoint(regions.notes.left() + round(self._roll.scrolling.coords.x(tick)), y)

    def click(self, tick: float, pitch: int, held: Qt.KeyboardModifier = PLAIN) -> None:
        QTest.mouseClick(self._roll.viewport(), LEFT, held, self.place(tick, pitch))

    def double_click(self, tick: float, pitch: int) -> None:
        QTest.mouseDClick(self._roll.viewport(), LEFT, PLAIN, self.place(tick, pitch))
        QTest.mouseRelease(self._roll.viewport(), LEFT, PLAIN, self.place(tick, pitch))

    def drag(
        self, start: tuple[float, int], end: tuple[float, int], held: Qt.KeyboardModifier = PLAIN, drop: bool = True
    ) -> None:
        self.drag_pixels(self.place(*start), self.place(*end), held, drop)

    def drag_pixels(self, start: QPoint, end: QPoint, held: Qt.KeyboardModifier = PLAIN, drop: bool = True) -> None:
        canvas = self._roll.viewport()
        QTest.mousePress(canvas, LEFT, held, start)
        for part in (0.3, 0.7, 1.0):
            self.move(start + (end - start) * part, held)
        if drop:
            QTest.mouseRelease(canvas, LEFT, held, end)

    def move(self, place: QPoint, held: Qt.KeyboardModifier = PLAIN) -> None:
        """QTest.mouseMove cannot hold keys, so the event is made here."""
        canvas = self._roll.viewport()
        where = QPointF(place)
        event = QMouseEvent(QEvent.Type.MouseMove, where, QPointF(canvas.mapToGlobal(place)), LEFT, LEFT, held)
        QApplication.sendEvent(canvas, event)


@pytest.fixture
def mouse(roll: PianoRoll) -> Mouse:
    """A mouse over the roll."""
    return Mouse(roll)
