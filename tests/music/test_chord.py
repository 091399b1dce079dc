from __future__ import annotations

import pytest

from composer_app.music.chord import QUALITIES, Chord, ChordSpan, chord_spans, name_chord
from composer_app.music.key import Key
from composer_app.music.note import Note


def named(*pitches: int) -> str:
    return str(name_chord(pitches))


@pytest.mark.parametrize("quality", QUALITIES)
@pytest.mark.parametrize("root", [0, 7, 10])
def test_every_quality_in_root_position_is_named_as_itself(quality: str, root: int) -> None:
    assert name_chord(48 + root + step for step in QUALITIES[quality]) == Chord(root, quality, root)


def test_bass_decides_between_sixth_and_minor_seventh() -> None:
    assert named(48, 52, 55, 57) == "C6"
    assert named(45, 48, 52, 55) == "Am7"


def test_inversion_is_written_as_slash_chord() -> None:
    assert named(52, 55, 60) == "C/E"
    assert named(46, 48, 52, 55) == "C7/Bb"


def test_bass_that_is_no_chord_tone_is_written_after_the_slash() -> None:
    assert named(43, 53, 57, 60) == "F/G"
    assert named(41, 48, 52, 55) == "C/F"


def test_suspended_chord_takes_its_root_from_the_bass() -> None:
    assert named(48, 50, 55) == "Csus2"
    assert named(43, 48, 50) == "Gsus4"


def test_bare_fifth_is_a_power_chord() -> None:
    assert named(40, 47, 52) == "E5"


def test_seventh_without_fifth_is_still_a_seventh() -> None:
    assert named(43, 47, 53) == "G7"


def test_octaves_and_doublings_do_not_change_the_name() -> None:
    assert named(36, 48, 52, 55, 60, 64, 76) == "C"


def test_a_single_tone_and_silence_are_no_chord() -> None:
    assert name_chord([60, 72]) is None
    assert name_chord([]) is None


def test_a_cluster_is_no_chord() -> None:
    assert name_chord([60, 61, 62, 63, 64]) is None


def test_roots_are_spelled_by_the_key() -> None:
    sharp_five = Chord(8, "m", 8)
    assert sharp_five.name_in(Key.parse("E major")) == "G#m"
    assert sharp_five.name_in(Key.parse("Eb minor")) == "Abm"
    assert Chord(10, "", 10).name_in(Key.parse("A major")) == "Bb"
    assert Chord(1, "dim7", 1).name_in(Key.parse("C major")) == "C#dim7"


def test_bass_is_spelled_as_a_tone_of_its_chord() -> None:
    assert Chord(4, "", 8).name() == "E/G#"
    assert Chord(5, "m", 8).name() == "Fm/Ab"


def test_flats_and_plain_names_without_a_key() -> None:
    assert Chord(1, "maj7", 1).name() == "C#maj7"
    assert Chord(1, "maj7", 1).name(flats=True) == "Dbmaj7"


def test_pitch_classes_hold_the_bass() -> None:
    assert Chord(5, "", 7).pitch_classes == {5, 9, 0, 7}


def test_unknown_quality_is_refused() -> None:
    with pytest.raises(ValueError, match="quality"):
        Chord(0, "wrong", 0)


def block(onset: int, duration: int, *pitches: int) -> list[Note]:
    return [Note(onset, duration, pitch) for pitch in pitches]


def test_spans_cover_the_whole_length_without_gaps() -> None:
    notes = block(480, 480, 48, 52, 55) + block(960, 960, 43, 47, 50)
    assert chord_spans(notes, 2400) == [
        ChordSpan(0, 480, None),
        ChordSpan(480, 960, Chord(0, "", 0)),
        ChordSpan(960, 1920, Chord(7, "", 7)),
        ChordSpan(1920, 2400, None),
    ]


def test_strummed_chord_is_one_span() -> None:
    notes = [Note(0, 960, 48), Note(15, 945, 52), Note(30, 925, 55)]
    assert chord_spans(notes, 960) == [ChordSpan(0, 960, Chord(0, "", 0))]


def test_same_chord_struck_again_is_a_span_of_its_own_only_when_asked() -> None:
    notes = block(0, 480, 48, 52, 55) + block(480, 480, 48, 52, 55)
    assert len(chord_spans(notes, 960)) == 1
    assert len(chord_spans(notes, 960, restruck=True)) == 2


def test_no_notes_and_no_length_give_no_spans() -> None:
    assert chord_spans([], 0) == []
    assert chord_spans([], 480) == [ChordSpan(0, 480, None)]
