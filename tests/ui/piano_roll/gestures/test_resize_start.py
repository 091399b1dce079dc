from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from composer_app.music.clip import Clip
from composer_app.music.note import Note
from composer_app.ui.piano_roll.view import PianoRoll


def test_left_edge_moves_the_onset_and_leaves_the_end(roll: PianoRoll, mouse) -> None:
    mouse.drag((1925, 60), (1925 + 240, 60))
    assert roll.editor.picked == {("melody", Note(2160, 240, 60))}


def test_left_edge_dragged_out_makes_the_note_longer(roll: PianoRoll, mouse) -> None:
    mouse.drag((1925, 60), (1925 - 480, 60))
    assert roll.editor.picked == {("melody", Note(1440, 960, 60))}


def test_note_keeps_a_grid_step(roll: PianoRoll, mouse) -> None:
    mouse.drag((1925, 60), (3800, 60))
    assert roll.editor.picked == {("melody", Note(2280, 120, 60))}


def test_note_never_begins_before_the_clip(roll: PianoRoll, mouse) -> None:
    roll.set_clip(Clip((), (Note(60, 900, 60),), 3840))
    mouse.drag((65, 60), (-40, 60))
    assert roll.editor.clip.melody == (Note(0, 960, 60),)


def test_alt_leaves_the_grid(roll: PianoRoll, mouse) -> None:
    mouse.drag((1925, 60), (1925 + 50, 60), Qt.KeyboardModifier.AltModifier)
    assert roll.editor.clip.melody[0].onset % 120 != 0


def test_all_selected_notes_follow(roll: PianoRoll, mouse) -> None:
    roll.editor.select_all()
    mouse.drag((1925, 60), (1925 + 120, 60))
    assert {note.duration for note in roll.editor.clip.melody} == {360}
    assert roll.editor.clip.chords[0] == Note(120, 1800, 48)


def test_escape_leaves_the_note(roll: PianoRoll, mouse, clip: Clip) -> None:
    mouse.drag((1925, 60), (2165, 60), drop=False)
    QTest.keyClick(roll, Qt.Key.Key_Escape)
    assert roll.editor.clip == clip


def test_narrow_note_has_no_left_edge(roll: PianoRoll, mouse) -> None:
    roll.set_clip(Clip((), (Note(0, 60, 60),), 3840))
    mouse.drag((5, 60), (125, 60))
    assert roll.editor.clip.melody == (Note(120, 60, 60),)
