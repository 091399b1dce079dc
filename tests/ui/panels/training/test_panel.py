from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QPushButton, QScrollArea
from pytestqt.qtbot import QtBot

from composer_app.ui.panels.training.panel import TrainingPanel
from composer_app.ui.widgets import theme
from tests.ui.stand_ins import StandInRead

NARROWEST = 288


@pytest.fixture
def panel(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> TrainingPanel:
    panel = TrainingPanel()
    qtbot.addWidget(panel)
    panel.setStyleSheet(theme.stylesheet())
    panel.begin_reading(tmp_path, "Songs")
    panel.add_file(StandInRead(tmp_path / "a.mid", True))
    panel.end_reading()
    panel.show()
    return panel


@pytest.mark.parametrize("width", [NARROWEST, 360])
def test_no_button_is_cut_off(panel: TrainingPanel, width: int) -> None:
    panel.resize(width, 800)
    QApplication.processEvents()
    inside = panel.findChild(QScrollArea).viewport().width()
    content = panel.findChild(QScrollArea).widget()
    for button in content.findChildren(QPushButton):
        if button.isVisible():
            assert button.mapTo(content, button.rect().topRight()).x() < inside, button.text()


def test_buttons_stand_side_by_side_where_there_is_room(panel: TrainingPanel) -> None:
    panel.resize(360, 800)
    QApplication.processEvents()
    assert panel.choose.y() == panel.demo.y()
    panel.resize(NARROWEST, 800)
    QApplication.processEvents()
    assert panel.choose.y() < panel.demo.y()


def test_blocked_is_the_reason_on_the_greyed_buttons(panel: TrainingPanel) -> None:
    assert panel.start.isEnabled()
    panel.set_blocked("Methods are being compared.")
    assert [(button.isEnabled(), button.toolTip()) for button in (panel.start, panel.again)] == [
        (False, "Methods are being compared.")
    ] * 2
    panel.set_blocked("")
    assert panel.start.isEnabled()
    assert panel.start.toolTip() == "Train a model on these songs"
