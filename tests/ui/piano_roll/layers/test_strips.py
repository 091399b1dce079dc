from __future__ import annotations

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QPainter, QPixmap

from composer_app.music.clip import Clip, Section
from composer_app.music.key import Key
from composer_app.music.meter import Timeline
from composer_app.music.note import Note
from composer_app.ui.piano_roll.coords import Coords
from composer_app.ui.piano_roll.layers.strips import (
    Label,
    chord_labels,
    paint_chords,
    section_hues,
    section_labels,
    section_letter,
    section_tip,
    shortened,
)


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


def test_sections_without_melody_are_named() -> None:
    labels = section_labels(
        tuple(Section(1920 * bar, label) for bar, label in enumerate(("i4", "A8", "b", "o2"))), 9600
    )
    assert [label.text for label in labels] == ["Intro", "A8", "Interlude", "Outro"]


def test_a_type_of_section_has_its_hue_in_every_clip() -> None:
    ours, theirs = (section_labels((Section(0, first), Section(1920, "B8")), 3840) for first in ("A", "i4"))
    assert section_hues(ours)[1] == section_hues(theirs)[1] != section_hues(ours)[0]


def test_names_unheard_of_have_hues_too() -> None:
    hues = section_hues(section_labels((Section(0, "Aria"), Section(1920, "Duet 1"), Section(3840, "Duet 2")), 5760))
    assert hues[0] != hues[1] == hues[2]


@pytest.mark.parametrize(("end", "tip"), [(1920, "Section A, bar 1"), (7680, "Section A, bars 1 to 4")])
def test_a_section_is_told_with_its_bars(end: int, tip: str) -> None:
    assert section_tip(section_labels((Section(0, "A"),), end)[0], Timeline()) == tip


@pytest.mark.parametrize(
    ("name", "short"),
    [("Dm7/A", ("Dm", "D")), ("Cmaj7", ("C", "C")), ("F#dim7", ("F#dim", "F#")), ("Bb7#9", ("Bb", "Bb"))],
)
def test_a_name_without_room_keeps_root_and_mode(name: str, short: tuple[str, str]) -> None:
    assert shortened(name) == short


def test_narrow_chords_are_still_named(qapp: object) -> None:
    picture = QPixmap(60, 24)
    picture.fill(QColor(0, 0, 0))
    painter = QPainter(picture)
    labels = [Label(0, 480, "Cmaj7"), Label(480, 960, "Dm7/A")]
    paint_chords(painter, QSize(60, 24), Coords(tick_width=20 / 480, left=0), labels)
    painter.end()
    image = picture.toImage()
    lit = {x // 20 for x in range(2, 40) for y in range(24) if image.pixelColor(x, y).lightness() > 150}
    assert lit == {0, 1}
