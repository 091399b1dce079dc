from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from composer_app.errors import ComposerError
from composer_app.protocol.training_settings import TrainingSettings
from composer_app.ui.panels.compare.window import CompareWindow
from tests.ui.conftest import Opened
from tests.ui.panels.compare.reports import said
from tests.ui.stand_ins import StandInRead

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def view(qtbot: QtBot, opened: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CompareWindow:
    """The Compare view with a folder chosen."""
    deeds = opened.window.wiring.actions.compare
    opened.window.wiring.menu_actions["show_compare"].trigger()
    qtbot.waitUntil(lambda: deeds.view is not None and deeds.view.ready)
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path))
    qtbot.mouseClick(deeds.view.choose, LEFT)
    opened.desk.comparer.says = said(tmp_path)
    return deeds.view


def compare(qtbot: QtBot, opened: Opened, view: CompareWindow) -> None:
    with qtbot.waitSignal(opened.desk.session.comparing.ended):
        qtbot.mouseClick(view.start, LEFT)


def test_chosen_methods_are_compared_on_the_chosen_folder(
    qtbot: QtBot, opened: Opened, view: CompareWindow, tmp_path: Path
) -> None:
    view.rows["beat_roll"].included.setChecked(False)
    view.minutes.setValue(2)
    compare(qtbot, opened, view)
    (wish,) = opened.desk.comparer.asked
    assert (wish.folder, wish.minutes, "beat_roll" in wish.methods, len(wish.methods)) == (tmp_path, 2.0, False, 5)
    assert view.summary.text().startswith("Done: 1 of 5 methods scored.")


def test_an_idea_plays_and_stops_at_a_second_click(qtbot: QtBot, opened: Opened, view: CompareWindow) -> None:
    compare(qtbot, opened, view)
    roll = view.rows["melody_grid"].rolls[2]
    qtbot.mouseClick(roll, LEFT)
    assert opened.desk.player.told[-1][:2] == ("play", roll.clip)
    qtbot.mouseClick(roll, LEFT)
    assert opened.desk.player.told[-1] == ("stop",)


def test_an_idea_is_taken_into_the_library(qtbot: QtBot, opened: Opened, view: CompareWindow) -> None:
    compare(qtbot, opened, view)
    roll = view.rows["melody_grid"].rolls[0]
    qtbot.keyClick(roll, Qt.Key.Key_Return)
    idea = opened.desk.session.document.idea
    assert idea is not None
    assert (idea.clip.melody, idea.model) == (roll.clip.melody, "Melody grid")


def test_a_model_is_kept(qtbot: QtBot, opened: Opened, view: CompareWindow, tmp_path: Path) -> None:
    compare(qtbot, opened, view)
    qtbot.mouseClick(view.rows["melody_grid"].keep, LEFT)
    qtbot.waitUntil(lambda: "in the list of models" in view.summary.text())
    (kept,) = opened.desk.session.models.own_folder.glob("*.safetensors")
    assert kept.stem == f"{tmp_path.name} Melody grid"


def test_stop_ends_it_at_once(qtbot: QtBot, opened: Opened, view: CompareWindow) -> None:
    opened.desk.comparer.gate.clear()
    qtbot.mouseClick(view.start, LEFT)
    qtbot.waitUntil(lambda: view.rows["melody_grid"].result is not None)
    with qtbot.waitSignal(opened.desk.session.comparing.ended):
        qtbot.mouseClick(view.start, LEFT)
    assert view.summary.text().startswith("Stopped: 1 of 6")
    assert view.rows["melody_grid"].rolls[0].isEnabled()


def test_a_folder_that_cannot_serve_is_one_sentence(qtbot: QtBot, opened: Opened, view: CompareWindow) -> None:
    opened.desk.comparer.error = ComposerError("Two songs are too few.")
    with qtbot.waitSignal(opened.desk.session.comparing.failed):
        qtbot.mouseClick(view.start, LEFT)
    assert view.summary.text() == "Two songs are too few."
    assert view.start.text() == "Start comparing"


def test_the_figures_are_saved_as_a_table(
    qtbot: QtBot, opened: Opened, view: CompareWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not view.table.isEnabled()
    compare(qtbot, opened, view)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "figures"), ""))
    qtbot.mouseClick(view.table, LEFT)
    qtbot.waitUntil(lambda: "Saved" in view.summary.text())
    header, refused, grid, *_ = (tmp_path / "figures.csv").read_text().splitlines()
    assert header.startswith("method,title,of,refused")
    assert refused.startswith("two_voice,Two voices,model,No file here")
    assert grid.startswith("melody_grid,Melody grid,model,,12,3,58049")


def test_a_table_that_cannot_be_written_is_one_sentence(
    qtbot: QtBot, opened: Opened, view: CompareWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    compare(qtbot, opened, view)
    (tmp_path / "file").touch()
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "file" / "x.csv"), ""))
    qtbot.mouseClick(view.table, LEFT)
    qtbot.waitUntil(lambda: "was not written" in view.summary.text())


def test_no_comparison_begins_while_a_model_is_trained(
    qtbot: QtBot, opened: Opened, view: CompareWindow, tmp_path: Path
) -> None:
    opened.desk.trainer.gate.clear()
    training = opened.desk.session.training
    training.train(TrainingSettings(tmp_path, opened.desk.session.models.own_folder / "x.safetensors"))
    assert not view.start.isEnabled()
    assert "being trained" in view.start.toolTip()
    with qtbot.waitSignal(training.ended):
        opened.desk.trainer.gate.set()
    assert view.start.isEnabled()
    assert "one after another" in view.start.toolTip()


def test_no_training_begins_while_methods_are_compared(
    qtbot: QtBot, opened: Opened, view: CompareWindow, tmp_path: Path
) -> None:
    opened.desk.reader.reads = [StandInRead(tmp_path / "a.mid", True)]
    with qtbot.waitSignal(opened.desk.session.training.reading_ended):
        opened.window.wiring.actions.training.read_folder(tmp_path)
    start = opened.window.parts.training.start
    assert start.isEnabled()
    opened.desk.comparer.gate.clear()
    qtbot.mouseClick(view.start, LEFT)
    assert not start.isEnabled()
    assert "Methods are being compared" in start.toolTip()
    opened.window.wiring.actions.training.start_training()
    assert opened.desk.trainer.asked == []
    with qtbot.waitSignal(opened.desk.session.comparing.ended):
        qtbot.mouseClick(view.start, LEFT)
    assert start.isEnabled()
    assert start.toolTip() == "Train a model on these songs"
