"""Notes selected and entered without a mouse: the window is not needed, a slot moves the playhead as it would."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from composer_app.music.clip import Clip
from composer_app.music.key import Key as MusicKey
from composer_app.music.note import Note
from composer_app.ui.piano_roll.view import PianoRoll

Key, Held = Qt.Key, Qt.KeyboardModifier
BOTH = Held.ControlModifier | Held.ShiftModifier
TUNE = [Note(1920 + 480 * beat, 480, pitch) for beat, pitch in enumerate((60, 62, 64, 65))]


@pytest.fixture
def typed(roll: PianoRoll) -> PianoRoll:
    roll.editor.seek_requested.connect(lambda tick: roll.set_playhead(float(tick)))
    return roll


def melody(roll: PianoRoll) -> list[int]:
    """The pitches of the selected notes of the melody."""
    return [note.pitch for _, note in sorted(roll.editor.picked, key=lambda each: each[1])]


def test_selection_is_extended_note_by_note(typed: PianoRoll) -> None:
    typed.editor.select(frozenset([("melody", TUNE[1])]))
    QTest.keyClick(typed, Key.Key_Right, BOTH)
    QTest.keyClick(typed, Key.Key_Right, BOTH)
    assert melody(typed) == [62, 64, 65]


def test_extension_is_taken_back_before_it_goes_the_other_way(typed: PianoRoll) -> None:
    typed.editor.select(frozenset([("melody", TUNE[1])]))
    for key in (Key.Key_Right, Key.Key_Left, Key.Key_Left):
        QTest.keyClick(typed, key, BOTH)
    assert melody(typed) == [60, 62]


def test_extension_begins_with_the_first_note(typed: PianoRoll) -> None:
    QTest.keyClick(typed, Key.Key_Right, BOTH)
    assert melody(typed) == [60]


def test_shift_end_selects_from_the_playhead_on(typed: PianoRoll) -> None:
    typed.set_playhead(2400.0)
    QTest.keyClick(typed, Key.Key_End, Held.ShiftModifier)
    assert melody(typed) == [62, 64, 65]


def test_shift_home_selects_what_begins_before_the_playhead(typed: PianoRoll) -> None:
    typed.set_playhead(1920.0)
    QTest.keyClick(typed, Key.Key_Home, Held.ShiftModifier)
    assert {voice for voice, _ in typed.editor.picked} == {"chords"}


def test_notes_in_the_loop_are_selected(typed: PianoRoll) -> None:
    typed.editor.set_loop((1920, 2880))
    QTest.keyClick(typed, Key.Key_A, BOTH)
    assert melody(typed) == [60, 62]


def test_with_nothing_selected_arrows_move_the_playhead_by_the_grid(typed: PianoRoll) -> None:
    typed.set_playhead(130.0)
    QTest.keyClick(typed, Key.Key_Right)
    assert typed.editor.playhead == 240
    QTest.keyClick(typed, Key.Key_Left)
    QTest.keyClick(typed, Key.Key_Left)
    assert typed.editor.playhead == 0


@pytest.mark.parametrize(("key", "tick"), [(Key.Key_Home, 0), (Key.Key_End, 3840)])
def test_home_and_end_go_to_the_ends_of_the_clip(typed: PianoRoll, key: Key, tick: int) -> None:
    typed.set_playhead(960.0)
    QTest.keyClick(typed, key)
    assert typed.editor.playhead == tick


def test_a_tune_is_typed(typed: PianoRoll) -> None:
    typed.set_clip(Clip(length=3840, key=MusicKey(0)))
    typed.set_playhead(0.0)
    for key in (Key.Key_N, Key.Key_N, Key.Key_Up, Key.Key_Up, Key.Key_N, Key.Key_Up, Key.Key_Up):
        QTest.keyClick(typed, key)
    assert [(note.onset, note.pitch) for note in typed.editor.clip.melody] == [(0, 72), (480, 74), (960, 76)]


def test_next_note_follows_the_length_of_the_last(typed: PianoRoll) -> None:
    typed.set_clip(Clip(length=3840))
    QTest.keyClick(typed, Key.Key_N)
    QTest.keyClick(typed, Key.Key_Right, Held.ShiftModifier)
    QTest.keyClick(typed, Key.Key_N)
    assert [(note.onset, note.duration) for note in typed.editor.clip.melody] == [(0, 600), (600, 600)]


def test_a_rest_is_left_by_moving_the_playhead(typed: PianoRoll) -> None:
    typed.set_clip(Clip(length=3840))
    for key in (Key.Key_N, Key.Key_Escape, Key.Key_Right, Key.Key_Right, Key.Key_N):
        QTest.keyClick(typed, key)
    assert [note.onset for note in typed.editor.clip.melody] == [0, 720]
