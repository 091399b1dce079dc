from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from composer_app.music import reshape
from composer_app.music.key import Key
from composer_app.music.note import Note
from composer_app.music.scale import in_scale
from tests.music.voices_of_notes import KEYS, VOICE

C = Key.parse("C major")


def pitches(notes: list[Note]) -> list[int]:
    return [note.pitch for note in notes]


@given(VOICE, st.integers(0, 10_000))
def test_split_notes_sound_as_long_together(notes: list[Note], tick: int) -> None:
    done = reshape.split(notes, tick)
    assert sum(note.duration for note in done) == sum(note.duration for note in notes)
    assert not any(note.onset < tick < note.end for note in done)


@given(st.builds(Note, st.integers(0, 99), st.integers(2, 999), st.integers(0, 127)), st.integers(1, 999))
def test_join_mends_what_was_split(note: Note, tick: int) -> None:
    assert reshape.joined(reshape.split([note], tick)) == [note]


@given(VOICE)
def test_joined_twice_is_as_once(notes: list[Note]) -> None:
    assert reshape.joined(reshape.joined(notes)) == reshape.joined(notes)


def test_join_bridges_a_rest() -> None:
    assert reshape.joined([Note(0, 100, 60), Note(480, 100, 60)]) == [Note(0, 580, 60)]


def test_join_leaves_notes_apart_that_another_comes_between() -> None:
    tune = [Note(0, 480, 60), Note(480, 480, 62), Note(960, 480, 60)]
    assert reshape.joined(tune) == tune


def test_join_takes_the_common_tones_of_two_chords() -> None:
    chords = [Note(0, 480, 60), Note(0, 480, 64), Note(480, 480, 60), Note(480, 480, 65)]
    assert reshape.joined(chords) == [Note(0, 480, 64), Note(0, 960, 60), Note(480, 480, 65)]


@given(VOICE)
def test_legato_leaves_no_gap_and_no_overlap(notes: list[Note]) -> None:
    onsets = sorted({note.onset for note in notes})
    done = reshape.legato(notes, notes)
    assert all(note.end == onsets[onsets.index(note.onset) + 1] for note in done if note.onset != onsets[-1])


def test_legato_reaches_a_note_that_is_not_chosen() -> None:
    assert reshape.legato([Note(0, 10, 60)], [Note(0, 10, 60), Note(480, 10, 62)]) == [Note(0, 480, 60)]


def test_legato_leaves_the_last_note() -> None:
    assert reshape.legato([Note(0, 10, 60)], [Note(0, 10, 60)]) == [Note(0, 10, 60)]


@given(VOICE)
def test_inverted_twice_is_as_before(notes: list[Note]) -> None:
    assert reshape.inverted(reshape.inverted(notes)) == notes


@given(VOICE, KEYS)
def test_inverted_in_a_key_stays_in_it(notes: list[Note], key: Key) -> None:
    inside = [note for note in notes if in_scale(note.pitch, key)]
    done = reshape.inverted(inside, key)
    assert all(in_scale(note.pitch, key) for note in done)
    assert reshape.inverted(done, key) == inside


def test_inversion_mirrors_steps_of_the_scale() -> None:
    assert pitches(reshape.inverted([Note(0, 1, 60), Note(1, 1, 62), Note(2, 1, 67)], C)) == [67, 65, 60]


def test_inversion_of_a_foreign_note_mirrors_semitones() -> None:
    assert pitches(reshape.inverted([Note(0, 1, 60), Note(1, 1, 61), Note(2, 1, 67)], C)) == [67, 66, 60]


@given(VOICE, st.integers(-7, 7), KEYS)
def test_steps_up_and_down_again_leave_notes_of_the_scale(notes: list[Note], steps: int, key: Key) -> None:
    inside = [note for note in notes if in_scale(note.pitch, key)]
    there = reshape.transposed_in_scale(inside, steps, key)
    assert reshape.transposed_in_scale(there, -steps, key) == inside


def test_without_a_key_steps_are_semitones() -> None:
    assert pitches(reshape.transposed_in_scale([Note(0, 1, 60)], 1, None)) == [61]


def test_without_a_key_chords_stay_whole_at_the_upper_end() -> None:
    assert pitches(reshape.transposed_in_scale([Note(0, 1, 124), Note(0, 1, 127)], 1, None)) == [124, 127]


@given(VOICE, st.integers(0, 400))
def test_scaled_velocities_stay_playable(notes: list[Note], percent: int) -> None:
    assert all(1 <= note.velocity <= 127 for note in reshape.velocity_scaled(notes, percent))


@given(VOICE)
def test_a_hundred_percent_changes_nothing(notes: list[Note]) -> None:
    assert reshape.velocity_scaled(notes, 100) == notes


def test_line_of_velocities_is_level_beyond_its_ends() -> None:
    notes = [Note(tick, 10, 60, 64) for tick in (0, 240, 480, 960)]
    done = reshape.velocity_line(notes, (480, 100), (0, 20))
    assert [note.velocity for note in done] == [20, 60, 100, 100]


def test_line_without_width_sets_what_lies_on_it() -> None:
    assert reshape.velocity_line([Note(0, 10, 60)], (0, 30), (0, 90))[0].velocity == 90


@given(VOICE, st.integers(0, 40), st.integers())
def test_random_velocities_come_back_with_their_seed(notes: list[Note], most: int, seed: int) -> None:
    done = reshape.velocity_varied(notes, most, seed)
    assert done == reshape.velocity_varied(notes, most, seed)
    assert all(abs(new.velocity - old.velocity) <= most for new, old in zip(done, notes, strict=True))
