from __future__ import annotations

import string

import pytest

from composer_app.formats.roll_picture.lettering import CAPITAL, DEPTH, strokes_of
from composer_app.music.chord import QUALITIES, Chord


@pytest.mark.parametrize("letter", string.ascii_letters + string.digits + "#/()+-.',:&")
def test_letter_has_strokes_within_its_height(letter: str) -> None:
    strokes, width = strokes_of(letter)
    assert len(strokes) > 0
    assert strokes[:, ::2].max() <= width
    assert 0 <= strokes[:, 1::2].min() <= strokes[:, 1::2].max() <= DEPTH
    assert not letter.isupper() or strokes[:, 1::2].min() < CAPITAL / 2


def test_no_two_letters_look_the_same() -> None:
    looks = {letter: strokes_of(letter)[0].tobytes() for letter in string.ascii_letters + string.digits}
    assert len(set(looks.values())) == len(looks)


def test_every_chord_name_can_be_written() -> None:
    for quality in QUALITIES:
        for letter in Chord(1, quality, 6).name():
            assert len(strokes_of(letter)[0]) > 0


def test_text_grows_by_its_letters_and_unknown_ones_are_left_out() -> None:
    assert strokes_of("Am7")[1] > strokes_of("Am")[1] > strokes_of("A")[1] > 0
    assert strokes_of("Aノ")[1] == strokes_of("A")[1]
    assert strokes_of("")[1] == 0
