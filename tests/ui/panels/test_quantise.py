from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from composer_app.music.clip import Clip
from composer_app.music.note import Note
from composer_app.ui.panels.quantise import QuantiseDialog
from composer_app.ui.piano_roll.editor import Editor
from composer_app.ui.piano_roll.operations import Operations

LATE = Clip(melody=(Note(40, 200, 60), Note(500, 200, 62), Note(620, 200, 64)), length=1920)


@pytest.fixture
def editor(qapp: object) -> Editor:
    editor = Editor()
    editor.load(LATE)
    return editor


@pytest.fixture
def operations(editor: Editor) -> Operations:
    return Operations(editor)


@pytest.fixture
def dialog(operations: Operations, qtbot: QtBot) -> QuantiseDialog:
    dialog = QuantiseDialog(operations)
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def onsets(editor: Editor) -> list[int]:
    return [note.onset for note in editor.clip.melody]


def test_notes_are_quantised_while_one_chooses(dialog: QuantiseDialog, editor: Editor) -> None:
    assert onsets(editor) == [0, 480, 600]
    dialog.strength.setValue(50)
    assert onsets(editor) == [20, 490, 610]


def test_swing_is_tried_out(dialog: QuantiseDialog, editor: Editor) -> None:
    dialog.swing.setValue(75)
    assert onsets(editor) == [0, 480, 660]


def test_whatever_was_tried_is_one_step_of_the_history(dialog: QuantiseDialog, editor: Editor) -> None:
    for strength in (10, 60, 30):
        dialog.strength.setValue(strength)
    dialog.accept()
    editor.undo()
    assert editor.clip == LATE


def test_escape_leaves_the_notes_and_the_settings(
    dialog: QuantiseDialog, editor: Editor, operations: Operations
) -> None:
    dialog.strength.setValue(50)
    dialog.reject()
    assert (editor.clip, operations.strength) == (LATE, 100)


def test_what_is_kept_is_what_q_does_from_then_on(
    dialog: QuantiseDialog, editor: Editor, operations: Operations
) -> None:
    dialog.strength.setValue(50)
    dialog.lengths.setChecked(True)
    dialog.accept()
    editor.load(LATE)
    operations.quantise()
    assert editor.clip.melody[0] == Note(20, 220, 60)


def test_grid_of_its_own(dialog: QuantiseDialog, operations: Operations, editor: Editor) -> None:
    dialog.grid.set_value(480)
    dialog.grid.chosen.emit(480)
    assert onsets(editor) == [0, 480, 480]
    dialog.accept()
    assert operations.own_grid == 480
