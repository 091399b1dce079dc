from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from composer_app.models.listing import ModelChoice
from composer_app.protocol.request import Span
from composer_app.settings import Settings
from composer_app.ui.panels.generate.panel import ONLY_NEW, GeneratePanel
from composer_app.ui.panels.generate.steering import Shape
from composer_app.ui.session.target import Target


@pytest.fixture
def make(qtbot: QtBot) -> Callable[..., GeneratePanel]:
    def making(**settings: object) -> GeneratePanel:
        panel = GeneratePanel()
        qtbot.addWidget(panel)
        panel.apply(Settings(**settings))
        panel.finish()
        return panel

    return making


def shape_of(panel: GeneratePanel) -> Shape:
    assert panel.shape is not None
    return panel.shape


def test_idea_begins_on_bar_1_at_first(make: Callable[..., GeneratePanel]) -> None:
    assert make().request().pickup == 0


def test_pickup_reaches_the_request_and_is_remembered(make: Callable[..., GeneratePanel]) -> None:
    panel = make(pickup=2)
    assert (panel.request().pickup, panel.to_settings(Settings()).pickup) == (2, 2)
    assert panel.shape_fold.text() == "Shape: Pickup"


def test_pickup_is_greyed_with_a_reason_where_a_clip_is_filled(make: Callable[..., GeneratePanel]) -> None:
    panel = make(pickup=2)
    panel.set_target(Target("fill", (Span("melody", 0, 1),), "Fill bars 1-2", source="selection"))
    pickup = shape_of(panel).pickup
    assert (pickup.isEnabled(), pickup.toolTip(), panel.request().pickup) == (False, ONLY_NEW, 0)
    panel.set_target(Target())
    assert (pickup.isEnabled(), panel.request().pickup) == (True, 2)


def test_pickup_is_greyed_where_the_model_knows_none(make: Callable[..., GeneratePanel]) -> None:
    panel, path = make(pickup=1), Path("rows.safetensors")
    panel.set_models([ModelChoice("Rows", path, {"pickup": "It knows none."})], path)
    assert (shape_of(panel).pickup.toolTip(), panel.request().pickup) == ("It knows none.", 0)


def test_pickup_as_long_as_the_bar_is_said_beside_the_button(make: Callable[..., GeneratePanel]) -> None:
    panel = make(pickup=3, meter="3/4")
    assert panel.about.text() == "A pickup is shorter than a bar of 3/4: choose a shorter one, or another meter."
    assert not panel.button.isEnabled()
