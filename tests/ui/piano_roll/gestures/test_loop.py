from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from composer_app.ui.piano_roll.view import PianoRoll


@pytest.fixture
def ruler(roll: PianoRoll, mouse):
    return lambda tick: QPoint(mouse.place(tick, 60).x(), 12)


def test_drag_on_the_ruler_loops_whole_beats(roll: PianoRoll, mouse, ruler, qtbot: QtBot) -> None:
    with qtbot.waitSignal(roll.editor.loop_changed) as told:
        mouse.drag_pixels(ruler(500), ruler(1900))
    assert told.args == [(480, 1920)]


def test_drag_backwards_is_the_same_loop(roll: PianoRoll, mouse, ruler) -> None:
    mouse.drag_pixels(ruler(1900), ruler(500))
    assert roll.editor.loop == (480, 1920)


def test_end_of_the_brace_can_be_dragged(roll: PianoRoll, mouse, ruler) -> None:
    roll.editor.set_loop((480, 1920))
    mouse.drag_pixels(ruler(1920), ruler(2890))
    assert roll.editor.loop == (480, 2880)


def test_click_on_the_ruler_seeks(roll: PianoRoll, mouse, ruler, qtbot: QtBot) -> None:
    with qtbot.waitSignal(roll.editor.seek_requested) as told:
        mouse.drag_pixels(ruler(970), ruler(970))
    assert told.args == [960]


def test_click_on_the_ruler_leaves_the_loop(roll: PianoRoll, mouse, ruler) -> None:
    roll.editor.set_loop((480, 1920))
    mouse.drag_pixels(ruler(970), ruler(970))
    assert roll.editor.loop == (480, 1920)


def test_escape_leaves_the_loop(roll: PianoRoll, mouse, ruler) -> None:
    mouse.drag_pixels(ruler(500), ruler(1900), drop=False)
    QTest.keyClick(roll, Qt.Key.Key_Escape)
    assert roll.editor.loop is None


def test_selected_notes_give_way_to_a_new_loop(roll: PianoRoll, mouse, ruler) -> None:
    roll.editor.select_all()
    mouse.drag_pixels(ruler(500), ruler(1900))
    assert roll.editor.picked == frozenset()
