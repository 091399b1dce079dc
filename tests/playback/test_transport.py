from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from composer_app.music.accompaniment.styles import Style
from composer_app.music.clip import Clip
from composer_app.music.note import Note
from composer_app.playback.transport import TAIL, Transport
from tests.playback.recording import Clock, Recorder, still_sounding

CONTROLS = [64, 123, 120]
SCALE = Clip(melody=tuple(Note(i * 480, 480, 60 + i) for i in range(8)))
PAD = Clip(chords=(Note(0, 3840, 48),))


class Stage:
    """A transport on a clock that the test moves; 480 ticks are half a second."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.sink = Recorder(self.clock)
        self.transport = Transport(self.sink, self.clock)
        self.start = self.clock.time

    def run(self, seconds: float) -> None:
        """Let time pass as the player process does: waiting for as long as `advance` says."""
        until = self.clock.time + seconds
        while (wait := self.transport.advance()) is not None and self.clock.time + wait <= until:
            self.clock.time += wait
        self.clock.time = until
        self.transport.advance()

    @property
    def strikes(self) -> list[tuple[float, int]]:
        return [(round(at - self.start, 4), m[1]) for at, m in self.sink.sent if m[0] & 0xF0 == 0x90]

    @property
    def silent(self) -> bool:
        """Nothing sounds, and the last words were the three controls."""
        last = [m[1] for m in self.sink.messages[-3:]]
        return not still_sounding(self.sink.messages) and last == CONTROLS


@pytest.fixture
def stage() -> Stage:
    return Stage()


def test_first_note_is_sent_by_play_itself(stage: Stage) -> None:
    stage.transport.play(SCALE)
    assert stage.sink.messages == [(0x90, 60, 80)]


def test_notes_are_sent_when_they_are_due(stage: Stage) -> None:
    stage.transport.play(SCALE)
    stage.run(1.6)
    assert stage.strikes == [(0.0, 60), (0.5, 61), (1.0, 62), (1.5, 63)]


def test_end_of_the_clip_is_counted_once_and_leaves_silence(stage: Stage) -> None:
    stage.transport.play(SCALE)
    stage.run(4.0)
    assert (stage.transport.ended, stage.transport.playing, stage.transport.tick) == (1, False, 3840)
    stage.run(TAIL + 0.1)
    assert stage.silent
    assert stage.transport.ended == 1


def test_last_notes_may_die_away_before_the_sound_is_cut(stage: Stage) -> None:
    stage.transport.play(SCALE)
    stage.run(4.0 + TAIL / 2)
    assert stage.sink.messages[-1] == (0x80, 67, 0)


def test_stop_releases_and_keeps_the_position(stage: Stage) -> None:
    stage.transport.play(PAD)
    stage.run(1.0)
    stage.transport.stop()
    assert stage.silent
    assert stage.transport.tick == pytest.approx(960)


def test_seek_releases_and_plays_on_from_there(stage: Stage) -> None:
    stage.transport.play(SCALE)
    stage.run(0.1)
    stage.transport.seek(1920)
    stage.run(0.6)
    assert stage.strikes == [(0.0, 60), (0.1, 64), (0.6, 65)]


def test_seek_while_stopped_only_moves_the_position(stage: Stage) -> None:
    stage.transport.seek(960)
    assert (stage.transport.tick, stage.transport.playing, stage.sink.sent) == (960, False, [])


def test_loop_goes_round_on_the_beat(stage: Stage) -> None:
    stage.transport.play(SCALE, 0, (0, 960))
    stage.run(2.6)
    assert stage.strikes == [(0.0, 60), (0.5, 61), (1.0, 60), (1.5, 61), (2.0, 60), (2.5, 61)]


def test_loop_may_start_after_the_music_does(stage: Stage) -> None:
    stage.transport.play(SCALE, 0, (480, 960))
    stage.run(1.6)
    assert stage.strikes == [(0.0, 60), (0.5, 61), (1.0, 61), (1.5, 61)]


def test_loop_longer_than_the_clip_waits_for_its_end(stage: Stage) -> None:
    stage.transport.play(Clip(melody=(Note(0, 480, 60),)), 0, (0, 1920))
    stage.run(2.1)
    assert stage.strikes == [(0.0, 60), (2.0, 60)]


def test_loop_set_while_a_note_sounds_cuts_it_at_the_loop_end(stage: Stage) -> None:
    stage.transport.play(PAD)
    stage.run(0.5)
    stage.transport.set_loop((0, 960))
    stage.run(0.6)
    assert stage.strikes == [(0.0, 48), (1.0, 48)]


def test_loop_that_ends_before_the_music_takes_it_back(stage: Stage) -> None:
    stage.transport.play(SCALE)
    stage.run(1.2)
    stage.transport.set_loop((0, 960))
    assert stage.transport.tick == 0


def test_loop_taken_away_lets_the_music_go_on(stage: Stage) -> None:
    stage.transport.play(SCALE, 0, (0, 960))
    stage.run(1.2)
    stage.transport.set_loop(None)
    stage.run(1.0)
    assert stage.strikes[-2:] == [(1.5, 61), (2.0, 62)]


def test_loop_of_no_length_is_no_loop(stage: Stage) -> None:
    stage.transport.play(SCALE, 0, (480, 480))
    stage.run(4.1)
    assert stage.transport.ended == 1


def test_edited_clip_takes_over_where_the_music_is(stage: Stage) -> None:
    stage.transport.play(SCALE)
    stage.run(0.75)
    stage.transport.replace(Clip(melody=tuple(Note(i * 480, 480, 72 + i) for i in range(8))))
    stage.run(0.5)
    assert stage.strikes == [(0.0, 60), (0.5, 61), (1.0, 74)]
    assert still_sounding(stage.sink.messages) == {(0, 74)}


def test_redirected_music_goes_on_in_the_other_sink(stage: Stage) -> None:
    other = Recorder(stage.clock)
    stage.transport.play(SCALE)
    stage.run(0.25)
    stage.transport.redirect(other)
    assert stage.silent
    stage.run(0.5)
    assert [m[1] for m in other.messages if m[0] == 0x90] == [61]


def test_preview_sounds_for_a_moment_beside_the_music(stage: Stage) -> None:
    stage.transport.play(PAD)
    stage.transport.preview(0, 72)
    stage.run(0.2)
    assert still_sounding(stage.sink.messages) == {(1, 48), (0, 72)}
    stage.run(0.3)
    assert still_sounding(stage.sink.messages) == {(1, 48)}


def test_preview_struck_again_sounds_its_full_length(stage: Stage) -> None:
    stage.transport.preview(0, 72, seconds=0.4)
    stage.run(0.3)
    stage.transport.preview(0, 72, seconds=0.4)
    stage.run(0.3)
    assert still_sounding(stage.sink.messages) == {(0, 72)}
    stage.run(0.2)
    assert not still_sounding(stage.sink.messages)


def test_machine_that_slept_goes_on_from_where_it_was(stage: Stage) -> None:
    stage.transport.play(SCALE)
    stage.clock.time += 2.0
    stage.run(0.1)
    assert stage.strikes == [(0.0, 60), (2.0, 61)]


def test_close_leaves_nothing_sounding(stage: Stage) -> None:
    stage.transport.play(PAD)
    stage.transport.preview(0, 72)
    stage.transport.close()
    assert stage.silent


def test_empty_clip_ends_at_once(stage: Stage) -> None:
    stage.transport.play(Clip())
    stage.run(0.1)
    assert stage.transport.ended == 1


ACTS = st.lists(
    st.tuples(st.sampled_from(["play", "stop", "seek", "loop", "replace", "preview", "wait"]), st.integers(0, 3840)),
    max_size=12,
)


@settings(max_examples=150)
@given(ACTS)
def test_whatever_is_done_closing_leaves_silence(acts: list[tuple[str, int]]) -> None:
    stage = Stage()
    song = Clip(chords=(Note(0, 1920, 48), Note(1920, 1920, 48)), melody=SCALE.melody)
    do = {
        "play": lambda n: stage.transport.play(song, n, (0, n) if n % 2 else None),
        "stop": lambda _: stage.transport.stop(),
        "seek": stage.transport.seek,
        "loop": lambda n: stage.transport.set_loop((n // 2, n)),
        "replace": lambda n: stage.transport.replace(SCALE if n % 2 else PAD),
        "preview": lambda n: stage.transport.preview(0, n % 128),
        "wait": lambda n: stage.run(n / 1000),
    }
    for act, number in acts:
        do[act](number)
        stage.run(0.01)
    stage.transport.close()
    assert not still_sounding(stage.sink.messages)


HARMONY = Clip(chords=tuple(Note(bar * 1920, 1920, pitch) for bar in range(2) for pitch in (48, 52, 55)))


def test_chords_are_played_in_the_style_that_was_chosen(stage: Stage) -> None:
    stage.transport.set_accompaniment("broken")
    stage.transport.play(HARMONY)
    stage.run(0.9)
    assert stage.strikes == [(0.0, 48), (0.25, 55), (0.5, 52), (0.75, 55)]


def test_another_style_takes_effect_while_it_plays(stage: Stage) -> None:
    stage.transport.play(HARMONY)
    stage.run(0.3)
    stage.transport.set_accompaniment("broken")
    stage.run(0.6)
    assert stage.strikes[3:] == [(0.5, 52), (0.75, 55)]


@pytest.mark.parametrize("styles", [("block", "stride", "arpeggio"), ("arpeggio", "block", "piano")])
def test_no_note_hangs_when_the_style_changes(stage: Stage, styles: tuple[Style, ...]) -> None:
    stage.transport.play(HARMONY)
    for style in styles:
        stage.transport.set_accompaniment(style)
        stage.run(0.6)
    stage.run(4)
    assert stage.silent


def test_edited_clip_is_played_in_the_style_too(stage: Stage) -> None:
    stage.transport.set_accompaniment("broken")
    stage.transport.play(HARMONY)
    stage.run(0.3)
    stage.transport.replace(Clip(chords=(*HARMONY.chords, Note(3840, 480, 48))))
    stage.run(0.6)
    assert stage.strikes[2:] == [(0.5, 52), (0.75, 55)]
