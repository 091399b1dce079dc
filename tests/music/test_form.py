"""Forms, read and written."""

from __future__ import annotations

import pytest

from composer_app.music.clip import Section
from composer_app.music.form import Form, Part, parse_form, section_type
from composer_app.music.meter import Meter, Timeline


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("A8 B8 A8", "A8 B8 A8"),
        ("A8B4", "A8 B4"),
        ("A 8, B 4", "A8 B4"),
        ("AABA", "A8 A8 B8 A8"),
        ("aaba", "A8 A8 B8 A8"),
        ("AAB4", "A4 A4 B4"),
        ("A-B-A", "A8 B8 A8"),
        ("i4 A8 b4 B8 o2", "i4 A8 b4 B8 o2"),
        ("Verse 8, Chorus 4", "A8 B4"),
        ("intro 2 verse pre-chorus 4 chorus", "i2 A8 D4 B8"),
    ],
)
def test_a_form_is_read(text: str, form: str) -> None:
    assert str(parse_form(text)) == form


def test_letters_alone_take_the_bars_asked_for() -> None:
    assert str(parse_form("ABA", 4)) == "A4 B4 A4"


def test_what_is_printed_is_read_again() -> None:
    form = Form((Part("i", 2), Part("A", 8), Part("X", 1), Part("b", 4), Part("o", 3)))
    assert parse_form(str(form)) == form


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "a form names its sections"),
        ("?8", '"?8" is no section'),
        ("A8 + B8", '"+ B8" is no section'),
        ("Versed 8", "letters are A to H"),
        ("A0", "section A needs at least one bar"),
        ("A32 B33", "at most 64 bars in all, and A32 B33 has 65"),
        ("A" + "9" * 5000, "is no section"),
    ],
)
def test_what_is_no_form_is_said_in_words(text: str, said: str) -> None:
    with pytest.raises(ValueError, match="^.*" + said.replace("?", "[?]").replace("+", "[+]")):
        parse_form(text)


def test_sections_begin_on_bar_lines() -> None:
    timeline = Timeline.plain(120, Meter(3, 4))
    assert parse_form("A4 B4").sections(timeline) == (Section(0, "A"), Section(4 * 1440, "B"))


@pytest.mark.parametrize(
    ("label", "letter"),
    [("A8", "A"), ("b4", "b"), ("A'", "A"), ("Chorus 2", "B"), ("Intro", "i"), ("loopStart", ""), ("Solomon", "")],
)
def test_a_marker_names_a_type_of_section(label: str, letter: str) -> None:
    assert section_type(label) == letter
