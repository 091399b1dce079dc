from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from composer_app.music.chord import QUALITIES, Chord
from composer_app.music.chord_symbol import is_silence, parse_chord
from composer_app.music.key import Key

CHORDS = st.builds(Chord, st.integers(0, 11), st.sampled_from(list(QUALITIES)), st.integers(0, 11))
KEYS = st.none() | st.builds(Key, st.integers(0, 11), st.booleans())


@given(CHORDS, KEYS)
def test_what_is_shown_reads_back_as_the_same_chord(chord: Chord, key: Key | None) -> None:
    assert parse_chord(chord.name_in(key)) == chord
    assert parse_chord(chord.name(flats=True)) == chord


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Dm7/A", "Dm7/A"), ("dm7", "Dm7"), ("Bb7#9", "Bb7#9"), ("F#m7b5", "F#m7b5"), ("f#m7(b5)", "F#m7b5"),
        ("Gsus", "Gsus4"), ("G7sus", "G7sus4"), ("Cmaj7", "Cmaj7"), ("CM7", "Cmaj7"), ("CΔ", "Cmaj7"),
        ("C major 7", "Cmaj7"), ("A-7", "Am7"), ("Amin7", "Am7"), ("Ami7", "Am7"), ("Bø7", "Bm7b5"), ("B°7", "Bdim7"),
        ("C+", "Caug"), ("C+7", "C7#5"), ("C6/9", "C69"), ("C69/E", "C69/E"), ("Cadd2", "Cadd9"), ("Cadd9", "Cadd9"),
        ("AmM7", "AmMaj7"), ("AmMaj7", "AmMaj7"), ("Am(maj7)", "AmMaj7"), ("E♭maj7", "Ebmaj7"), ("F♯m", "F#m"),
        ("C/E", "C/E"), ("Cb", "B"), ("Fdim7", "Fdim7"), ("Am(add9)", "Am(add9)"), ("CM", "C"), ("G13b9", "G13b9"),
    ],
)  # fmt: skip
def test_symbols_are_read_as_composers_type_them(typed: str, shown: str) -> None:
    assert parse_chord(typed).name(flats="b" in shown[1:2]) == shown


@pytest.mark.parametrize("text", ["H7", "", "Cx", "C//E", "/E", "C/H", "7", "Cmaj77", "Dm7/A/B"])
def test_anything_else_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(ValueError, match="is no chord that Inkling knows; write it as"):
        parse_chord(text)


@given(st.text(max_size=12))
def test_any_text_is_a_chord_or_refused(text: str) -> None:
    with contextlib.suppress(ValueError):
        assert isinstance(parse_chord(text), Chord)


def test_no_chord_is_written_in_several_ways() -> None:
    assert all(map(is_silence, ("", "N.C.", "nc", " - ")))
    assert not is_silence("C")
