from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from composer_app.music.clip import Clip
from composer_app.music.note import Note
from composer_app.ui.piano_roll.view import PianoRoll

Held = Qt.KeyboardModifier


def test_drag_moves_in_time_and_pitch(roll: PianoRoll, mouse) -> None:
    mouse.drag((2000, 60), (2000 + 480, 67))
    assert roll.editor.picked == {("melody", Note(2400, 480, 67))}


def test_move_is_one_edit(roll: PianoRoll, mouse, clip: Clip) -> None:
    mouse.drag((2000, 60), (2480, 67))
    roll.editor.undo()
    assert roll.editor.clip == clip
    assert not roll.editor.history.can_undo


def test_note_off_the_grid_keeps_its_place_in_it(roll: PianoRoll, mouse) -> None:
    roll.set_clip(Clip((), (Note(37, 480, 60),), 3840))
    mouse.drag((200, 60), (330, 60))
    assert roll.editor.clip.melody == (Note(157, 480, 60),)


def test_alt_leaves_the_grid(roll: PianoRoll, mouse) -> None:
    mouse.drag((2000, 60), (2050, 60), Held.AltModifier)
    assert roll.editor.clip.melody[0].onset % 120 != 0


def test_shift_keeps_the_longer_axis(roll: PianoRoll, mouse) -> None:
    mouse.drag((2000, 60), (2480, 61), Held.ShiftModifier)
    assert roll.editor.picked == {("melody", Note(2400, 480, 60))}


def test_ctrl_leaves_the_original(roll: PianoRoll, mouse) -> None:
    mouse.drag((2000, 60), (2000, 72), Held.ControlModifier)
    assert {Note(1920, 480, 60), Note(1920, 480, 72)} <= set(roll.editor.clip.melody)


def test_all_selected_notes_move(roll: PianoRoll, mouse) -> None:
    roll.editor.select_all()
    mouse.drag((2000, 60), (2000, 62))
    assert [note.pitch for note in roll.editor.clip.notes] == [50, 54, 57, 62, 64, 66, 67]


def test_new_pitch_is_heard_while_dragging(roll: PianoRoll, mouse, qtbot: QtBot) -> None:
    heard: list[int] = []
    roll.editor.previewed.connect(lambda pitch, voice: heard.append(pitch))
    mouse.drag((2000, 60), (2000, 62))
    assert (heard[0], heard[-1]) == (60, 62)


def test_escape_leaves_the_clip_as_it_was(roll: PianoRoll, mouse, clip: Clip) -> None:
    mouse.drag((2000, 60), (2480, 67), drop=False)
    QTest.keyClick(roll, Qt.Key.Key_Escape)
    assert roll.editor.clip == clip


def test_notes_never_leave_the_clip_at_its_start(roll: PianoRoll, mouse) -> None:
    mouse.drag((500, 48), (0, 48))
    assert roll.editor.clip.chords[0].onset == 0
