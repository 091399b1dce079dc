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
from composer_app.methods.two_voice.encoding.tokens import SHAPES
from tests.methods.two_voice.songs import song


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


def test_what_is_asked_is_in_the_written_bars_alone() -> None:
    plan = song(4).plan
    assert plan is not None
    written = np.array([False, True, True, False])
    told = request_plan(plan, written, {"density": 1.0})
    assert told[:, 0] == pytest.approx([0.75, 2.62, 2.62, 0.75])
    assert np.isnan(told[:, 1:]).all()
    kept = request_plan(plan, written, {"density": 1.0}, keep=True)
    assert kept[:, 1:] == pytest.approx(plan[:, 1:], nan_ok=True)
