from __future__ import annotations

from composer_app.music.performance import PlayedNote
from composer_app.playback.protocol import Received
from composer_app.playback.take import played_notes, recorded_notes

DOWN, UP = (0xB0, 64, 127), (0xB0, 64, 0)


def on(pitch: int, velocity: int = 80) -> tuple[int, int, int]:
    return 0x90, pitch, velocity


def off(pitch: int) -> tuple[int, int, int]:
    return 0x80, pitch, 0


def test_strike_and_release_are_a_note() -> None:
    assert played_notes([(1.0, on(60, 33)), (1.5, off(60))], 9) == [PlayedNote(1.0, 0.5, 60, 33)]


def test_key_still_down_sounds_to_the_end() -> None:
    assert played_notes([(1.0, on(60))], 3.0) == [PlayedNote(1.0, 2.0, 60, 80)]


def test_key_struck_again_without_release_begins_another_note() -> None:
    assert [n.duration for n in played_notes([(0, on(60)), (1, on(60)), (3, off(60))], 9)] == [1, 2]


def test_pedal_holds_a_note_until_it_is_lifted() -> None:
    assert played_notes([(0, on(60)), (0.1, DOWN), (0.5, off(60)), (2, UP)], 9) == [PlayedNote(0, 2, 60, 80)]


def test_key_held_when_the_pedal_is_lifted_sounds_on() -> None:
    assert played_notes([(0, DOWN), (0.1, on(60)), (1, UP), (2.1, off(60))], 9)[0].duration == 2


def test_release_without_strike_is_no_note() -> None:
    assert played_notes([(0, off(60))], 9) == []


def received(tick: float, lap: int, message: tuple[int, int, int]) -> Received:
    return Received("Keys", 0.0, message, tick, lap)


def test_laps_of_a_loop_lie_over_each_other() -> None:
    laps = [received(0, 0, on(60)), received(480, 0, off(60)), received(960, 1, on(64)), received(1440, 1, off(64))]
    assert [(n.onset, n.pitch) for n in recorded_notes(laps, 3840, (0, 1920))] == [(0, 60), (960, 64)]


def test_note_held_over_the_turn_of_a_loop_is_cut_there() -> None:
    [note] = recorded_notes([received(1800, 0, on(60)), received(300, 1, off(60))], 3840, (0, 1920))
    assert (note.onset, note.duration) == (1800, 120)


def test_messages_without_a_place_were_not_recorded() -> None:
    assert recorded_notes([Received("Keys", 0.0, on(60), None, 0)], 100) == []
