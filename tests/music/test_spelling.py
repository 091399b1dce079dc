from __future__ import annotations

import pytest

from composer_app.formats.musicxml.note import Accidentals
from composer_app.music.chord import QUALITIES, Chord
from composer_app.music.key import Key
from composer_app.music.spelling import Spelled, fifths_of, spell

PLAIN = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}


def name(pitch: int, key: Key | None, chord: Chord | None = None) -> str:
    return str(spell(pitch, key, chord))


@pytest.mark.parametrize(
    ("key", "names"),
    [
        (None, "C4 C#4 D4 Eb4 E4 F4 F#4 G4 Ab4 A4 Bb4 B4"),
        (Key(9, True), "C4 C#4 D4 Eb4 E4 F4 F#4 G4 G#4 A4 Bb4 B4"),
        (Key(4), "C4 C#4 D4 D#4 E4 E#4 F#4 G4 G#4 A4 A#4 B4"),
        (Key(8), "C4 Db4 D4 Eb4 Fb4 F4 Gb4 G4 Ab4 A4 Bb4 Cb5"),
    ],
)
def test_key_spells_its_pitches(key: Key | None, names: str) -> None:
    assert [name(pitch, key) for pitch in range(60, 72)] == names.split()


@pytest.mark.parametrize(
    ("pitch", "chord", "spelled"),
    [
        (68, Chord(4, "7", 4), "G#4"),
        (63, Chord(11, "7", 11), "D#4"),
        (63, Chord(0, "m", 0), "Eb4"),
        (66, Chord(0, "dim", 0), "Gb4"),
        (68, Chord(0, "aug", 0), "G#4"),
        (59, Chord(1, "7", 1), "B3"),
        (70, Chord(0, "7", 10), "Bb4"),
    ],
)
def test_chord_spells_its_tones(pitch: int, chord: Chord, spelled: str) -> None:
    assert name(pitch, Key(0), chord) == spelled


@pytest.mark.parametrize(
    ("key", "chord", "spelled"),
    [
        ("D major", Chord(5, "dim7", 5), "F4 Ab4 B4 D5"),
        ("Db major", Chord(5, "dim", 5), "F4 Ab4 Cb5"),
        ("C major", Chord(5, "dim7", 5), "F4 Ab4 B4 D5"),
        ("E minor", Chord(11, "7", 11), "B4 D#5 F#5 A5"),
        ("F# minor", Chord(1, "7", 1), "C#4 E#4 G#4 B4"),
    ],
)
def test_scale_tones_keep_their_letter_over_diminished_chords(key: str, chord: Chord, spelled: str) -> None:
    pitches = [60 + chord.root + step for step in QUALITIES[chord.quality]]
    assert " ".join(name(pitch, Key.parse(key), chord) for pitch in pitches) == spelled


@pytest.mark.parametrize("minor", [False, True])
@pytest.mark.parametrize("tonic", range(12))
def test_every_pitch_is_spelled_as_it_sounds_with_one_accidental_at_most(tonic: int, minor: bool) -> None:
    chords = [None, *(Chord(root, quality, root) for root in range(12) for quality in QUALITIES)]
    for pitch in range(36, 97, 7):
        for chord in chords:
            spelled = spell(pitch, Key(tonic, minor), chord)
            assert 12 * (spelled.octave + 1) + PLAIN[spelled.step] + spelled.alter == pitch
            assert abs(spelled.alter) <= 1


@pytest.mark.parametrize(
    ("key", "fifths"), [(None, 0), (Key(0), 0), (Key(9, True), 0), (Key(7), 1), (Key(6), 6), (Key(1), -5)]
)
def test_signature_counts_sharps_and_flats(key: Key | None, fifths: int) -> None:
    assert fifths_of(key) == fifths


def test_accidental_holds_for_the_bar_in_its_octave() -> None:
    accidentals = Accidentals(Key(7))
    said = [accidentals.needed(Spelled(*one)) for one in (
        ("F", 1, 4), ("F", 0, 4), ("F", 0, 4), ("F", 1, 5), ("F", 1, 4), ("B", 0, 4), ("B", -1, 4))]  # fmt: skip
    assert said == ["", "natural", "", "", "sharp", "", "flat"]


def test_signature_of_flats_needs_no_accidentals() -> None:
    accidentals = Accidentals(Key(8))
    assert [accidentals.needed(Spelled(step, alter, 4)) for step, alter in (("B", -1), ("D", -1), ("G", 0))] == [""] * 3
    assert accidentals.needed(Spelled("G", -1, 4)) == "flat"
