from __future__ import annotations

import pytest

from composer_app.music.clip import Clip, Section
from composer_app.music.key import Key
from composer_app.music.note import Note
from composer_app.ui.piano_roll.layers.strips import chord_labels, section_labels, section_letter


def test_chords_are_named_where_they_sound(clip: Clip) -> None:
    assert [(label.first, label.last, label.text) for label in chord_labels(clip)] == [(0, 1920, "C")]


def test_chords_are_spelled_in_the_key() -> None:
    clip = Clip(tuple(Note(0, 1920, pitch) for pitch in (46, 50, 53)), key=Key.parse("F major"))
    assert chord_labels(clip)[0].text == "Bb"


def test_melody_alone_has_no_chord_names() -> None:
    assert chord_labels(Clip((), (Note(0, 480, 60),))) == ()


def test_sections_last_until_the_next() -> None:
    labels = section_labels((Section(0, "A"), Section(1920, "B")), 5760)
    assert [(label.first, label.last) for label in labels] == [(0, 1920), (1920, 5760)]


@pytest.mark.parametrize(("label", "letter"), [("A4", "A"), ("B", "B"), ("Verse 2", "Verse"), ("12", "12")])
def test_number_of_a_section_is_not_its_type(label: str, letter: str) -> None:
    assert section_letter(label) == letter
