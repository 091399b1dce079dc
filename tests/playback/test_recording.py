"""Recording in the transport: the count-in, the open end, where a moment lies in the clip."""

from __future__ import annotations

import pytest

from composer_app.music.clip import Clip
from composer_app.music.note import Note
from tests.playback.test_transport import SCALE, Stage

BAR = Clip(melody=(Note(0, 480, 60),), length=1920)


@pytest.fixture
def stage() -> Stage:
    return Stage()


def clicked(stage: Stage) -> list[float]:
    return [round(at - stage.start, 3) for at, message in stage.sink.sent if message[0] == 0x99]


def notes(stage: Stage) -> list[float]:
    return [round(at - stage.start, 3) for at, message in stage.sink.sent if message[0] == 0x90]


def test_count_in_clicks_for_a_bar_before_the_first_note(stage: Stage) -> None:
    stage.transport.set_metronome(False, 90, takes=False)
    stage.transport.record(BAR, bars=1)
    stage.run(2.5)
    assert clicked(stage) == [0.0, 0.5, 1.0, 1.5]
    assert notes(stage) == [2.0]


def test_metronome_clicks_on_through_the_take(stage: Stage) -> None:
    stage.transport.record(BAR, bars=0)
    stage.run(1.2)
    assert clicked(stage) == [0.0, 0.5, 1.0]


def test_metronome_clicks_while_playing_and_is_switched_off(stage: Stage) -> None:
    stage.transport.set_metronome(True, 90)
    stage.transport.play(SCALE)
    stage.run(0.7)
    stage.transport.set_metronome(False, 90)
    stage.run(2)
    assert clicked(stage) == [0.0, 0.5]


def test_recording_goes_on_beyond_the_end_of_the_clip(stage: Stage) -> None:
    stage.transport.record(BAR, bars=0)
    stage.run(30)
    assert stage.transport.playing
    assert stage.transport.place_at(stage.clock.time) == pytest.approx((28800, 0))


def test_moment_before_the_first_bar_lies_below_zero(stage: Stage) -> None:
    stage.transport.record(BAR, bars=1)
    stage.run(1.9)
    assert stage.transport.place_at(stage.clock.time) == pytest.approx((-96, 0))


def test_loop_is_recorded_lap_after_lap(stage: Stage) -> None:
    stage.transport.record(BAR, loop=(0, 1920), bars=0)
    stage.run(5)
    assert stage.transport.place_at(stage.clock.time) == pytest.approx((960, 2))


def test_moment_just_before_the_loop_turned_belongs_to_the_lap_before(stage: Stage) -> None:
    stage.transport.record(BAR, loop=(0, 1920), bars=0)
    stage.run(2.01)
    assert stage.transport.place_at(stage.clock.time - 0.02) == pytest.approx((1910.4, 0))


def test_moment_has_no_place_unless_recording(stage: Stage) -> None:
    stage.transport.play(SCALE)
    assert stage.transport.place_at(stage.clock.time) is None
    stage.transport.record(SCALE)
    stage.transport.stop()
    assert stage.transport.place_at(stage.clock.time) is None


def test_lost_output_does_not_end_a_recording(stage: Stage) -> None:
    stage.transport.record(BAR, bars=0)
    stage.run(1)
    stage.transport.redirect(stage.sink)
    assert stage.transport.place_at(stage.clock.time) == pytest.approx((960, 0))


def test_key_held_by_hand_sounds_on_through_an_edit(stage: Stage) -> None:
    stage.transport.record(SCALE, bars=0)
    stage.transport.thru((0x90, 90, 70))
    stage.transport.replace(BAR)
    assert (0x80, 90, 0) not in stage.sink.messages


def test_seeking_does_not_end_a_recording(stage: Stage) -> None:
    stage.transport.record(BAR, bars=0)
    stage.run(1)
    stage.transport.seek(1920)
    stage.run(0.5)
    assert stage.transport.place_at(stage.clock.time) == pytest.approx((2400, 0))
