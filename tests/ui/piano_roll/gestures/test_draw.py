from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from composer_app.music.note import Note
from composer_app.ui.piano_roll.view import PianoRoll


def test_double_click_on_nothing_adds_a_note(roll: PianoRoll, mouse) -> None:
    mouse.double_click(500, 70)
    assert roll.editor.picked == {("melody", Note(480, 480, 70))}


def test_drag_sets_the_duration(roll: PianoRoll, mouse) -> None:
    roll.editor.use_tool("draw")
    mouse.drag((500, 70), (1100, 70))
    assert roll.editor.picked == {("melody", Note(480, 720, 70))}


def test_next_note_is_as_long_as_the_last(roll: PianoRoll, mouse) -> None:
    roll.editor.use_tool("draw")
    mouse.drag((0, 70), (950, 70))
    mouse.click(1930, 71)
    assert roll.editor.picked == {("melody", Note(1920, 960, 71))}


def test_note_goes_to_the_active_voice(roll: PianoRoll, mouse) -> None:
    roll.editor.set_voice("chords")
    mouse.double_click(500, 70)
    assert Note(480, 480, 70) in roll.editor.clip.chords


def test_drawn_note_is_heard(roll: PianoRoll, mouse, qtbot: QtBot) -> None:
    with qtbot.waitSignal(roll.editor.previewed) as heard:
        mouse.double_click(500, 70)
    assert heard.args == [70, "melody"]


def test_escape_draws_nothing(roll: PianoRoll, mouse) -> None:
    roll.editor.use_tool("draw")
    mouse.drag((500, 70), (1100, 70), drop=False)
    QTest.keyClick(roll, Qt.Key.Key_Escape)
    assert not roll.editor.history.can_undo


def test_note_past_the_end_lengthens_the_clip_to_a_bar_line(roll: PianoRoll, mouse) -> None:
    roll.scrolling.zoom(0.5)
    mouse.double_click(3900, 70)
    assert roll.editor.clip.length == 3 * 1920


def test_drawing_tool_moves_notes_that_are_there(roll: PianoRoll, mouse) -> None:
    roll.editor.use_tool("draw")
    mouse.drag((2000, 60), (2000, 65))
    assert len(roll.editor.clip.melody) == 4
