from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from composer_app.errors import ComposerError
from composer_app.ui.widgets.messages import CrashCatcher, CrashDialog, StatusLine, Toast


@pytest.fixture
def catcher(qtbot: QtBot, tmp_path: Path) -> Iterator[CrashCatcher]:
    catcher = CrashCatcher(tmp_path / "crashes.txt")
    catcher.install()
    yield catcher
    catcher.remove()


def crash(error: Exception) -> None:
    sys.excepthook(type(error), error, None)


def test_composers_error_is_a_sentence_and_no_crash(qtbot: QtBot, catcher: CrashCatcher, tmp_path: Path) -> None:
    with qtbot.waitSignal(catcher.announced) as spoke:
        crash(ComposerError("The disk is full."))
    assert spoke.args == ["The disk is full."]
    assert not (tmp_path / "crashes.txt").exists()


def test_crash_is_told_and_written_down(
    qtbot: QtBot, catcher: CrashCatcher, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with qtbot.waitSignal(catcher.crashed) as crashed:
        crash(ZeroDivisionError("oh"))
    assert "ZeroDivisionError: oh" in crashed.args[0]
    assert "ZeroDivisionError: oh" in (tmp_path / "crashes.txt").read_text()


def test_crash_of_a_thread_is_told_too(qtbot: QtBot, catcher: CrashCatcher, capsys: pytest.CaptureFixture[str]) -> None:
    def work() -> None:
        raise ZeroDivisionError("in a thread")

    with qtbot.waitSignal(catcher.crashed) as crashed:
        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
    assert "in a thread" in crashed.args[0]


def test_dialog_says_that_the_ideas_are_safe(qtbot: QtBot) -> None:
    dialog = CrashDialog("Traceback: x")
    qtbot.addWidget(dialog)
    assert dialog.details.toPlainText() == "Traceback: x"
    assert [button.text() for button in dialog.findChildren(QPushButton)] == ["Copy details", "Continue"]


def test_toast_offers_what_to_do(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(800, 600)
    window.show()
    toast = Toast(window)
    toast.show_text("Idea 3 was deleted.", action="Undo")
    button = next(button for button in toast.findChildren(QPushButton) if button.text() == "Undo")
    with qtbot.waitSignal(toast.acted):
        button.click()
    assert not toast.isVisible()


def test_status_line_says_what_happened(qtbot: QtBot) -> None:
    status = StatusLine()
    qtbot.addWidget(status)
    status.show_message("Saved.")
    assert status.text == "Saved."
