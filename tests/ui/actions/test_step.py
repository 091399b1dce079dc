from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.ui.actions.test_record import action
from tests.ui.conftest import Opened


@pytest.fixture
def steps(opened: Opened) -> Opened:
    action(opened, "step")
    opened.window.parts.roll.setFocus()
    return opened


def play(opened: Opened, *pitches: int) -> None:
    """A key, or a chord."""
    recording = opened.desk.session.recording
    for pitch in pitches:
        recording.struck.emit(pitch, 70)
    for pitch in pitches:
        recording.released.emit(pitch)


def entered(opened: Opened) -> list[tuple[int, int, int]]:
    return [(note.onset, note.duration, note.pitch) for note in opened.window.parts.roll.editor.clip.melody]


def test_keys_become_steps(steps: Opened) -> None:
    play(steps, 72)
    play(steps, 74)
    assert entered(steps) == [(0, 480, 72), (480, 480, 74)]


def test_keys_held_together_become_a_chord(steps: Opened) -> None:
    play(steps, 72, 76)
    assert entered(steps) == [(0, 480, 72), (0, 480, 76)]


def test_length_is_chosen_by_a_key(steps: Opened, qtbot: QtBot) -> None:
    qtbot.keyClick(steps.window.parts.roll, Qt.Key.Key_4)
    qtbot.keyClick(steps.window.parts.roll, Qt.Key.Key_Period)
    play(steps, 72)
    assert entered(steps) == [(0, 360, 72)]


def test_rest_leaves_a_step_out(steps: Opened, qtbot: QtBot) -> None:
    qtbot.keyClick(steps.window.parts.roll, Qt.Key.Key_0)
    play(steps, 72)
    assert entered(steps) == [(480, 480, 72)]


def test_backspace_takes_the_last_step_out(steps: Opened, qtbot: QtBot) -> None:
    play(steps, 72)
    play(steps, 74)
    qtbot.keyClick(steps.window.parts.roll, Qt.Key.Key_Backspace)
    play(steps, 76)
    assert entered(steps) == [(0, 480, 72), (480, 480, 76)]


def test_without_step_entry_nothing_is_entered(opened: Opened) -> None:
    play(opened, 72)
    assert entered(opened) == []
