from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from composer_app.music.clip import Clip
from composer_app.music.meter import Tempo, Timeline
from composer_app.music.note import Note
from composer_app.playback.schedule import schedule
from tests.playback.recording import still_sounding

notes = st.lists(
    st.builds(Note, st.integers(0, 4000), st.integers(1, 2000), st.integers(58, 64), st.integers(1, 127)), max_size=20
)


def messages(clip: Clip, start: int = 0, end: int | None = None) -> list[tuple[int, tuple[int, int, int]]]:
    return [(timed.tick, timed.message) for timed in schedule(clip, start, end)]


def test_melody_plays_on_channel_one_and_chords_on_channel_two() -> None:
    clip = Clip(chords=(Note(0, 480, 48, 60),), melody=(Note(0, 240, 72, 90),))
    assert messages(clip) == [(0, (0x90, 72, 90)), (0, (0x91, 48, 60)), (240, (0x80, 72, 0)), (480, (0x81, 48, 0))]


def test_repeated_pitch_is_released_before_it_is_struck_again() -> None:
    clip = Clip(melody=(Note(0, 480, 60), Note(480, 480, 60)))
    assert messages(clip)[1:3] == [(480, (0x80, 60, 0)), (480, (0x90, 60, 80))]


def test_note_that_sounds_into_the_next_of_its_pitch_ends_there() -> None:
    clip = Clip(melody=(Note(0, 960, 60), Note(480, 960, 60)))
    assert messages(clip) == [(0, (0x90, 60, 80)), (480, (0x80, 60, 0)), (480, (0x90, 60, 80)), (1440, (0x80, 60, 0))]


def test_two_notes_of_one_pitch_and_onset_are_one_the_longer() -> None:
    clip = Clip(chords=(Note(0, 240, 60), Note(0, 480, 60)))
    assert messages(clip) == [(0, (0x91, 60, 80)), (480, (0x81, 60, 0))]


@given(notes, notes, st.integers(0, 5000), st.integers(0, 6000))
def test_every_strike_has_its_release_within_the_range(
    chords: list[Note], melody: list[Note], start: int, end: int
) -> None:
    found = messages(Clip(chords=tuple(chords), melody=tuple(melody)), start, end)
    assert still_sounding([message for _, message in found]) == set()
    assert all(start <= tick <= end for tick, _ in found)
    assert found == sorted(found, key=lambda one: one[0])


@given(notes)
def test_no_pitch_is_struck_while_it_sounds(melody: list[Note]) -> None:
    sounding: set[int] = set()
    for _, (status, pitch, _velocity) in messages(Clip(melody=tuple(melody))):
        assert (pitch in sounding) == (status == 0x80)
        sounding ^= {pitch}


def test_chord_that_sounds_at_the_start_is_struck_again_there() -> None:
    clip = Clip(chords=(Note(0, 1920, 48),))
    assert messages(clip, 960) == [(960, (0x91, 48, 80)), (1920, (0x81, 48, 0))]


def test_chord_that_is_nearly_over_at_the_start_is_left_out() -> None:
    assert messages(Clip(chords=(Note(0, 1000, 48),)), 960) == []


def test_melody_note_that_sounds_at_the_start_is_left_out() -> None:
    assert messages(Clip(melody=(Note(0, 1920, 72),)), 960) == []


def test_what_sounds_at_the_end_is_released_there() -> None:
    assert messages(Clip(chords=(Note(0, 1920, 48),)), 0, 960)[-1] == (960, (0x81, 48, 0))


def test_times_follow_the_tempo_changes() -> None:
    timeline = Timeline(tempos=(Tempo(0, 120.0), Tempo(960, 60.0)))
    clip = Clip(melody=(Note(480, 480, 60), Note(1440, 480, 62)), timeline=timeline)
    assert [timed.seconds for timed in schedule(clip)] == [0.5, 1.0, 2.0, 3.0]
