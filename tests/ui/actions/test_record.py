from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from composer_app.music.microtiming import as_played
from composer_app.playback.protocol import PlayerDied, Received
from composer_app.settings import Settings
from tests.ui.conftest import Opened
from tests.ui.stand_ins import some_clip

OFF = 11  # ticks that the player is late


def record(opened: Opened, *pitches: int) -> None:
    """R, a quarter for each pitch, R."""
    action(opened, "record")
    for beat, pitch in enumerate(pitches):
        opened.desk.player.strike(480 * beat + OFF, pitch)
    opened.desk.qtbot.waitUntil(lambda: not opened.desk.player.news)
    action(opened, "record")


def action(opened: Opened, name: str) -> None:
    assert opened.window.wiring is not None
    opened.window.wiring.menu_actions[name].trigger()


def melody(opened: Opened) -> list[int]:
    return [note.pitch for note in opened.window.parts.roll.editor.clip.melody]


def test_what_is_recorded_stands_in_the_clip_on_the_grid(opened: Opened, qtbot: QtBot) -> None:
    record(opened, 72, 74, 76)
    qtbot.waitUntil(lambda: melody(opened) == [72, 74, 76])
    notes = opened.window.parts.roll.editor.clip.melody
    assert [note.onset for note in notes] == [0, 480, 960]
    assert [as_played(note).onset for note in notes] == [OFF, 480 + OFF, 960 + OFF]
    assert {note.velocity for note in notes} == {77}


def test_recording_is_one_step_that_is_undone(opened: Opened, qtbot: QtBot) -> None:
    record(opened, 72, 74, 76)
    qtbot.waitUntil(lambda: len(melody(opened)) == 3)
    action(opened, "undo")
    assert melody(opened) == []
    action(opened, "redo")
    assert melody(opened) == [72, 74, 76]


def test_recording_begins_at_the_bar_of_the_playhead_after_the_count_in(opened: Opened) -> None:
    opened.window.wiring.actions.play.seek(1920 + 700)
    action(opened, "record")
    assert opened.desk.player.told[-1][0] == "record"
    assert opened.desk.player.told[-1][2:] == (1920, None, 1)


def test_notes_are_shown_while_they_are_recorded(opened: Opened, qtbot: QtBot) -> None:
    action(opened, "record")
    opened.desk.player.strike(0, 72)
    opened.desk.player.at = type(opened.desk.player.at)(480.0, True)
    qtbot.waitUntil(lambda: bool(opened.window.parts.roll.editor.draft))
    assert not melody(opened)


def test_empty_recording_changes_nothing(opened: Opened, qtbot: QtBot) -> None:
    before = opened.window.parts.roll.editor.clip
    record(opened)
    qtbot.waitUntil(lambda: "Nothing was played" in opened.window.parts.status.text)
    assert opened.window.parts.roll.editor.clip is before


def test_recording_while_another_clip_is_opened_becomes_an_idea(opened: Opened, qtbot: QtBot) -> None:
    action(opened, "record")
    opened.desk.player.strike(0, 72)
    qtbot.waitUntil(lambda: not opened.desk.player.news)
    opened.desk.session.document.open_idea(opened.desk.session.ideas.add(_idea()))
    action(opened, "record")
    qtbot.waitUntil(lambda: any("Take" in idea.name for idea in opened.desk.library.ideas()))
    assert opened.window.parts.roll.editor.clip == some_clip()


def test_clip_that_became_an_idea_meanwhile_takes_the_recording(opened: Opened, qtbot: QtBot) -> None:
    action(opened, "record")
    opened.desk.player.strike(0, 72)
    qtbot.waitUntil(lambda: not opened.desk.player.news)
    action(opened, "insert_note")
    opened.desk.session.document.save()
    action(opened, "record")
    qtbot.waitUntil(lambda: 72 in melody(opened))
    assert opened.desk.library.count() == 1


def test_recording_ends_when_something_else_is_played(opened: Opened, qtbot: QtBot) -> None:
    action(opened, "record")
    opened.desk.player.strike(0, 72)
    qtbot.waitUntil(lambda: not opened.desk.player.news)
    opened.desk.session.playing.play(some_clip(), 99)
    qtbot.waitUntil(lambda: melody(opened) == [72])
    assert not opened.desk.session.recording.active


