from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from composer_app.methods.two_voice.encoding.conditions import FEATURES, REGISTER, column, from_quantile
from composer_app.methods.two_voice.encoding.form import LETTER, LETTER_DISTANCE, SONG_BARS_LEFT
from composer_app.methods.two_voice.encoding.phrases import (
    CADENCE,
    CHORD_SOURCE,
    COLUMNS,
    FULL_CADENCE,
    HALF_CADENCE,
    NEW,
    NO_CADENCE,
    NOTES,
    PHRASE_BARS_LEFT,
    RELATION,
    SAME,
    SILENT,
    SOURCE,
    TOP,
    VARIED_ENDING,
    analyse_bars,
)
from composer_app.methods.two_voice.encoding.tokens import FIRST, SHAPES
from composer_app.methods.two_voice.encoding.transposition import transpose_to_c
from composer_app.methods.two_voice.sampling.planner import (
    REPEATS,
    ROOM,
    Layout,
    Planner,
    plan_continuation,
    plan_new_melody,
)
from tests.methods.two_voice.songs import empty_song, song, written

NAMES = tuple(FEATURES)
DENSITY, COLOUR = column("density"), column("chord_colour")
VALUES = (50, 10, 30, 40, 50, 20, 72, 50, 20, 60, 50, 70, 30, 50, 0, 60)
FOUR_FOUR, SIX_EIGHT = (16, False), (12, True)


def section(letter: int, bars: int, **changed: int) -> list[Any]:
    values = [changed.get(name, value) for name, value in zip(FEATURES, VALUES, strict=True)]
    return [letter, bars, values]


def stretch(
    number: int, *sections: list[Any], meter: tuple[int, bool] = FOUR_FOUR, minor: bool = False, notes: int = 6,
    closes: Sequence[int] = (3, 7),
) -> list[Any]:  # fmt: skip
    """A stretch all of whose bars are new, with so many notes each, and with closes in some bars."""
    rows = np.zeros((sum(bars for _, bars, _ in sections), COLUMNS), int)
    rows[:, RELATION], rows[:, CADENCE], rows[:, NOTES], rows[:, TOP] = NEW, NO_CADENCE, notes, 72
    rows[[bar for bar in closes if bar < len(rows)], CADENCE] = HALF_CADENCE
    return [number, *meter, minor, list(sections), rows.ravel().tolist()]


# A song in 4/4 with sections A8 B8, one with A4 A4, and one in 6/8.
PLANS = [
    stretch(0, section(1, 8, density=30), section(2, 8, density=80)),
    stretch(0, section(2, 8, density=80)),
    stretch(1, section(1, 4, density=90), section(1, 4, density=95)),
    stretch(2, section(1, 8, density=1, register=60), meter=SIX_EIGHT),
]


def laid(
    parts: Any, seed: int = 0, asked: Mapping[str, float] | None = None, plans: Any = PLANS, mode: int = 0,
    meter: tuple[int, bool] = FOUR_FOUR, pitches: tuple[int, int] = (0, 127),
) -> Layout:  # fmt: skip
    return Planner(plans, parts, meter, asked or {}, NAMES).sample(np.random.default_rng(seed), pitches, mode)


def test_idea_of_so_many_bars_follows_a_plan_of_a_song() -> None:
    seen = {laid(8, seed).parts for seed in range(30)}
    assert seen == {(("A", 8),), (("A", 4), ("A", 4))}


def test_idea_ends_where_a_phrase_of_its_plan_does() -> None:
    plans = [stretch(k, section(1, 8), closes=(3,) if k % 2 else (4,), notes=2 + k % 2) for k in range(40)]
    assert {int(laid(4, seed, plans=plans).phrasing[0, NOTES]) for seed in range(20)} == {3}


def test_plan_comes_from_a_song_in_that_meter() -> None:
    layout = laid(8, meter=SIX_EIGHT)
    assert layout.plan[:, DENSITY] == pytest.approx([from_quantile("density", 0.01)] * 8)


@pytest.mark.parametrize("mode", [0, 1])
def test_idea_follows_a_plan_in_the_mode_asked(mode: int) -> None:
    plans = [stretch(k, section(1, 8), minor=k % 2 == 1, notes=2 + k % 2) for k in range(40)]
    assert {int(laid(8, seed, plans=plans, mode=mode).phrasing[0, NOTES]) for seed in range(20)} == {2 + mode}


