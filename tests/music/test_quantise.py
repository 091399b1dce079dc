from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from composer_app.music.meter import Meter, MeterChange, Tempo, Timeline
from composer_app.music.microtiming import as_played
from composer_app.music.note import Note
from composer_app.music.quantise import GridLines, Quantise, quantised
from tests.music.voices_of_notes import VOICE

PLAIN = Timeline()
WALTZ_FROM_BAR_2 = Timeline((Tempo(0, 120),), (MeterChange(0, Meter()), MeterChange(1920, Meter(3, 4))))
GRIDS = st.sampled_from((60, 120, 160, 240, 480, 720))
SWINGS = st.integers(50, 75)


@given(VOICE, GRIDS, SWINGS)
def test_quantised_twice_is_as_once(notes: list[Note], grid: int, swing: int) -> None:
    how = Quantise(grid, swing=swing)
    once = quantised(notes, how, WALTZ_FROM_BAR_2)
    assert quantised(once, how, WALTZ_FROM_BAR_2) == once


@given(VOICE, GRIDS, SWINGS)
def test_without_strength_nothing_changes(notes: list[Note], grid: int, swing: int) -> None:
    assert quantised(notes, Quantise(grid, 0, swing, lengths=True), PLAIN) == notes


@given(VOICE, GRIDS)
def test_no_onset_goes_farther_than_half_a_step(notes: list[Note], grid: int) -> None:
    assert all(abs(GridLines(Quantise(grid), PLAIN).nearest(note.onset) - note.onset) <= grid / 2 for note in notes)


@given(st.integers(0, 8000), GRIDS, SWINGS)
def test_the_line_found_is_the_nearest(tick: int, grid: int, swing: int) -> None:
    grid_lines = GridLines(Quantise(grid, swing=swing), WALTZ_FROM_BAR_2)
    lines = {grid_lines.nearest(near) for near in range(max(0, tick - grid), tick + grid)}
    assert abs(grid_lines.nearest(tick) - tick) == min(abs(line - tick) for line in lines)


@given(VOICE, GRIDS, st.integers(0, 100), st.booleans())
def test_pitches_and_velocities_stay(notes: list[Note], grid: int, strength: int, lengths: bool) -> None:
    done = quantised(notes, Quantise(grid, strength, lengths=lengths), PLAIN)
    assert {(note.pitch, note.velocity) for note in done} <= {(note.pitch, note.velocity) for note in notes}


@given(VOICE, GRIDS)
def test_with_lengths_every_note_ends_on_a_line(notes: list[Note], grid: int) -> None:
    how = Quantise(grid, lengths=True)
    assert all(GridLines(how, PLAIN).nearest(note.end) == note.end for note in quantised(notes, how, PLAIN))


def test_half_the_strength_goes_half_the_way() -> None:
    assert quantised([Note(40, 100, 60)], Quantise(120, 50), PLAIN) == [Note(20, 100, 60)]


@pytest.mark.parametrize(("swing", "onset"), [(50, 120), (66, 158), (75, 180)])
def test_swing_delays_every_second_step(swing: int, onset: int) -> None:
    assert quantised([Note(121, 100, 60)], Quantise(120, swing=swing), PLAIN) == [Note(onset, 100, 60)]


def test_swing_leaves_the_first_of_a_pair() -> None:
    assert quantised([Note(241, 100, 60)], Quantise(120, swing=66), PLAIN) == [Note(240, 100, 60)]


def test_swing_counts_pairs_from_the_bar_line() -> None:
    waltz = Timeline.plain(meter=Meter(3, 4))
    assert quantised([Note(1445, 100, 60)], Quantise(480, swing=66), waltz) == [Note(1440, 100, 60)]


def test_a_length_is_quantised_to_one_step_at_least() -> None:
    assert quantised([Note(10, 20, 60)], Quantise(120, lengths=True), PLAIN) == [Note(0, 120, 60)]


def test_a_note_drawn_into_the_one_before_shortens_it() -> None:
    notes = [Note(0, 200, 60), Note(210, 100, 60)]
    assert quantised(notes, Quantise(480), PLAIN)[0].onset == 0
    assert quantised(notes, Quantise(120), PLAIN) == [Note(0, 200, 60), Note(240, 100, 60)]
    assert quantised([Note(0, 290, 60), Note(290, 100, 60)], Quantise(240), PLAIN)[0] == Note(0, 240, 60)


@pytest.mark.parametrize("wrong", [{"grid": 0}, {"grid": 120, "strength": 101}, {"grid": 120, "swing": 40}])
def test_nonsense_is_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="not possible"):
        Quantise(**wrong)


RECORDED = Note(480, 240, 60, late=13, longer=-21)


def test_recorded_note_is_quantised_from_where_it_was_played() -> None:
    [half] = quantised([RECORDED], Quantise(240, strength=50), Timeline())
    assert (half.onset, half.onset + half.late) == (487, 493)


def test_feel_of_a_recorded_note_comes_back_at_no_strength() -> None:
    [back] = quantised([RECORDED], Quantise(240, strength=0, lengths=True), Timeline())
    assert (back.onset, back.duration) == (493, 219)


def test_ends_of_a_recorded_note_stay_where_only_onsets_are_quantised() -> None:
    [moved] = quantised([RECORDED], Quantise(240), Timeline())
    assert (moved.onset, moved.duration, as_played(moved)) == (480, 240, as_played(RECORDED))
