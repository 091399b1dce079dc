from composer_app.methods.two_voice.encoding.form import (
    INSTRUMENTAL,
    LETTER,
    LETTER_DISTANCE,
    SECTION_BAR,
    SECTION_BARS_LEFT,
    SONG_BARS_LEFT,
    encode_form,
)
from composer_app.methods.two_voice.encoding.grid import encode
from composer_app.music.clip import Clip, Section
from tests.methods.two_voice.songs import clip

FORM = encode_form([(0, "i"), (2, "A"), (4, "B"), (6, "A")], 9, last=True)


def test_bar_knows_its_letter_and_its_place_in_the_section() -> None:
    assert FORM[:, LETTER].tolist() == [INSTRUMENTAL, INSTRUMENTAL, 1, 1, 2, 2, 1, 1, 1]
    assert FORM[:, SECTION_BAR].tolist() == [1, 2, 1, 2, 1, 2, 1, 2, 3]
    assert FORM[:, SECTION_BARS_LEFT].tolist() == [2, 1, 2, 1, 2, 1, 3, 2, 1]


def test_section_that_comes_back_points_at_the_one_before_as_far_as_that_went() -> None:
    assert FORM[:, LETTER_DISTANCE].tolist() == [0, 0, 0, 0, 0, 0, 4, 4, 0]


def test_only_the_last_stretch_nears_the_end() -> None:
    assert FORM[-3:, SONG_BARS_LEFT].tolist() == [3, 2, 1]
    assert not encode_form([(0, "A")], 4, last=False)[:, SONG_BARS_LEFT].any()


def test_song_without_sections_has_a_form_that_says_nothing() -> None:
    assert not encode_form([], 4, last=False).any()


def test_section_that_began_before_the_stretch_is_counted_from_its_first_bar() -> None:
    assert encode_form([(-4, "A"), (-2, "B"), (2, "A")], 4, last=False)[:, LETTER].tolist() == [2, 2, 1, 1]


def test_sections_marked_in_a_clip_are_its_form() -> None:
    plain = clip(4)
    marked = Clip(
        plain.chords, plain.melody, plain.length, plain.timeline, plain.key,
        (Section(0, "A"), Section(1920, "B"), Section(2 * 1920, "A")),
    )  # fmt: skip
    form = encode(marked)[0].form
    assert form is not None
    assert form[:, LETTER].tolist() == [1, 2, 1, 1]
