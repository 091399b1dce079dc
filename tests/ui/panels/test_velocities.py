from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from composer_app.music.clip import Clip
from composer_app.music.note import Note
from composer_app.ui.panels.velocities import VelocityDialog
from composer_app.ui.piano_roll.editor import Editor
from composer_app.ui.piano_roll.operations import Operations

EVEN = Clip(melody=tuple(Note(480 * n, 480, 60 + n, 80) for n in range(3)), length=1920)


@pytest.fixture
def editor(qapp: object) -> Editor:
    editor = Editor()
    editor.load(EVEN)
    return editor


@pytest.fixture
def dialog(editor: Editor, qtbot: QtBot) -> VelocityDialog:
    dialog = VelocityDialog(Operations(editor))
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def velocities(editor: Editor) -> list[int]:
    return [note.velocity for note in editor.clip.melody]


def test_opened_it_changes_nothing(dialog: VelocityDialog, editor: Editor) -> None:
    assert editor.clip == EVEN
    assert not editor.history.can_undo


def test_velocities_are_scaled(dialog: VelocityDialog, editor: Editor) -> None:
    dialog.scale.setValue(50)
    assert velocities(editor) == [40, 40, 40]


def test_a_line_goes_from_the_first_note_to_the_last(dialog: VelocityDialog, editor: Editor) -> None:
    dialog.line.setChecked(True)
    dialog.first.setValue(40)
    dialog.last.setValue(100)
    assert velocities(editor) == [40, 70, 100]


def test_random_stays_within_its_amount(dialog: VelocityDialog, editor: Editor) -> None:
    dialog.vary.setValue(10)
    assert all(abs(velocity - 80) <= 10 for velocity in velocities(editor))


def test_another_scale_keeps_the_same_chance(dialog: VelocityDialog, editor: Editor) -> None:
    dialog.vary.setValue(10)
    first = velocities(editor)
    dialog.scale.setValue(90)
    dialog.scale.setValue(100)
    assert velocities(editor) == first


def test_escape_leaves_the_notes(dialog: VelocityDialog, editor: Editor) -> None:
    dialog.scale.setValue(50)
    dialog.reject()
    assert editor.clip == EVEN


def test_kept_it_is_one_step_of_the_history(dialog: VelocityDialog, editor: Editor) -> None:
    dialog.scale.setValue(50)
    dialog.vary.setValue(20)
    dialog.accept()
    editor.undo()
    assert editor.clip == EVEN
