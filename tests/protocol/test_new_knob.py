"""A knob that is added as one row of the table is everywhere where the others are."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from composer_app.commands import parser
from composer_app.commands.generate import request_of
from composer_app.protocol.controls import CONTROLS, Control, Controls
from composer_app.protocol.request import Request
from composer_app.protocol.request_json import request_from_json, request_to_json
from composer_app.settings import Settings, load_settings, save_settings
from composer_app.ui.panels.generate.panel import GeneratePanel


@pytest.fixture(autouse=True)
def swing(monkeypatch: pytest.MonkeyPatch) -> None:
    row = Control("swing", "Swing", "delay of the off-beats", low_end="straight", high_end="triplets", feature="swing")
    monkeypatch.setitem(CONTROLS, row.name, row)


def test_request_keeps_it() -> None:
    request = Request(controls=Controls(swing=0.4))
    assert request.controls.features == {"swing": 0.4}
    assert request_from_json(request_to_json(request)) == request
    with pytest.raises(ValueError, match="Swing must be from 0 to 1"):
        Controls(swing=2)


def test_settings_keep_it(tmp_path: Path) -> None:
    settings = Settings(controls=Controls(swing=0.4))
    save_settings(settings, tmp_path)
    assert json.loads((tmp_path / "settings.json").read_text())["swing"] == 40
    assert load_settings(tmp_path) == settings


def test_panel_has_it(qtbot: QtBot) -> None:
    panel = GeneratePanel()
    qtbot.addWidget(panel)
    panel.apply(Settings(controls=Controls(swing=0.4)))
    panel.finish()
    assert panel.shape is not None
    knob = panel.shape.knobs["swing"]
    assert knob.toolTip().startswith("Delay of the off-beats, from straight to triplets.")
    knob.slider.setValue(70)
    assert panel.request().controls == panel.to_settings(Settings()).controls == Controls(swing=0.7)


def test_command_line_has_it(capsys: pytest.CaptureFixture[str]) -> None:
    words = parser().parse_args(["generate", "--out", "x", "--swing", "0.4"])
    assert request_of(words).controls == Controls(swing=0.4)
    with pytest.raises(SystemExit):
        parser().parse_args(["generate", "--help"])
    assert "delay of the off-beats, from straight to triplets" in capsys.readouterr().out
