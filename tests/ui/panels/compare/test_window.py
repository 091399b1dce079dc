from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from composer_app.ui.panels.compare.window import CompareWindow
from tests.ui.panels.compare.reports import said

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def view(qtbot: QtBot, tmp_path: Path) -> CompareWindow:
    made = CompareWindow()
    qtbot.addWidget(made)
    made.show()
    qtbot.waitUntil(lambda: made.ready)
    made.set_folder(tmp_path)
    return made


def tell(view: CompareWindow, folder: Path, count: int | None = None) -> None:
    for row in view.rows.values():
        row.included.setChecked(row.method in ("two_voice", "melody_grid"))
    view.begin(view.comparison)
    for told in said(folder)[:count]:
        view.show_report(told)


def test_nothing_starts_without_a_folder_or_a_method(qtbot: QtBot) -> None:
    view = CompareWindow()
    qtbot.addWidget(view)
    view.show()
    qtbot.waitUntil(lambda: view.ready)
    assert not view.start.isEnabled()
    view.set_folder(Path("songs"))
    assert view.start.isEnabled()
    assert view.summary.text() == "6 methods, about 30 minutes in all."
    for row in view.rows.values():
        row.included.setChecked(False)
    assert not view.start.isEnabled()


def test_figures_stand_beside_the_best_baseline(view: CompareWindow, tmp_path: Path) -> None:
    tell(view, tmp_path)
    row = view.rows["melody_grid"]
    assert (row.accuracy.value.text(), row.accuracy.beside.text()) == ("41.0 %", "beats Markov 4, 32.0 %")
    assert (row.own.name.text(), row.own.value.text()) == ("Step accuracy", "61.0 %")
    assert row.own.beside.text() == "below Markov 4, 65.0 %"
    assert row.speed.value.text() == "12 k/s"


def test_a_method_that_cannot_says_why(view: CompareWindow, tmp_path: Path) -> None:
    tell(view, tmp_path)
    assert view.rows["two_voice"].state.text() == "No file here holds both melody and chords."
    assert view.rows["note_names"].state.text() == "not included"


def test_curves_are_drawn_while_it_learns(view: CompareWindow, tmp_path: Path) -> None:
    tell(view, tmp_path)
    assert view.losses.points("melody_grid") == [(0.25, 100.0), (0.5, 50.0)]
    assert view.accuracies.points("melody_grid") == [(0.55, 41.0)]


def test_ideas_are_heard_and_opened(qtbot: QtBot, view: CompareWindow, tmp_path: Path) -> None:
    tell(view, tmp_path)
    view.end(False)
    row = view.rows["melody_grid"]
    roll = row.rolls[1]
    with qtbot.waitSignal(view.play_requested) as heard:
        qtbot.mouseClick(roll, LEFT)
    assert heard.args == [roll.clip, row.number * 3 + 1]
    with qtbot.waitSignal(view.open_requested) as opened:
        qtbot.keyClick(roll, Qt.Key.Key_Return)
    assert opened.args == [roll.clip, "Melody grid"]
    view.show_played(row.number * 3 + 1, 0.5)
    view.show_played(None)


def test_stop_keeps_what_was_reached(view: CompareWindow, tmp_path: Path) -> None:
    tell(view, tmp_path, 5)
    assert view.start.text() == "Stop"
    view.end(True)
    assert view.rows["melody_grid"].state.text() == "stopped"
    assert view.rows["two_voice"].state.text().startswith("No file")
    assert view.summary.text().startswith("Stopped: 0 of 2 methods scored.")
    assert view.losses.points("melody_grid")


def test_everything_has_a_name_for_a_screen_reader(view: CompareWindow, tmp_path: Path) -> None:
    tell(view, tmp_path)
    assert all(button.accessibleName() for button in view.findChildren(QAbstractButton) if button.isVisible())
    assert view.rows["melody_grid"].rolls[0].accessibleName().startswith("Melody grid, idea 1, ")
