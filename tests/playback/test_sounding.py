from __future__ import annotations

from composer_app.playback.schedule import note_off, note_on
from composer_app.playback.sounding import Sounding
from tests.playback.recording import Clock, Recorder, still_sounding


def test_release_ends_notes_then_sends_the_three_controls_on_each_used_channel() -> None:
    sink = Recorder(Clock())
    sounding = Sounding(sink)
    sounding.send(note_on(1, 48, 80))
    sounding.release()
    assert sink.messages == [(0x91, 48, 80), (0x81, 48, 0), (0xB1, 64, 0), (0xB1, 123, 0), (0xB1, 120, 0)]


def test_release_twice_sends_nothing_the_second_time() -> None:
    sink = Recorder(Clock())
    sounding = Sounding(sink)
    sounding.send(note_on(0, 60, 80))
    sounding.release()
    count = len(sink.messages)
    sounding.release()
    assert len(sink.messages) == count


def test_sounding_note_is_released_before_it_is_struck_again() -> None:
    sink = Recorder(Clock())
    sounding = Sounding(sink)
    for _ in range(2):
        sounding.send(note_on(0, 60, 80))
    assert sink.messages == [(0x90, 60, 80), (0x80, 60, 0), (0x90, 60, 80)]


def test_release_of_a_silent_note_is_not_sent() -> None:
    sink = Recorder(Clock())
    Sounding(sink).send(note_off(0, 60))
    assert sink.messages == []


def test_redirect_leaves_the_old_sink_silent() -> None:
    old, new = Recorder(Clock()), Recorder(Clock())
    sounding = Sounding(old)
    sounding.send(note_on(0, 60, 80))
    sounding.redirect(new)
    sounding.send(note_on(0, 62, 80))
    assert not still_sounding(old.messages)
    assert new.messages == [(0x90, 62, 80)]


def test_panic_reaches_all_sixteen_channels() -> None:
    sink = Recorder(Clock())
    Sounding(sink).panic()
    assert {(status & 15) for status, number, _ in sink.messages if number == 120 and status & 0xF0 == 0xB0} == set(
        range(16)
    )
