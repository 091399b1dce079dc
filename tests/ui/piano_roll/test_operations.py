from __future__ import annotations

from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from composer_app.music.clip import Clip
from composer_app.music.note import Note
from composer_app.music.quantise import Quantise
from composer_app.ui.piano_roll.editor import Editor
from composer_app.ui.piano_roll.operations import Operations
from composer_app.ui.piano_roll.selection import NOTHING

FIRST, SECOND = ("melody", Note(1920, 480, 60)), ("melody", Note(2400, 480, 62))


@pytest.fixture
def operations(editor: Editor) -> Operations:
    return Operations(editor)


def late(editor: Editor, ticks: int) -> None:
    """All notes of the melody later, and selected."""
    editor.select(frozenset(("melody", note) for note in editor.clip.melody))
    editor.move(ticks=ticks)


def test_quantise_draws_the_selected_notes_to_the_grid(editor: Editor, operations: Operations, clip: Clip) -> None:
    late(editor, 17)
    operations.quantise()
    assert editor.clip == replace(clip, length=editor.clip.length)


def test_quantise_is_one_step_of_the_history(editor: Editor, operations: Operations) -> None:
    late(editor, 17)
    before = editor.clip
    operations.quantise()
    editor.undo()
    assert editor.clip == before


def test_with_nothing_selected_all_notes_are_quantised(editor: Editor, operations: Operations) -> None:
    late(editor, 17)
    editor.select(NOTHING)
    operations.quantise()
    assert (editor.clip.melody[0].onset, editor.picked) == (1920, NOTHING)


def test_quantise_goes_as_far_as_its_strength(editor: Editor, operations: Operations) -> None:
    late(editor, 20)
    operations.set_quantise(Quantise(1, strength=50))
    operations.quantise()
    assert editor.clip.melody[0].onset == 1930


def test_quantise_says_what_it_did(editor: Editor, operations: Operations, qtbot: QtBot) -> None:
    late(editor, 17)
    with qtbot.waitSignal(operations.announced) as said:
        operations.quantise()
    assert said.args == ["4 notes quantised to 1/16, strength 100 %."]


def test_with_the_grid_off_sixteenths_are_quantised_to(editor: Editor, operations: Operations) -> None:
    editor.grid = 0
    assert operations.how.grid == 120


def test_split_cuts_what_sounds_at_the_playhead(editor: Editor, operations: Operations) -> None:
    editor.playhead = 960.0
    operations.split()
    assert len(editor.clip.chords) == 6


def test_split_leaves_notes_that_are_not_selected(editor: Editor, operations: Operations) -> None:
    editor.playhead = 960.0
    editor.select(frozenset([("chords", Note(0, 1920, 48))]))
    operations.split()
    assert len(editor.clip.chords) == 4


def test_join_undoes_a_split(editor: Editor, operations: Operations, clip: Clip) -> None:
    editor.playhead = 960.0
    editor.select_all()
    operations.split()
    operations.join()
    assert editor.clip == clip


def test_join_asks_for_notes(editor: Editor, operations: Operations, qtbot: QtBot) -> None:
    with qtbot.waitSignal(operations.announced) as said:
        operations.join()
    assert said.args[0].startswith("Select the notes to join")


def test_legato_reaches_the_next_note(editor: Editor, operations: Operations) -> None:
    editor.select(frozenset([FIRST]))
    editor.lengthen(-2)
    operations.legato()
    assert editor.picked == {FIRST}


def test_inverted_melody_falls_where_it_rose(editor: Editor, operations: Operations) -> None:
    editor.select(frozenset(("melody", note) for note in editor.clip.melody))
    operations.invert()
    assert [note.pitch for note in editor.clip.melody] == [65, 64, 62, 60]


def test_scale_step_moves_and_is_heard(editor: Editor, operations: Operations, qtbot: QtBot) -> None:
    editor.select(frozenset([SECOND]))
    with qtbot.waitSignal(editor.previewed):
        operations.scale_step_up()
    assert editor.picked == {("melody", Note(2400, 480, 64))}


def test_louder_and_softer(editor: Editor, operations: Operations) -> None:
    editor.select(frozenset([FIRST]))
    operations.louder()
    assert next(iter(editor.picked))[1].velocity == 84
    operations.softer()
    operations.softer()
    assert next(iter(editor.picked))[1].velocity == 76


def test_scale_step_asks_for_notes(operations: Operations, clip: Clip, editor: Editor, qtbot: QtBot) -> None:
    with qtbot.waitSignal(operations.announced):
        operations.scale_step_up()
    assert editor.clip == clip


def test_selected_notes_change_voices(editor: Editor, operations: Operations) -> None:
    editor.select(frozenset([FIRST]))
    operations.to_other_voice()
    assert FIRST[1] in editor.clip.chords
    assert FIRST[1] not in editor.clip.melody
    assert editor.picked == {("chords", FIRST[1])}
    editor.undo()
    assert FIRST[1] in editor.clip.melody
