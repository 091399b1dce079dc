from __future__ import annotations

from PySide6.QtCore import Qt

from composer_app.music.note import Note
from composer_app.ui.piano_roll.view import PianoRoll


def test_right_edge_changes_the_duration(roll: PianoRoll, mouse) -> None:
    mouse.drag((2385, 60), (2385 + 240, 60))
    assert roll.editor.picked == {("melody", Note(1920, 720, 60))}


def test_note_is_never_shorter_than_a_grid_step(roll: PianoRoll, mouse) -> None:
    mouse.drag((2385, 60), (1000, 60))
    assert roll.editor.picked == {("melody", Note(1920, 120, 60))}


def test_alt_leaves_the_grid(roll: PianoRoll, mouse) -> None:
    mouse.drag((2385, 60), (2420, 60), Qt.KeyboardModifier.AltModifier)
    assert roll.editor.clip.melody[0].duration % 120 != 0


def test_click_on_the_edge_changes_nothing(roll: PianoRoll, mouse) -> None:
    mouse.click(2385, 60)
    assert not roll.editor.history.can_undo


def test_mouse_shows_that_the_edge_can_be_dragged(roll: PianoRoll, mouse) -> None:
    mouse.move(mouse.place(2385, 60))
    assert roll.viewport().cursor().shape() is Qt.CursorShape.SizeHorCursor
