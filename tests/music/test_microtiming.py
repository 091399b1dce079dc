from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from composer_app.formats.clip_json import clip_from_json, clip_to_json
from composer_app.music.clip import Clip
from composer_app.music.microtiming import as_played, drawn_to_grid
from composer_app.music.note import Note
from composer_app.music.performance import PlayedNote, written

PLAYED = Note(493, 219, 60, 71)
notes = st.builds(Note, st.integers(0, 9600), st.integers(1, 2000), st.integers(0, 127), st.integers(1, 127))
steps = st.sampled_from([0, 60, 80, 120, 160, 240, 480])


def test_note_is_drawn_onto_the_grid() -> None:
    assert (drawn_to_grid(PLAYED, 120).onset, drawn_to_grid(PLAYED, 120).duration) == (480, 240)


def test_half_the_strength_goes_half_the_way() -> None:
    assert drawn_to_grid(PLAYED, 120, 0.5).onset in (486, 487)


def test_note_lasts_a_step_at_least() -> None:
    assert drawn_to_grid(Note(0, 20, 60), 240).duration == 240


@given(notes, steps, st.floats(0, 1))
def test_how_it_was_played_comes_back(note: Note, step: int, strength: float) -> None:
    assert as_played(drawn_to_grid(note, step, strength)) == note


@given(notes, steps, st.floats(0, 1), st.floats(0, 1))
def test_strength_is_changed_as_if_it_were_the_first(note: Note, step: int, first: float, then: float) -> None:
    assert drawn_to_grid(drawn_to_grid(note, step, first), step, then) == drawn_to_grid(note, step, then)


def test_feel_is_kept_on_disk() -> None:
    clip = Clip(melody=(drawn_to_grid(PLAYED, 120), Note(960, 240, 62)))
    assert clip_from_json(clip_to_json(clip)) == clip


def test_note_struck_before_the_start_begins_there_and_keeps_its_feel() -> None:
    [note] = written([PlayedNote(-12.0, 480.0, 60, 80)], 120)
    assert (note.onset, note.duration, note.late) == (0, 480, -12)


def test_without_a_grid_notes_are_written_as_played() -> None:
    assert written([PlayedNote(493.4, 219.0, 60, 71)]) == [PLAYED]
