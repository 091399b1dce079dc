"""The map of widgets that the desktop tests click by."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QListWidget, QMenu, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from composer_app.ui.testing.widget_map import WidgetMap, visible_widgets


@pytest.fixture
def panel(qtbot: QtBot) -> QWidget:
    panel = QWidget()
    panel.resize(300, 200)
    button = QPushButton("&Generate idea", panel)
    button.setObjectName("generate")
    button.setGeometry(20, 30, 100, 40)
    hidden = QPushButton("Hidden", panel)
    hidden.hide()
    qtbot.addWidget(panel)
    panel.show()
    qtbot.waitExposed(panel)
    return panel


def test_a_widget_is_found_by_its_name_where_it_stands(panel: QWidget) -> None:
    found = next(widget for widget in visible_widgets() if widget["name"] == "generate")
    corner = panel.mapToGlobal(panel.rect().topLeft())
    assert found["rectangle"] == [corner.x() + 20, corner.y() + 30, 100, 40]
    assert found["text"] == "Generate idea"


def test_what_is_hidden_is_left_out(panel: QWidget) -> None:
    assert "Hidden" not in [widget["text"] for widget in visible_widgets()]


def test_the_entries_of_an_open_menu_are_listed(qtbot: QtBot, panel: QWidget) -> None:
    menu = QMenu(panel)
    menu.addAction("&Open…")
    menu.popup(panel.mapToGlobal(panel.rect().center()))
    qtbot.waitUntil(menu.isVisible)
    assert "Open…" in [entry["text"] for entry in visible_widgets() if entry["class"] == "QAction"]
    menu.close()


def test_the_rows_of_a_list_are_listed(qtbot: QtBot, panel: QWidget) -> None:
    rows = QListWidget(panel)
    rows.addItems(["Built-in piano", "Inkling"])
    rows.show()
    found = [widget for widget in visible_widgets() if widget["class"] == "row"]
    assert [row["text"] for row in found] == ["Built-in piano", "Inkling"]
    assert all(row["seen"] for row in found)


def test_the_map_is_written_when_it_is_wanted(qtbot: QtBot, panel: QWidget, tmp_path: Path) -> None:
    path = tmp_path / "widgets.json"
    answering = WidgetMap(path, panel)
    (tmp_path / "widgets.json.wanted").touch()
    qtbot.waitUntil(path.exists)
    qtbot.waitUntil(lambda: not (tmp_path / "widgets.json.wanted").exists())
    assert any(widget["name"] == "generate" for widget in json.loads(path.read_text(encoding="utf-8")))
    answering.deleteLater()
    QApplication.processEvents()
