from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from composer_app.music.clip import Clip
from composer_app.music.key import Key
from composer_app.music.note import Note
from composer_app.music.scale import step_in_scale
from composer_app.ui.piano_roll import selection
from composer_app.ui.piano_roll.selection import NOTHING

BAR = 1920
CLIP = Clip((Note(0, BAR, 48), Note(0, BAR, 52)), (Note(0, 480, 60), Note(480, 480, 64)), BAR)
FIRST = frozenset([("melody", Note(0, 480, 60))])
NOTES = st.builds(Note, st.integers(0, 9000), st.integers(1, 3000), st.integers(0, 127), st.integers(1, 127))
VOICES = st.lists(NOTES, max_size=6, unique=True).map(tuple)
CLIPS = st.builds(Clip, VOICES, VOICES)


def test_moved_note_takes_the_place_of_the_old_one() -> None:
    assert selection.moved(CLIP, FIRST, 120, 2).clip.melody == (Note(120, 480, 62), Note(480, 480, 64))


@given(CLIPS, st.integers(-20_000, 20_000), st.integers(-200, 200))
def test_moving_everything_keeps_its_shape(clip: Clip, ticks: int, semitones: int) -> None:
    moved = selection.moved(clip, selection.every_note(clip), ticks, semitones).clip
    shifts = {(b.onset - a.onset, b.pitch - a.pitch) for a, b in zip(clip.melody, moved.melody, strict=True)}
    assert len(shifts) <= 1


@given(CLIPS, st.integers(0, 20_000))
def test_moving_there_and_back_is_no_change(clip: Clip, ticks: int) -> None:
    there = selection.moved(clip, selection.every_note(clip), ticks).picked
    assert selection.shifted(there, -ticks) == selection.every_note(clip)


def test_moving_past_the_end_lengthens_the_clip_by_whole_bars() -> None:
    assert selection.moved(CLIP, FIRST, BAR).clip.length == 2 * BAR


def test_equal_notes_of_a_voice_become_one_when_edited() -> None:
    clip = Clip((), (Note(0, 480, 60), Note(0, 480, 60)))
    assert selection.moved(clip, FIRST, 480).clip.melody == (Note(480, 480, 60),)


def test_deleting_keeps_the_length() -> None:
    assert selection.deleted(CLIP, selection.every_note(CLIP)).clip == Clip(length=BAR)


def test_note_of_the_other_voice_is_left_alone() -> None:
    clip = Clip((Note(0, 480, 60),), (Note(0, 480, 60),))
    assert selection.deleted(clip, FIRST).clip.chords == (Note(0, 480, 60),)


@pytest.mark.parametrize(("steps", "pitch"), [(1, 62), (2, 64), (-1, 59), (7, 72)])
def test_scale_steps_stay_in_the_scale(steps: int, pitch: int) -> None:
    assert step_in_scale(60, steps, Key(0)) == pitch


def test_pitch_out_of_the_scale_steps_into_it() -> None:
    assert (step_in_scale(61, 1, Key(0)), step_in_scale(61, -1, Key(0))) == (62, 60)


def test_scale_step_stops_at_the_highest_pitch() -> None:
    assert step_in_scale(127, 3, Key(0)) == 127


def test_without_a_key_scale_steps_are_semitones() -> None:
    assert selection.moved_in_scale(CLIP, FIRST, 1).picked == {("melody", Note(0, 480, 61))}


def test_note_is_not_made_shorter_than_the_shortest() -> None:
    assert selection.lengthened(CLIP, FIRST, -5000, shortest=120).picked == {("melody", Note(0, 120, 60))}


def test_note_that_is_shorter_already_stays_as_it_is() -> None:
    short = frozenset([("melody", Note(0, 20, 60))])
    assert selection.stretched(short, -120, shortest=120) == short


@pytest.mark.parametrize(("by", "velocity"), [(10, 90), (100, 127), (-100, 1)])
def test_velocity_stays_within_midi(by: int, velocity: int) -> None:
    assert selection.velocity_changed(CLIP, FIRST, by).picked == {("melody", Note(0, 480, 60, velocity))}


def test_pasted_notes_begin_where_told() -> None:
    done = selection.pasted(CLIP, selection.every_note(CLIP), BAR)
    assert selection.span(done.picked) == (BAR, 2 * BAR)


def test_duplicate_follows_a_whole_number_of_beats_later() -> None:
    clip = Clip((), (Note(0, 500, 60),), BAR)
    assert selection.duplicated(clip, selection.every_note(clip)).picked == {("melody", Note(960, 500, 60))}


def test_added_notes_are_selected() -> None:
    assert selection.added(CLIP, FIRST).picked == FIRST


def test_nothing_has_no_span() -> None:
    assert selection.span(NOTHING) == (0, 0)
