"""The measure of how long events wait."""

from __future__ import annotations

import time
from pathlib import Path

from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from composer_app.ui.testing.event_waits import EventWaits


def test_a_blocked_loop_is_seen_as_a_long_wait(qtbot: QtBot, tmp_path: Path) -> None:
    parent, path = QObject(), tmp_path / "waits"
    waits = EventWaits(path, parent)
    qtbot.waitUntil(lambda: path.read_text() != "")  # it runs
    time.sleep(0.2)
    qtbot.waitUntil(lambda: max(float(line.split()[1]) for line in path.read_text().splitlines()) > 150)
    waits.close()
