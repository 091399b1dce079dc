from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from composer_app.errors import ComposerError
from composer_app.ui.panels.data.window import DataWindow
from tests.ui.conftest import Opened
from tests.ui.panels.data.statistics import progress
from tests.ui.stand_ins import StandInRead

LEFT = Qt.MouseButton.LeftButton


def look(qtbot: QtBot, opened: Opened, folder: Path, kept: int = 2) -> DataWindow:
    """The data view of a training folder, counted."""
    opened.desk.reader.reads = [StandInRead(folder / "a.mid", True)]
    opened.desk.reader.other.counted = progress(kept)
    with qtbot.waitSignal(opened.desk.session.training.reading_ended):
        opened.window.wiring.actions.training.read_folder(folder)
    with qtbot.waitSignal(opened.desk.session.counting.ended):
        qtbot.mouseClick(opened.window.parts.training.look, LEFT)
    view = opened.window.wiring.actions.data.view
    assert view is not None
    return view


def test_the_training_folder_is_looked_at(qtbot: QtBot, opened: Opened, tmp_path: Path) -> None:
    view = look(qtbot, opened, tmp_path)
    assert view.isVisible()
    assert view.title.text() == tmp_path.name
    assert view.summary.text() == "3 files, 2 with melody and chords, 5 notes, 2 minutes of music, 2 similar songs"
    qtbot.waitUntil(lambda: view.charts.settled)
    assert [song.name for song in view.songs.shown] == ["a.mid", "b.mid", "c.mid"]


def test_the_menu_opens_an_empty_view_that_says_what_to_do(qtbot: QtBot, opened: Opened) -> None:
    opened.window.wiring.menu_actions["show_data"].trigger()
    qtbot.waitUntil(lambda: opened.window.wiring.actions.data.view is not None)
    view = opened.window.wiring.actions.data.view
    assert "Choose a folder" in view.empty.text()
    assert not view.tables.isEnabled()


def test_a_folder_without_voices_shows_all_notes_only(qtbot: QtBot, opened: Opened, tmp_path: Path) -> None:
    view = look(qtbot, opened, tmp_path, kept=0)
    assert not view.part.isEnabled()
    assert view.part.toolTip()


def test_every_page_is_reached(qtbot: QtBot, opened: Opened, tmp_path: Path) -> None:
    view = look(qtbot, opened, tmp_path)
    for name in ("patterns", "songs", "charts"):
        view.page.set_value(name)
        view.page.chosen.emit(name)
        qtbot.waitUntil(lambda name=name: view.pages.currentWidget() is view.made.get(name))
    assert view.part.isVisible()


def test_stop_keeps_what_was_counted(qtbot: QtBot, opened: Opened, tmp_path: Path) -> None:
    view = look(qtbot, opened, tmp_path)
    opened.desk.reader.other.gate.clear()
    qtbot.mouseClick(view.stop, LEFT)
    assert view.stop.text() == "Stop"
    with qtbot.waitSignal(opened.desk.session.counting.ended):
        qtbot.mouseClick(view.stop, LEFT)
    assert view.stop.text() == "Refresh"
    assert view.summary.text() == "Stopped before anything was counted."


def test_a_folder_that_cannot_be_read_is_one_sentence(qtbot: QtBot, opened: Opened, tmp_path: Path) -> None:
    view = look(qtbot, opened, tmp_path)
    opened.desk.reader.other.error = ComposerError("There is no such folder.")
    with qtbot.waitSignal(opened.desk.session.counting.failed):
        qtbot.mouseClick(view.stop, LEFT)
    assert view.summary.text() == "There is no such folder."
    assert view.stop.text() == "Refresh"


def test_the_charts_are_saved_as_a_picture(
    qtbot: QtBot, opened: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = look(qtbot, opened, tmp_path)
    qtbot.waitUntil(lambda: view.charts.settled)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "charts"), ""))
    qtbot.mouseClick(view.picture, LEFT)
    qtbot.waitUntil(lambda: "Saved" in view.summary.text())
    assert QImage(str(tmp_path / "charts.png")).width() > 1000


def test_the_tables_are_saved(qtbot: QtBot, opened: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    view = look(qtbot, opened, tmp_path)
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path / "tables"))
    qtbot.mouseClick(view.tables, LEFT)
    qtbot.waitUntil(lambda: "Saved" in view.summary.text())
    assert (tmp_path / "tables" / "songs.csv").read_text().startswith("song,kept,reason")


def test_a_place_that_cannot_be_written_is_said(
    qtbot: QtBot, opened: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = look(qtbot, opened, tmp_path)
    (tmp_path / "file").touch()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path / "file" / "tables"))
    qtbot.mouseClick(view.tables, LEFT)
    qtbot.waitUntil(lambda: "were not written" in view.summary.text())


def test_a_song_is_opened_on_the_roll(qtbot: QtBot, opened: Opened, tmp_path: Path) -> None:
    view = look(qtbot, opened, tmp_path)
    with qtbot.waitSignal(opened.desk.session.document.opened):
        view._open("a.mid")
