"""A feature that the program gains, and models that were trained without it or with it."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from composer_app.errors import ComposerError
from composer_app.methods import load
from composer_app.methods.model import Model
from composer_app.methods.two_voice.encoding.batch import collate
from composer_app.methods.two_voice.encoding.conditions import (
    FEATURES,
    Excerpt,
    Feature,
    check_controls,
    column,
    plan_inputs,
)
from composer_app.methods.two_voice.generation.brief import brief_of
from composer_app.methods.two_voice.network.config import FIRST_FEATURES, PRESETS
from composer_app.methods.two_voice.network.two_voice import TwoVoice
from composer_app.methods.two_voice.sampling.planner import Planner
from composer_app.methods.two_voice.sampling.plans import plans_of
from composer_app.models.card_json import card_for, new_card
from composer_app.models.file import load_model, save_model
from composer_app.protocol.controls import CONTROLS, Control, Controls
from composer_app.protocol.request import Request
from tests.methods.two_voice.songs import TINY, empty_song, small_network, song, written


def brightness(part: Excerpt) -> float:
    """The highest pitch."""
    return float(part.pitches.max()) if len(part.pitches) else float("nan")


@pytest.fixture
def added() -> Iterator[None]:
    """The program has one feature more, and a knob for it."""
    CONTROLS["brightness"] = Control("brightness", "Brightness", "highest note", feature="brightness")
    FEATURES["brightness"] = Feature(brightness, (60, 72, 84))
    yield
    FEATURES.pop("brightness", None)
    CONTROLS.pop("brightness")


def saved(path: Path, features: tuple[str, ...] | None = None) -> Path:
    """A model; None: its file names no features, as those of older programs."""
    torch.manual_seed(0)
    network = TwoVoice(TINY if features is None else replace(TINY, features=features))
    card = card_for(load("two_voice"), network.config)
    if features is None:
        del card.config["features"]
    save_model(path, network, card)
    return path


def test_file_without_features_was_trained_with_the_first_sixteen(tmp_path: Path) -> None:
    network = load_model(saved(tmp_path / "old.safetensors")).network
    assert network.config.features == FIRST_FEATURES
    assert len(FIRST_FEATURES) == 16


def test_new_networks_are_conditioned_on_all_features() -> None:
    assert PRESETS[""].features == tuple(FEATURES)
    assert new_card(load("two_voice")).config["features"] == tuple(FEATURES)


@pytest.mark.usefixtures("added")
def test_model_without_a_new_feature_opens_and_writes_the_same(tmp_path: Path) -> None:
    path = saved(tmp_path / "old.safetensors")
    network = load_model(path).network
    asked = replace(empty_song(2), plan=np.full((2, len(FEATURES)), 0.5, np.float32))
    wider = written([asked], network=network)
    FEATURES.pop("brightness", None)
    narrow = written([replace(asked, plan=asked.plan[:, :16])], network=load_model(path).network)  # type: ignore[index]
    FEATURES["brightness"] = Feature(brightness, (60, 72, 84))
    assert np.array_equal(wider.melody, narrow.melody)
    assert np.array_equal(wider.chords, narrow.chords)


@pytest.mark.usefixtures("added")
def test_new_feature_is_read_from_songs_and_by_networks_that_name_it() -> None:
    config = replace(TINY, features=tuple(FEATURES))
    plan = song().plan
    assert plan is not None
    assert plan[:, column("brightness")].tolist() == [76] * 4
    assert plan_inputs(plan)[0, 16] == pytest.approx(2 * (1 / 2 + 1 / 2 * 4 / 12) - 1)
    bars = TwoVoice(config).melody.bars
    assert bars(collate([song()])).shape == (1, 4, bars.size)


@pytest.mark.usefixtures("added")
def test_network_reads_the_columns_of_its_own_features_by_name() -> None:
    bars = TwoVoice(replace(TINY, features=("brightness", "density"))).harmony.bars
    assert bars.plan_columns.tolist() == [16, 0, 17 + 16, 17]


@pytest.mark.usefixtures("added")
def test_control_that_a_model_was_not_trained_with_is_refused_in_words(tmp_path: Path) -> None:
    model = load_model(saved(tmp_path / "old.safetensors"))
    with pytest.raises(ComposerError, match="trained before Inkling could control brightness; leave that open"):
        check_controls(["density", "brightness"], model.network.config.features)
    assert refused(model, brightness=0.5)
    assert not refused(model, density=0.5)


def refused(model: Model, **knobs: float) -> bool:
    """Whether a request with these knobs is."""
    try:
        brief_of(Request(bars=2, controls=Controls(**knobs)), model, [0])
    except ComposerError:
        return True
    return False


def test_model_with_a_feature_that_the_program_lacks_says_so(tmp_path: Path, added: None) -> None:
    path = saved(tmp_path / "new.safetensors", (*FIRST_FEATURES, "brightness"))
    feature = FEATURES.pop("brightness")
    with pytest.raises(ComposerError, match=r"controls that this Inkling does not know \(brightness\); update Inkling"):
        load_model(path)
    FEATURES["brightness"] = feature


@pytest.mark.usefixtures("added")
def test_plans_kept_by_an_older_model_leave_a_new_feature_open() -> None:
    plans = plans_of([song(8)], small_network().config.shapes, FIRST_FEATURES)
    assert len(plans[0][4][0][2]) == 16
    layout = Planner(plans, 4, (16, False), {}, FIRST_FEATURES).sample(np.random.default_rng(0))
    assert layout.plan.shape == (4, 17)
    assert np.isnan(layout.plan[:, column("brightness")]).all()
    assert not np.isnan(layout.plan[:, column("density")]).any()