@pytest.mark.parametrize("bars", [1, 3, 6, 12, 20, 64])
def test_idea_is_as_long_as_asked_whatever_plans_there_are(bars: int) -> None:
    layout = laid(bars)
    assert len(layout.plan) == len(layout.form) == len(layout.phrasing) == sum(size for _, size in layout.parts) == bars


def test_plan_that_is_too_short_begins_again() -> None:
    rows = laid(12, plans=[stretch(0, section(1, 8))]).phrasing
    assert rows[8:11, RELATION].tolist() == [SAME] * 3
    assert rows[8:, SOURCE].tolist() == rows[8:, CHORD_SOURCE].tolist() == [8] * 4


def test_idea_may_end_on_a_half_cadence_as_its_plan_does() -> None:
    rows = laid(8).phrasing
    assert rows[:, CADENCE].tolist() == ([NO_CADENCE] * 3 + [HALF_CADENCE]) * 2


def test_form_ends_on_a_full_cadence() -> None:
    rows = laid([("A", 8)]).phrasing
    assert rows[:, CADENCE].tolist() == [NO_CADENCE] * 3 + [HALF_CADENCE] + [NO_CADENCE] * 3 + [FULL_CADENCE]
    assert rows[:, PHRASE_BARS_LEFT].tolist() == [4, 3, 2, 1] * 2


def test_form_asked_for_is_laid_out_letter_by_letter() -> None:
    layout = laid((("A", 8), ("B", 4), ("A", 8)))
    assert layout.parts == (("A", 8), ("B", 4), ("A", 8))
    assert layout.form[:, LETTER].tolist() == [1] * 8 + [2] * 4 + [1] * 8
    assert layout.form[12:, LETTER_DISTANCE].tolist() == [12] * 8
    assert layout.form[-1, SONG_BARS_LEFT] == 1


def test_letter_that_returns_repeats_its_first_time_bar_by_bar() -> None:
    rows = laid((("A", 4), ("B", 4), ("A", 4))).phrasing
    assert rows[8:, RELATION].tolist() == [SAME, SAME, SAME, VARIED_ENDING]
    assert rows[8:, SOURCE].tolist() == rows[8:, CHORD_SOURCE].tolist() == [8] * 4


def test_letter_too_far_back_is_new_again() -> None:
    rows = laid((("A", 8), ("B", 32), ("A", 8))).phrasing
    assert not rows[40:, SOURCE].any()
    assert set(rows[40:, RELATION]) == {NEW}


@pytest.mark.parametrize(("first", "then"), [(8, 4), (4, 8)])
def test_letter_may_return_shorter_or_longer(first: int, then: int) -> None:
    rows = laid((("A", first), ("A", then))).phrasing
    assert len(rows) == 12
    assert set(rows[first : first + min(first, then), SOURCE]) == {first}


def test_letters_of_a_form_take_the_places_of_sections_of_one_song() -> None:
    density = laid((("A", 8), ("B", 8))).plan[:, DENSITY]
    assert density[0] == pytest.approx(from_quantile("density", 0.3))
    assert density[8] == pytest.approx(from_quantile("density", 0.8))


def test_how_much_a_section_that_comes_back_repeats_is_left_to_the_form() -> None:
    plan = laid((("A", 4), ("A", 4))).plan
    assert not np.isnan(plan[:4, REPEATS]).any()
    assert np.isnan(plan[4:, REPEATS]).all()


def test_silent_sections_are_silent_and_have_no_plan() -> None:
    layout = laid((("i", 2), ("A", 4), ("i", 2)))
    assert np.isnan(layout.plan[:2]).all()
    assert not np.isnan(layout.plan[2:6, DENSITY]).any()
    assert layout.phrasing[:, RELATION].tolist() == [SILENT] * 2 + [NEW] * 4 + [SILENT] * 2


def test_form_of_silence_alone_is_laid_out() -> None:
    assert set(laid((("i", 2), ("o", 2))).phrasing[:, RELATION]) == {SILENT}


def test_form_with_more_letters_than_any_song_says_nothing_of_them() -> None:
    layout = laid((("A", 4), ("B", 4), ("C", 4), ("A", 4)))
    assert np.isnan(layout.plan).all()
    assert layout.phrasing[12:15, SOURCE].tolist() == [12] * 3 or not layout.phrasing[:12].any()


@pytest.mark.parametrize("share", [0.0, 0.25, 1.0])
def test_what_is_asked_takes_the_features_place(share: float) -> None:
    plan = laid(8, asked={"chord_colour": share}).plan
    assert plan[:, COLOUR] == pytest.approx([FEATURES["chord_colour"].knots[round(share * 8)]] * 8)
    assert not np.isnan(plan[:, DENSITY]).any()


