from __future__ import annotations

import pytest
from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMainWindow
from pytestqt.qtbot import QtBot

from composer_app.music.clip import Clip
from composer_app.music.note import Note
from composer_app.ui.piano_roll.view import PianoRoll

Key, Held = Qt.Key, Qt.KeyboardModifier
FIRST = ("melody", Note(1920, 480, 60))


@pytest.mark.parametrize(
    ("key", "held", "note"),
    [
        (Key.Key_Up, Held.NoModifier, Note(1920, 480, 61)),
        (Key.Key_Down, Held.NoModifier, Note(1920, 480, 59)),
        (Key.Key_Up, Held.ShiftModifier, Note(1920, 480, 72)),
        (Key.Key_Up, Held.AltModifier, Note(1920, 480, 62)),
        (Key.Key_Right, Held.NoModifier, Note(2040, 480, 60)),
        (Key.Key_Left, Held.NoModifier, Note(1800, 480, 60)),
        (Key.Key_Right, Held.ShiftModifier, Note(1920, 600, 60)),
        (Key.Key_Left, Held.ShiftModifier, Note(1920, 360, 60)),
        (Key.Key_D, Held.ControlModifier, Note(2400, 480, 60)),
    ],
)
def test_keys_edit_the_selected_note(roll: PianoRoll, key: Key, held: Held, note: Note) -> None:
    roll.editor.select(frozenset([FIRST]))
    QTest.keyClick(roll, key, held)
    assert roll.editor.picked == {("melody", note)}


@pytest.mark.parametrize("key", [Key.Key_Delete, Key.Key_Backspace])
def test_delete_removes_the_selected_notes(roll: PianoRoll, key: Key) -> None:
    roll.editor.select_all()
    QTest.keyClick(roll, key)
    assert not roll.editor.clip.notes


def test_escape_deselects(roll: PianoRoll) -> None:
    roll.editor.select_all()
    QTest.keyClick(roll, Key.Key_Escape)
    assert not roll.editor.picked


@pytest.mark.parametrize(
    ("key", "tool"),
    [(Key.Key_2, "draw"), (Key.Key_P, "draw"), (Key.Key_3, "erase"), (Key.Key_E, "erase")],
)
def test_keys_choose_the_tool(roll: PianoRoll, qtbot: QtBot, key: Key, tool: str) -> None:
    with qtbot.waitSignal(roll.editor.tool_changed) as told:
        QTest.keyClick(roll, key)
    assert told.args == [tool]


@pytest.mark.parametrize(("key", "held"), [(Key.Key_Y, Held.NoModifier), (Key.Key_Z, Held.ShiftModifier)])
def test_undone_edit_comes_back(roll: PianoRoll, key: Key, held: Held) -> None:
    roll.editor.select_all()
    roll.editor.delete()
    QTest.keyClick(roll, Key.Key_Z, Held.ControlModifier)
    QTest.keyClick(roll, key, held | Held.ControlModifier)
    assert not roll.editor.clip.notes


class Window(QMainWindow):
    """A window with a piano roll and a shortcut, which counts how often it was used."""

    def __init__(self, keys: str) -> None:
        super().__init__()
        self.roll = PianoRoll(self)
        self.setCentralWidget(self.roll)
        self.used = 0
        action = QAction(self)
        action.setShortcut(QKeySequence(keys))
        action.triggered.connect(self.count)
        self.addAction(action)
        self.show()
        self.roll.setFocus()

    @Slot()
    def count(self) -> None:
        self.used += 1


@pytest.mark.parametrize("keys", ["Space", "Return", "Ctrl+S", "Esc"])
def test_keys_of_the_window_are_left_to_it(qtbot: QtBot, keys: str) -> None:
    window = Window(keys)
    qtbot.addWidget(window)
    qtbot.waitUntil(window.roll.hasFocus)
    QTest.keySequence(window.roll, QKeySequence(keys))
    assert window.used == 1


def test_escape_with_a_selection_does_not_reach_the_window(qtbot: QtBot, clip: Clip) -> None:
    window = Window("Esc")
    qtbot.addWidget(window)
    qtbot.waitUntil(window.roll.hasFocus)
    window.roll.set_clip(clip)
    window.roll.editor.select_all()
    QTest.keySequence(window.roll, QKeySequence("Esc"))
    assert window.used == 0