def test_laps_of_a_loop_are_laid_over_each_other(opened: Opened, qtbot: QtBot) -> None:
    opened.window.parts.roll.editor.set_loop((0, 1920))
    action(opened, "record")
    opened.desk.player.strike(0, 72)
    for message, tick in (((0x90, 76, 80), 480.0), ((0x80, 76, 0), 900.0)):
        opened.desk.player.news.append(Received("Keys", 9.0, message, tick, 1))
    qtbot.waitUntil(lambda: not opened.desk.player.news)
    action(opened, "record")
    qtbot.waitUntil(lambda: melody(opened) == [72, 76])
    assert opened.window.parts.roll.editor.clip.length == 1920


def test_closing_the_window_keeps_a_recording(opened: Opened, qtbot: QtBot) -> None:
    action(opened, "record")
    opened.desk.player.strike(0, 72)
    qtbot.waitUntil(lambda: not opened.desk.player.news)
    saved = []
    opened.desk.session.document.opened.connect(lambda idea, _: saved.append(idea))
    opened.window.close()
    assert [note.pitch for idea in saved for note in idea.clip.melody] == [72]


def test_player_that_dies_ends_the_recording_and_loses_nothing(opened: Opened, qtbot: QtBot) -> None:
    action(opened, "record")
    opened.desk.player.strike(0, 72)
    opened.desk.player.news.append(PlayerDied(3))
    qtbot.waitUntil(lambda: melody(opened) == [72])


def test_what_was_just_played_becomes_a_clip(opened: Opened, qtbot: QtBot) -> None:
    for beat in range(16):
        opened.desk.player.strike(None, 72 + beat % 3, 560, 50 + 0.6 * beat)
    qtbot.waitUntil(lambda: not opened.desk.player.news)
    action(opened, "keep_played")
    qtbot.waitUntil(lambda: len(melody(opened)) == 16)
    clip = opened.window.parts.roll.editor.clip
    assert abs(clip.timeline.bpm - 100) < 2
    assert [note.onset for note in clip.melody] == [480 * beat for beat in range(16)]


def test_kept_again_it_is_what_was_played_before(opened: Opened, qtbot: QtBot) -> None:
    for moment, pitch in ((50.0, 60), (90.0, 72)):
        opened.desk.player.strike(None, pitch, 560, moment)
    qtbot.waitUntil(lambda: not opened.desk.player.news)
    for pitch in (72, 60):
        action(opened, "keep_played")
        qtbot.waitUntil(lambda pitch=pitch: melody(opened) == [pitch])


def test_nothing_played_is_said(opened: Opened, qtbot: QtBot) -> None:
    action(opened, "keep_played")
    qtbot.waitUntil(opened.window.parts.toast.isVisible)


def test_metronome_is_switched_and_remembered(opened: Opened) -> None:
    action(opened, "metronome")
    assert opened.desk.player.metronome[0]
    opened.window.remember()
    assert opened.remembered[-1].metronome


def test_inputs_channel_and_latency_of_the_settings_reach_the_player(open_window: Callable[..., Opened]) -> None:
    opened = open_window(Settings(inputs="Keys", input_channel=3, input_thru=False, input_latency=12.5))
    inputs = opened.desk.player.inputs
    assert (inputs.names, inputs.channel, inputs.thru, inputs.latency) == (("Keys",), 2, False, 0.0125)


@pytest.fixture
def piano(opened: Opened, qtbot: QtBot) -> Opened:
    """The computer keyboard as a piano."""
    action(opened, "keyboard")
    opened.window.parts.roll.setFocus()
    return opened


def test_home_row_is_the_white_keys(piano: Opened, qtbot: QtBot) -> None:
    for key in (Qt.Key.Key_A, Qt.Key.Key_S, Qt.Key.Key_W):
        qtbot.keyClick(QApplication.focusWidget() or piano.window, key)
    assert [message[1] for message in piano.desk.player.keys if message[0] == 0x90] == [60, 62, 61]
    assert [message[1] for message in piano.desk.player.keys if message[0] == 0x80] == [60, 62, 61]


def test_octave_and_velocity_are_changed_by_keys(piano: Opened, qtbot: QtBot) -> None:
    for key in (Qt.Key.Key_Z, Qt.Key.Key_V, Qt.Key.Key_A):
        qtbot.keyClick(QApplication.focusWidget() or piano.window, key)
    assert piano.desk.player.keys[0] == (0x90, 48, 100)


def test_text_fields_keep_their_keys(piano: Opened, qtbot: QtBot) -> None:
    field = piano.window.parts.ideas.search
    field.setFocus()
    qtbot.keyClicks(field, "sad")
    assert (field.text(), piano.desk.player.keys) == ("sad", [])


def _idea():
    from composer_app.library.idea import Idea

    return Idea(name="Other", clip=some_clip(), task="file")
