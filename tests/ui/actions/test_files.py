from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from composer_app.export.formats import WRITERS
from composer_app.library.idea import Idea
from composer_app.music.clip import Clip
from composer_app.music.note import Note
from tests.ui.conftest import Opened

CLIP = Clip((), (Note(0, 480, 72),), 1920)


@pytest.mark.parametrize("name", WRITERS)
def test_menu_exports_the_opened_idea_in_every_format(
    qtbot: QtBot, open_window: Callable[..., Opened], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    opened = open_window()
    opened.desk.session.document.open_idea(opened.desk.library.add(Idea("Dawn", CLIP)))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path / "out"))
    (tmp_path / "out").mkdir()
    action = opened.window.findChild(QAction, f"menu_export_{name}")
    assert action is not None
    with qtbot.waitSignal(opened.desk.session.messages.announced):
        action.trigger()
    assert [path.suffix for path in (tmp_path / "out").iterdir()] == [WRITERS[name].suffix]


def test_nothing_to_export_is_said(qtbot: QtBot, open_window: Callable[..., Opened]) -> None:
    opened = open_window()
    action = opened.window.findChild(QAction, "menu_export_png")
    assert action is not None
    with qtbot.waitSignal(opened.desk.session.messages.failed) as failed:
        action.trigger()
    assert "nothing to export" in str(failed.args[0])


def test_failed_export_takes_the_last_success_off_the_status_line(
    qtbot: QtBot, open_window: Callable[..., Opened], tmp_path: Path
) -> None:
    opened = open_window()
    idea = opened.desk.library.add(Idea("Dawn", CLIP))
    session, parts = opened.desk.session, opened.window.parts
    messages = session.messages
    (tmp_path / "out").mkdir()
    (tmp_path / "file").touch()
    for folder, signal in ((tmp_path / "out", messages.announced), (tmp_path / "file", messages.failed)):
        with qtbot.waitSignal(signal):
            session.ideas.export([idea], folder, "midi", "piano")
    assert parts.status.text == ""
    assert "Dawn.mid was not saved" in parts.toast.text
