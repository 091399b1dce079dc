from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from composer_app.music.note import Note
from composer_app.ui.piano_roll.view import PianoRoll

FIRST, SECOND = ("melody", Note(1920, 480, 60)), ("melody", Note(2400, 480, 62))
SHIFT = Qt.KeyboardModifier.ShiftModifier


def test_click_selects_one_note(roll: PianoRoll, mouse) -> None:
    roll.editor.select_all()
    mouse.click(2000, 60)
    assert roll.editor.picked == {FIRST}


def test_shift_click_adds_a_note(roll: PianoRoll, mouse) -> None:
    mouse.click(2000, 60)
    mouse.click(2500, 62, SHIFT)
    assert roll.editor.picked == {FIRST, SECOND}


def test_shift_click_on_a_selected_note_deselects_it(roll: PianoRoll, mouse) -> None:
    mouse.click(2000, 60)
    mouse.click(2500, 62, SHIFT)
    mouse.click(2500, 62, SHIFT)
    assert roll.editor.picked == {FIRST}


def test_click_on_nothing_deselects(roll: PianoRoll, mouse) -> None:
    roll.editor.select_all()
    mouse.click(2000, 70)
    assert not roll.editor.picked


def test_band_selects_what_it_touches(roll: PianoRoll, mouse) -> None:
    mouse.drag((1800, 66), (2600, 59))
    assert roll.editor.picked == {FIRST, SECOND}


def test_band_with_shift_adds(roll: PianoRoll, mouse) -> None:
    mouse.click(2500, 62)
    mouse.drag((1800, 61), (2200, 59), SHIFT)
    assert roll.editor.picked == {FIRST, SECOND}


def test_escape_gives_the_selection_back(roll: PianoRoll, mouse) -> None:
    mouse.click(2000, 60)
    mouse.drag((1800, 70), (3700, 61), drop=False)
    QTest.keyClick(roll, Qt.Key.Key_Escape)
    assert roll.editor.picked == {FIRST}


def test_selecting_is_no_edit(roll: PianoRoll, mouse) -> None:
    mouse.drag((1800, 70), (3700, 59))
    assert not roll.editor.history.can_undo
