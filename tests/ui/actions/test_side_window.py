from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QWidget

from composer_app.ui.actions.side_window import SideWindow, choose_folder
from tests.ui.conftest import Opened


def test_the_next_choice_begins_where_the_last_one_ended(
    opened: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[str] = []

    def choose(over: QWidget | None, title: str, place: str) -> str:
        begun.append(place)
        return str(tmp_path)

    monkeypatch.setattr(QFileDialog, "getExistingDirectory", choose)
    parts = opened.window.parts
    assert choose_folder(parts, None) == choose_folder(parts, None) == tmp_path
    assert begun == ["", str(tmp_path)]


def test_a_choice_that_is_broken_off_changes_nothing(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: "")
    before = opened.window.parts.settings
    assert choose_folder(opened.window.parts, None) is None
    assert opened.window.parts.settings == before


@pytest.mark.parametrize(("typed", "saved"), [("mine", "mine.csv"), ("mine.txt", "mine.txt"), ("", None)])
def test_a_name_without_an_ending_gets_the_offered_one(
    opened: Opened, monkeypatch: pytest.MonkeyPatch, typed: str, saved: str | None
) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (typed, ""))
    path = SideWindow(opened.window.parts).choose_file("Save", "songs.csv", "CSV tables (*.csv)")
    assert path == (Path(saved) if saved else None)
