from __future__ import annotations

from composer_app.methods.two_voice.generation.finish import NewNotes, _between, top_of_chords, with_notes
from composer_app.music.clip import Clip
from composer_app.music.note import Note


def places(notes: tuple[Note, ...]) -> list[tuple[int, int]]:
    return [(note.onset, note.end) for note in notes]


def test_new_note_ends_where_a_kept_one_begins() -> None:
    assert places(_between([Note(0, 480, 60)], [Note(470, 100, 62)])) == [(0, 470)]


def test_new_note_begins_where_a_kept_one_has_ended() -> None:
    assert places(_between([Note(480, 480, 60)], [Note(0, 500, 62)])) == [(500, 960)]


def test_kept_note_that_sounds_on_does_not_swallow_a_new_one() -> None:
    assert places(_between([Note(480, 480, 60)], [Note(0, 1920, 62)])) == [(480, 960)]


def test_new_note_struck_with_a_kept_one_gives_way() -> None:
    assert _between([Note(480, 480, 60)], [Note(480, 100, 62)]) == ()


def test_new_notes_stand_beside_the_kept_ones() -> None:
    frame = Clip((Note(0, 480, 48),), (Note(480, 480, 72),))
    clip = with_notes(frame, NewNotes((Note(480, 480, 50),), (Note(0, 480, 70),)))
    assert [note.pitch for note in clip.notes] == [48, 50, 70, 72]


def test_melody_knows_what_to_stay_above() -> None:
    assert top_of_chords([Clip((Note(0, 480, 48), Note(0, 480, 64))), Clip()]) == 64
    assert top_of_chords([Clip()]) == 0
