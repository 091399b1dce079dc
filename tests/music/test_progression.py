from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from composer_app.music.chord import QUALITIES, Chord, name_chord
from composer_app.music.chord_symbol import parse_chord
from composer_app.music.clip import Clip
from composer_app.music.key import Key
from composer_app.music.note import Note
from composer_app.music.progression import as_text, from_text, move_edge, progression, set_chord
from composer_app.music.substitutes import diatonic, substitutes
from composer_app.music.voicing import HIGHEST, LOWEST, voiced

BAR = 1920
CHORDS = st.builds(Chord, st.integers(0, 11), st.sampled_from(list(QUALITIES)), st.integers(0, 11))
PITCHES = st.lists(st.integers(36, 72), max_size=6)


def clip(*symbols: str) -> Clip:
    """A chord a bar, in root position."""
    notes = [
        Note(bar * BAR, BAR, 36 + (chord.root + step), 70)
        for bar, chord in enumerate(map(parse_chord, symbols))
        for step in QUALITIES[chord.quality]
    ]
    return Clip(notes, (), len(symbols) * BAR, key=Key(0))


def names(clip: Clip) -> list[str]:
    return [str(span.chord) for span in progression(clip)]


@given(CHORDS, PITCHES, PITCHES)
def test_voicing_holds_every_tone_over_its_bass(chord: Chord, before: list[int], after: list[int]) -> None:
    pitches = voiced(chord, before, after)
    assert {pitch % 12 for pitch in pitches} == chord.pitch_classes
    assert pitches[0] % 12 == chord.bass
    assert pitches == sorted(set(pitches))
    assert pitches[0] >= LOWEST
    assert pitches[-1] <= HIGHEST + 12


def test_voices_move_by_small_steps() -> None:
    first = voiced(parse_chord("C"))
    second = voiced(parse_chord("F"), first)
    assert all(min(abs(a - b) for b in first[1:]) <= 2 for a in second[1:])


def test_chord_typed_takes_the_place_of_the_one_there() -> None:
    changed = set_chord(clip("C", "F", "G", "C"), BAR, 2 * BAR, parse_chord("Dm7/A"))
    assert names(changed) == ["C", "Dm7/A", "G", "C"]
    assert [note for note in changed.chords if note.onset != BAR] == [
        note for note in clip("C", "F", "G", "C").chords if note.onset != BAR
    ]


@given(st.sampled_from(sorted(QUALITIES)), st.integers(0, 11))
def test_every_chord_in_root_position_is_shown_as_it_was_typed(quality: str, root: int) -> None:
    chord = Chord(root, quality, root)
    changed = set_chord(clip("C", "F", "G", "C"), BAR, 2 * BAR, chord)
    assert name_chord(note.pitch for note in changed.chords if note.onset == BAR) == chord


def test_chord_is_written_into_an_empty_span_and_taken_out() -> None:
    empty = Clip(length=2 * BAR)
    written = set_chord(empty, 0, BAR, parse_chord("Am"))
    assert names(written) == ["Am", "None"]
    assert set_chord(written, 0, BAR, None).chords == ()


def test_rhythm_of_the_chord_stays() -> None:
    struck = Clip([Note(beat * 480, 240, pitch) for beat in range(4) for pitch in (48, 52, 55)], (), BAR)
    changed = set_chord(struck, 0, BAR, parse_chord("Dm7"))
    assert {(note.onset, note.duration) for note in changed.chords} == {(beat * 480, 240) for beat in range(4)}


def test_broken_chord_stays_broken() -> None:
    broken = Clip([Note(place * 480, 480, pitch) for place, pitch in enumerate((48, 52, 55, 60))], (), BAR)
    changed = set_chord(broken, 0, BAR, parse_chord("Am"))
    assert [note.onset for note in changed.chords] == [0, 480, 960, 1440]
    assert {note.pitch % 12 for note in changed.chords} == {9, 0, 4}


def test_note_held_through_the_span_ends_at_it_and_goes_on_after_it() -> None:
    held = clip("C", "F", "G").with_parts(chords=[Note(0, 3 * BAR, 36), *clip("C", "F", "G").chords])
    changed = set_chord(held, BAR, 2 * BAR, parse_chord("Dm"))
    assert Note(0, BAR, 36) in changed.chords
    assert Note(2 * BAR, BAR, 36) in changed.chords


def test_chord_stays_below_the_melody() -> None:
    sung = clip("C", "F").with_parts(melody=[Note(BAR, BAR, 57)])
    changed = set_chord(sung, BAR, 2 * BAR, parse_chord("Bb"))
    assert max(note.pitch for note in changed.chords if note.onset == BAR) < 57


def test_edge_moves_the_change_of_chord() -> None:
    moved = move_edge(clip("C", "F", "G"), BAR, BAR + 480)
    assert [(span.onset, str(span.chord)) for span in progression(moved)] == [(0, "C"), (2400, "F"), (3840, "G")]
    assert move_edge(moved, BAR + 480, BAR) == clip("C", "F", "G")


@given(st.integers(-BAR, 4 * BAR))
def test_edge_is_held_between_its_neighbours_and_loses_no_chord(to: int) -> None:
    assert move_edge(clip("C", "F", "G"), BAR, to).length == 3 * BAR
    assert [span.onset for span in progression(clip("C", "F", "G"))] == [0, BAR, 2 * BAR]


def test_edge_where_no_chord_changes_moves_nothing() -> None:
    assert move_edge(clip("C", "F"), 700, 900) == clip("C", "F")


def test_progression_is_copied_as_text_and_pasted() -> None:
    copied = as_text(clip("Dm7", "G7", "C", "C"))
    assert copied == "| Dm7 | G7 | C | C |"
    assert as_text(from_text(Clip(), copied)) == copied
    assert as_text(from_text(Clip(), "| C Am | % | F G |")) == "| C Am | C Am | F G |"


def test_text_that_is_no_progression_is_refused() -> None:
    for text in ("", "| |", "| C | hello |"):
        with pytest.raises(ValueError, match="write"):
            from_text(Clip(), text)


def test_substitutes_hold_the_usual_ones() -> None:
    found = {str(each.chord): each.reason for each in substitutes(parse_chord("G7"), Key(0), parse_chord("C"))}
    assert found["C#7"] == "tritone substitute"
    found = {str(each.chord): each.reason for each in substitutes(parse_chord("F"), Key(0), parse_chord("Am"))}
    assert (found["Dm"], found["Fm"], found["E7"]) == ("relative", "borrowed", "dominant of Am")


@given(CHORDS, st.none() | st.builds(Key, st.integers(0, 11), st.booleans()), st.none() | CHORDS)
def test_no_substitute_comes_twice_or_is_the_chord_itself(chord: Chord, key: Key | None, after: Chord | None) -> None:
    found = [each.chord for each in substitutes(chord, key, after)]
    assert len(set(found)) == len(found)
    assert chord not in found


def test_diatonic_chords_of_a_minor_key() -> None:
    assert [chord.name() for chord in diatonic(Key(9, True))] == ["Am", "Bdim", "C", "Dm", "Em", "F", "G"]
    assert [chord.name() for chord in diatonic(Key(0), seventh=True)][4:] == ["G7", "Am7", "Bm7b5"]
