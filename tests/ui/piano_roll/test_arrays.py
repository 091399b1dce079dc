from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from composer_app.music.note import Note
from composer_app.ui.piano_roll.arrays import NoteArrays

NOTES = st.lists(
    st.builds(Note, st.integers(0, 5000), st.integers(1, 3000), st.integers(40, 80), st.integers(1, 127)), max_size=40
).map(sorted)


@given(NOTES, st.integers(0, 5000), st.integers(1, 2000))
def test_sounding_notes_are_those_that_overlap_the_span(notes: list[Note], first: int, width: int) -> None:
    found = NoteArrays(notes).sounding(first, first + width, 50, 60)
    wanted = [n for n in notes if n.onset < first + width and n.end > first and 50 <= n.pitch <= 60]
    assert [notes[index] for index in found.tolist()] == wanted


@given(NOTES)
def test_indices_find_every_note(notes: list[Note]) -> None:
    assert set(NoteArrays(notes).indices(notes).tolist()) == set(range(len(notes)))


def test_long_note_is_found_behind_many_short_ones() -> None:
    notes = [Note(0, 100_000, 40), *(Note(tick, 10, 60) for tick in range(10, 5000, 10))]
    assert NoteArrays(notes).sounding(90_000, 91_000).tolist() == [0]


def test_no_notes_make_empty_columns() -> None:
    assert len(NoteArrays([]).sounding(0, 1000)) == 0


def test_note_that_is_not_there_has_no_index() -> None:
    assert len(NoteArrays([Note(0, 10, 60)]).indices([Note(0, 10, 61)])) == 0
