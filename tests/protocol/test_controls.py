from __future__ import annotations

import copy
import pickle

import pytest

from composer_app.methods.two_voice.encoding.conditions import FEATURES
from composer_app.music import form
from composer_app.protocol.controls import CONTROLS, LARGEST_SEED, MOST_BARS, Controls, knobs


def test_every_knob_asks_for_a_feature_that_is_measured() -> None:
    assert {knob.feature for knob in knobs()} <= set(FEATURES)


def test_bars_are_limited_as_a_form_is() -> None:
    assert MOST_BARS == form.MOST_BARS


@pytest.mark.parametrize("name", CONTROLS)
def test_window_offers_nothing_out_of_range(name: str) -> None:
    for value in CONTROLS[name].window_range:
        CONTROLS[name].check(value)


@pytest.mark.parametrize(("name", "value"), [("bars", 65), ("tempo", 10), ("low", 128), ("temperature", float("nan"))])
def test_value_out_of_range_is_refused_in_a_sentence(name: str, value: float) -> None:
    with pytest.raises(ValueError, match=f"{CONTROLS[name].title} must be from .* to .*, not {value:,}"):
        CONTROLS[name].check(value)


def test_limits_are_readable() -> None:
    with pytest.raises(ValueError, match="Tempo must be from 20 to 300 bpm, not 400"):
        CONTROLS["tempo"].check(400)
    with pytest.raises(ValueError, match=f"Seed must be from 0 to {LARGEST_SEED:,}, not -1"):
        CONTROLS["seed"].check(-1)


def test_knob_on_auto_is_not_asked_for() -> None:
    controls = Controls(rests=None, density=0.5)
    assert dict(controls) == controls.features == {"density": 0.5}
    assert not Controls(density=None)


def test_knobs_are_in_the_order_of_the_table() -> None:
    assert list(Controls(leaps=0.1, density=0.2)) == ["density", "leaps"]


def test_equal_controls_have_one_hash() -> None:
    one, other = Controls(density=0.5, rests=0), Controls(rests=0, density=0.5)
    assert one == other
    assert hash(one) == hash(other)
    assert one != Controls(density=0.5)


def test_controls_cross_processes() -> None:
    controls = Controls(density=0.5, chord_colour=1)
    assert pickle.loads(pickle.dumps(controls)) == copy.deepcopy(controls) == controls


@pytest.mark.parametrize("value", [-0.1, 1.1, float("nan")])
def test_share_out_of_range_is_refused(value: float) -> None:
    with pytest.raises(ValueError, match="Chord rate must be from 0 to 1"):
        Controls(chord_rate=value)


def test_unknown_knob_is_refused() -> None:
    with pytest.raises(TypeError, match="swing"):
        Controls(swing=0.5)
