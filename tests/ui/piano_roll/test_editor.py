from __future__ import annotations

from pytestqt.qtbot import QtBot

from composer_app.music.clip import Clip
from composer_app.music.note import Note
from composer_app.ui.piano_roll.editor import Editor
from composer_app.ui.piano_roll.selection import NOTHING

FIRST = ("melody", Note(1920, 480, 60))
SECOND = ("melody", Note(2400, 480, 62))


def test_edit_is_told(editor: Editor, qtbot: QtBot) -> None:
    editor.select(frozenset([FIRST]))
    with qtbot.waitSignal(editor.clip_edited) as told:
        editor.move(semitones=1)
    assert Note(1920, 480, 61) in told.args[0].melody


def test_moved_notes_stay_selected(editor: Editor) -> None:
    editor.select(frozenset([FIRST]))
    editor.move(ticks=120)
    assert editor.picked == {("melody", Note(2040, 480, 60))}


def test_move_to_another_pitch_is_heard(editor: Editor, qtbot: QtBot) -> None:
    editor.select(frozenset([FIRST]))
    with qtbot.waitSignal(editor.previewed) as heard:
        editor.move(semitones=12)
    assert heard.args == [72, "melody"]


def test_move_in_time_is_not_heard(editor: Editor, qtbot: QtBot) -> None:
    editor.select(frozenset([FIRST]))
    with qtbot.assertNotEmitted(editor.previewed):
        editor.nudge(1)


def test_move_in_scale_skips_the_semitone(editor: Editor) -> None:
    editor.select(frozenset([FIRST]))
    editor.move_in_scale(1)
    assert editor.picked == {("melody", Note(1920, 480, 62))}


def test_undo_brings_back_clip_and_selection(editor: Editor, clip: Clip) -> None:
    editor.select(frozenset([FIRST]))
    editor.delete()
    editor.undo()
    assert (editor.clip, editor.picked) == (clip, {FIRST})


def test_redo_does_it_again(editor: Editor) -> None:
    editor.select(frozenset([FIRST]))
    editor.delete()
    editor.undo()
    editor.redo()
    assert len(editor.clip.melody) == 3


def test_edit_that_changes_nothing_is_not_in_the_history(editor: Editor) -> None:
    editor.select(NOTHING)
    editor.move(semitones=1)
    assert not editor.history.can_undo


def test_loading_another_clip_forgets_the_history(editor: Editor) -> None:
    editor.select_all()
    editor.delete()
    editor.load(Clip())
    assert not editor.history.can_undo


def test_melody_is_found_before_chords(editor: Editor) -> None:
    editor.load(Clip((Note(0, 480, 60),), (Note(0, 480, 60),)))
    assert editor.note_at(100, 60) == ("melody", Note(0, 480, 60))


def test_box_finds_notes_of_both_voices(editor: Editor) -> None:
    assert len(editor.notes_in(1900, 1930, 0, 127)) == 4


def test_paste_goes_to_the_playhead(editor: Editor) -> None:
    editor.select(frozenset([FIRST]))
    editor.copy()
    editor.playhead = 960
    editor.paste()
    assert editor.picked == {("melody", Note(960, 480, 60))}


def test_paste_again_goes_on_after_the_first(editor: Editor) -> None:
    editor.select(frozenset([FIRST]))
    editor.copy()
    editor.playhead = 0
    editor.paste()
    editor.paste()
    assert editor.picked == {("melody", Note(480, 480, 60))}


def test_cut_notes_can_be_pasted(editor: Editor) -> None:
    editor.select(frozenset([FIRST]))
    editor.cut()
    editor.playhead = 1920
    editor.paste()
    assert FIRST in editor.picked


def test_louder_note_leaves_the_selection_alone(editor: Editor) -> None:
    editor.select(frozenset([SECOND]))
    editor.change_velocity(frozenset([FIRST]), 10)
    assert editor.picked == {SECOND}


def test_selection_steps_to_the_next_note(editor: Editor) -> None:
    editor.select(frozenset([FIRST]))
    editor.step_selection(1)
    assert editor.picked == {SECOND}


def test_selection_starts_with_the_first_note(editor: Editor) -> None:
    editor.step_selection(1)
    assert editor.picked == {FIRST}


def test_loop_is_told_once(editor: Editor, qtbot: QtBot) -> None:
    told: list[object] = []
    editor.loop_changed.connect(told.append)
    editor.set_loop((0, 960))
    editor.set_loop((0, 960))
    assert told == [(0, 960)]


def test_loop_switched_off_and_on_is_the_same(editor: Editor) -> None:
    editor.set_loop((480, 960))
    editor.toggle_loop()
    editor.toggle_loop()
    assert editor.loop == (480, 960)


def test_loop_without_a_last_one_takes_the_clip(editor: Editor) -> None:
    editor.toggle_loop()
    assert editor.loop == (0, 3840)
