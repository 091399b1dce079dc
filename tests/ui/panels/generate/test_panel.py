from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from composer_app.models.listing import ModelChoice
from composer_app.protocol.controls import Controls
from composer_app.settings import Settings
from composer_app.ui.panels.generate.panel import GeneratePanel


@pytest.fixture
def make(qtbot: QtBot) -> Callable[..., GeneratePanel]:
    def making(**settings: object) -> GeneratePanel:
        panel = GeneratePanel()
        qtbot.addWidget(panel)
        panel.apply(Settings(**settings))
        panel.finish()
        panel.show()
        return panel

    return making


def test_everything_is_left_to_the_model_at_first(make: Callable[..., GeneratePanel]) -> None:
    request = make().request()
    assert request.controls == Controls()
    assert (request.adventure, request.key, request.low, request.high, request.seed) == (None,) * 5
    assert request.sampling == (1.0, 0.97)


def test_settings_reach_the_request_and_come_back(make: Callable[..., GeneratePanel]) -> None:
    wanted = {
        "controls": Controls(density=0.7, chord_colour=0.0), "low": 60, "high": 79, "temperature": 1.2, "top_p": 0.9,
        "seed": 7, "key": "A minor", "lock_key": True, "form": "A8 B8", "by_form": True, "amount": 55, "adventure": 20,
    }  # fmt: skip
    panel = make(**wanted)
    request = panel.request()
    assert request.controls == Controls(density=0.7, chord_colour=0.0)
    assert (request.low, request.high, request.temperature, request.top_p, request.seed) == (60, 79, 1.2, 0.9, 7)
    assert (str(request.key), request.lock_key, request.form) == ("A minor", True, "A8 B8")
    assert (request.amount, request.adventure) == (0.55, 0.2)
    settings = panel.to_settings(Settings())
    assert {name: getattr(settings, name) for name in wanted} == wanted


def test_what_is_folded_away_says_what_is_set(make: Callable[..., GeneratePanel]) -> None:
    panel = make(controls=Controls(density=0.7), seed=7)
    assert panel.shape_fold.text() == "Shape: Density"
    assert panel.advanced_fold.text() == "Advanced: seed 7"


def test_range_below_an_octave_is_said_beside_the_button(make: Callable[..., GeneratePanel]) -> None:
    panel = make(low=60, high=64)
    assert panel.about.text() == "The melody needs a range of an octave at least."
    assert not panel.button.isEnabled()


def test_adventure_greys_what_it_sets(make: Callable[..., GeneratePanel]) -> None:
    panel = make(adventure=100)
    assert panel.sampling is not None
    assert not panel.sampling.temperature.isEnabled()
    assert "temperature 1.35" in panel.sampling.message.text()


def test_panel_scrolls_where_there_is_no_room(make: Callable[..., GeneratePanel]) -> None:
    panel = make(shape_shown=True, advanced_shown=True)
    panel.resize(344, 300)
    assert panel.minimumSizeHint().height() < 320
    assert panel.button.isVisible()


def test_what_the_model_cannot_follow_is_greyed_with_its_reason_and_not_asked_for(
    make: Callable[..., GeneratePanel],
) -> None:
    asked = {"key": "A minor", "lock_key": True, "low": 60, "high": 80, "form": "A8 B8", "by_form": True}
    panel = make(controls=Controls(density=0.7), **asked)
    assert panel.shape is not None
    path, reason = Path("notes.safetensors"), "It was never told of any."
    panel.set_models([ModelChoice("Notes", path, dict.fromkeys(("form", "key", "controls", "range"), reason))], path)
    request = panel.request()
    assert (request.key, request.lock_key, request.form, request.low, request.high) == (None, False, None, None, None)
    assert request.controls == Controls()
    assert panel.shape.knobs["density"].toolTip() == panel.signature.key.toolTip() == reason
    panel.set_models([ModelChoice("Base", path)], path)
    assert str(panel.request().key) == "A minor"
    assert panel.request().controls == Controls(density=0.7)
