from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from composer_app.methods.two_voice.conditions import AGAIN, ENDING, FEATURES, KNOTS, LETTER, REGISTER, measure_of
from composer_app.methods.two_voice.plans import REPEATS, ROOM, Layout, Planner, plans_of
from tests.methods.two_voice.songs import song

DENSITY, COLOUR = FEATURES.index("density"), FEATURES.index("chord_colour")
VALUES = (50, 10, 30, 40, 50, 20, 72, 50, 20, 60, 50, 70, 30, 50, 0, 60)


def section(letter: int, bars: int, **changed: int) -> list[Any]:
    values = [changed.get(name, value) for name, value in zip(FEATURES, VALUES, strict=True)]
    return [letter, bars, values]


# Two songs in 4/4 and one in 6/8: intro A8 B8 A8; A4 A4; A8.
PLANS = [
    [16, False, [section(9, 4, density=0), section(1, 8, density=30), section(2, 8, density=80), section(1, 8)]],
    [16, False, [section(1, 4, density=90), section(1, 4, density=95)]],
    [12, True, [section(1, 8, density=1, register=60)]],
]


def laid(
    parts: Any, seed: int = 0, asked: Mapping[str, float] | None = None, plans: Any = PLANS, compound: bool = False,
    pitches: tuple[int, int] = (0, 127),
) -> Layout:  # fmt: skip
    meter = (12, True) if compound else (16, False)
    return Planner(plans, parts, meter, asked or {}).draw(np.random.default_rng(seed), pitches)


def test_plans_are_kept_as_plain_numbers() -> None:
    plans = plans_of([song(8)])
    assert json.loads(json.dumps(plans)) == [[16, False, [[*s[:2], list(s[2])] for s in plans[0][2]]]]
    (letter, bars, values), *_ = plans[0][2]
    assert (letter, bars <= 8, values[REGISTER]) == (1, True, 74)


def test_songs_that_weigh_little_give_few_plans() -> None:
    short, long = replace(song(4), weight=0.25), song(8)
    plans = plans_of([short] * 8 + [long] * 6)
    assert [sum(size for _, size, _ in sections) for *_, sections in plans] == [4] * 4 + [8] * 10
    assert len(plans_of([short, long])) == 2
    assert plans_of([]) == []


def test_idea_of_so_many_bars_is_a_stretch_of_a_song() -> None:
    seen = {laid(8, seed).parts for seed in range(20)}
    assert seen == {(("A", 8),), (("A", 4), ("A", 4))}


def test_stretch_comes_from_a_song_in_that_meter() -> None:
    layout = laid(8, compound=True)
    assert layout.plan[:, DENSITY] == pytest.approx([measure_of("density", 0.01)] * 8)


def test_only_what_is_too_long_is_cut() -> None:
    assert sum(bars for _, bars in laid(6).parts) == 6
    assert len(laid(6).plan) == len(laid(6).form) == 6


def test_form_asked_for_is_laid_out_letter_by_letter() -> None:
    layout = laid((("A", 8), ("B", 4), ("A", 8)))
    assert layout.parts == (("A", 8), ("B", 4), ("A", 8))
    assert layout.form[:, LETTER].tolist() == [1] * 8 + [2] * 4 + [1] * 8
    assert layout.form[12:, AGAIN].tolist() == [12] * 8
    assert layout.form[-1, ENDING] == 1


def test_letters_of_a_form_take_the_places_of_sections_of_one_song() -> None:
    density = laid((("A", 8), ("B", 8))).plan[:, DENSITY]
    assert density[0] == pytest.approx(measure_of("density", 0.3))
    assert density[8] == pytest.approx(measure_of("density", 0.8))


def test_how_much_a_section_that_comes_back_repeats_is_left_to_the_form() -> None:
    plan = laid((("A", 4), ("A", 4))).plan
    assert not np.isnan(plan[:4, REPEATS]).any()
    assert np.isnan(plan[4:, REPEATS]).all()


def test_silent_sections_have_no_plan() -> None:
    plan = laid((("i", 2), ("A", 4))).plan
    assert np.isnan(plan[:2]).all()
    assert not np.isnan(plan[2:, DENSITY]).any()


@pytest.mark.parametrize("share", [0.0, 0.25, 1.0])
def test_what_is_asked_takes_the_features_place(share: float) -> None:
    plan = laid(8, asked={"chord_colour": share}).plan
    assert plan[:, COLOUR] == pytest.approx([KNOTS["chord_colour"][round(share * 8)]] * 8)
    assert not np.isnan(plan[:, DENSITY]).any()


def test_what_is_asked_chooses_among_many_songs_those_that_are_like_it() -> None:
    plans = [[16, False, [section(1, 8, density=k, register=60 + k // 5)]] for k in range(100)]
    registers = {float(laid(8, seed, {"density": 1.0}, plans).plan[0, REGISTER]) for seed in range(30)}
    assert min(registers) >= 60 + 88 // 5


def test_register_keeps_within_the_range_asked_for() -> None:
    plan = laid(8, pitches=(48, 60)).plan
    assert plan[:, REGISTER].tolist() == [60 - ROOM] * 8


def test_model_without_plans_lays_out_one_section() -> None:
    layout = laid(5, asked={"density": 1.0}, plans=[])
    assert layout.parts == (("A", 5),)
    assert layout.plan[:, DENSITY] == pytest.approx([2.62] * 5)
    assert np.isnan(np.delete(layout.plan, DENSITY, 1)).all()


def test_same_chance_draws_the_same_plan() -> None:
    one, again = laid(8, seed=3), laid(8, seed=3)
    assert np.array_equal(one.plan, again.plan, equal_nan=True)
