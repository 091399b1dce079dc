import numpy as np
import pytest

from composer_app.methods.two_voice.encoding.conditions import (
    FEATURES,
    column,
    extract_plan,
    from_quantile,
    plan_inputs,
    request_plan,
    to_quantile,
)
from composer_app.methods.two_voice.encoding.form import (
    INSTRUMENTAL,
    LETTER,
    LETTER_DISTANCE,
    SECTION_BAR,
    SECTION_BARS_LEFT,
    SONG_BARS_LEFT,
    encode_form,
)
from composer_app.methods.two_voice.encoding.tokens import SHAPES
from composer_app.music.clip import Clip
from tests.methods.two_voice.songs import clip, song

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


@pytest.mark.parametrize("name", list(FEATURES))
def test_control_maps_onto_the_table_and_back(name: str) -> None:
    rising = np.unique(FEATURES[name].knots, return_index=True)[1]
    shares = np.linspace(0, 1, len(FEATURES[name].knots))[rising]
    measures = np.array([from_quantile(name, share) for share in shares], np.float32)
    again = [from_quantile(name, share) for share in to_quantile(name, measures)]
    assert measures == pytest.approx(np.array(FEATURES[name].knots, np.float32)[rising])
    assert again == pytest.approx(measures.tolist(), rel=1e-4, abs=1e-4)


def test_controls_in_between_come_back_where_the_table_rises() -> None:
    share = to_quantile("density", np.array([from_quantile("density", 0.3)], np.float32))
    assert share[0] == pytest.approx(0.3, abs=1e-3)


def test_plan_measures_what_is_played() -> None:
    plan = extract_plan(song().melody, song().chords, 16, SHAPES, [(0, "A")])
    row = dict(zip(FEATURES, plan[0].tolist(), strict=True))
    assert row["density"] == 0.75
    assert row["rests"] == 0.25
    assert row["syncopation"] == 0
    assert row["chord_rate"] == 1
    assert row["chord_colour"] == 0.5
    assert row["register"] == 74
    assert row["bars_repeated"] == 0.75


def test_what_is_silent_has_nothing_to_measure() -> None:
    silent = np.zeros(32, np.int16)
    plan = extract_plan(silent, silent, 16, SHAPES, [])
    assert np.isnan(plan[:, column("register")]).all()
    assert (plan_inputs(plan)[:, column("register")] == 0).all()


def test_what_is_asked_stands_in_the_written_bars_alone() -> None:
    plan = song(4).plan
    assert plan is not None
    written = np.array([False, True, True, False])
    told = request_plan(plan, written, {"density": 1.0})
    assert told[:, 0] == pytest.approx([0.75, 2.62, 2.62, 0.75])
    assert np.isnan(told[:, 1:]).all()
    kept = request_plan(plan, written, {"density": 1.0}, keep=True)
    assert kept[:, 1:] == pytest.approx(plan[:, 1:], nan_ok=True)


def test_sections_marked_in_a_clip_are_its_form() -> None:
    from composer_app.methods.two_voice.encoding.grid import encode
    from composer_app.music.clip import Section

    plain = clip(4)
    marked = Clip(
        plain.chords, plain.melody, plain.length, plain.timeline, plain.key,
        (Section(0, "A"), Section(1920, "B"), Section(2 * 1920, "A")),
    )  # fmt: skip
    form = encode(marked)[0].form
    assert form is not None
    assert form[:, LETTER].tolist() == [1, 2, 1, 1]