def test_density_asked_for_changes_the_notes_of_every_bar() -> None:
    one = [stretch(0, section(1, 8, density=50))]
    few, usual, many = (laid(8, asked=asked, plans=one) for asked in ({"density": 0.0}, {}, {"density": 1.0}))
    assert set(usual.phrasing[:, NOTES]) == {6}
    assert set(few.phrasing[:, NOTES]) == {1 + round(5 * FEATURES["density"].knots[0] / FEATURES["density"].knots[4])}
    assert set(many.phrasing[:, NOTES]) == {1 + round(5 * FEATURES["density"].knots[8] / FEATURES["density"].knots[4])}


def test_what_is_asked_chooses_among_many_songs_those_that_are_like_it() -> None:
    plans = [stretch(k, section(1, 8, density=k, register=60 + k // 5)) for k in range(100)]
    registers = {float(laid(8, seed, {"density": 1.0}, plans).plan[0, REGISTER]) for seed in range(30)}
    assert min(registers) >= 60 + 88 // 5


def test_register_and_highest_notes_keep_within_the_range_asked_for() -> None:
    layout = laid(8, pitches=(48, 60))
    assert layout.plan[:, REGISTER].tolist() == [60 - ROOM] * 8
    assert set(layout.phrasing[:, TOP]) == {60}


def test_model_without_plans_lays_out_one_section() -> None:
    layout = laid(5, asked={"density": 1.0}, plans=[])
    assert layout.parts == (("A", 5),)
    assert layout.plan[:, DENSITY] == pytest.approx([2.62] * 5)
    assert np.isnan(np.delete(layout.plan, DENSITY, 1)).all()
    assert not layout.phrasing.any()


@pytest.mark.parametrize("parts", [5, (("A", 2), ("i", 1), ("A", 2))])
def test_model_without_plans_still_writes(parts: Any) -> None:
    found = written([laid(parts, plans=[]).blank(FOUR_FOUR, 0)] * 2)
    assert found.melody.shape == (2, 80)
    assert (found.melody >= FIRST).any()


def test_same_chance_draws_the_same_plan() -> None:
    one, again = laid(8, seed=3), laid(8, seed=3)
    assert np.array_equal(one.plan, again.plan, equal_nan=True)
    assert np.array_equal(one.phrasing, again.phrasing)


def test_plans_are_not_changed_by_the_ideas_that_follow_them() -> None:
    planner = Planner(PLANS, 8, FOUR_FOUR, {"density": 1.0}, NAMES)
    first, second = (planner.sample(np.random.default_rng(5)) for _ in range(2))
    assert np.array_equal(first.phrasing, second.phrasing)


def test_blank_song_has_the_plans_bars_and_no_note() -> None:
    blank = laid(8).blank(SIX_EIGHT, mode=1, transposition=-3)
    assert (len(blank), blank.bar, blank.compound, blank.mode, blank.transposition, blank.in_c) == (
        96,
        12,
        True,
        1,
        -3,
        True,
    )
    assert not blank.melody.any()
    assert blank.phrasing is not None


def test_what_is_there_is_analysed_and_what_follows_is_planned() -> None:
    there = transpose_to_c(song(4))
    longer = replace(there, melody=np.pad(there.melody, (0, 64)), chords=np.pad(there.chords, (0, 64)))
    layout = laid(4)
    onward = plan_continuation(longer, 64, layout, SHAPES)
    assert onward.phrasing is not None
    assert onward.plan is not None
    rows = analyse_bars(there.melody, there.chords, 16, SHAPES, 0)
    assert onward.phrasing[:4, RELATION].tolist() == rows[:, RELATION].tolist()
    assert onward.phrasing[4:, RELATION].tolist() == layout.phrasing[:, RELATION].tolist()
    assert len(onward.plan) == len(onward.phrasing) == 8


def test_chords_that_are_there_keep_their_own_sources() -> None:
    over = plan_new_melody(transpose_to_c(song(8)), laid(8), SHAPES)
    assert over.phrasing is not None
    assert over.phrasing[2:, CHORD_SOURCE].tolist() == [2] * 6
    assert over.phrasing[:, RELATION].tolist() == laid(8).phrasing[:, RELATION].tolist()


def test_song_that_is_not_in_c_has_no_phrasing() -> None:
    there = replace(empty_song(8), in_c=False)
    assert plan_new_melody(there, laid(8), SHAPES).phrasing is None
    assert plan_continuation(there, 64, laid(4), SHAPES).phrasing is None
