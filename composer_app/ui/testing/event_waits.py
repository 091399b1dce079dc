"""How long events wait in the window: a timer that should fire every 5 ms writes down how late it was."""

from __future__ import annotations

import os
import time
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer, Slot
from PySide6.QtWidgets import QApplication

VARIABLE = "INKLING_EVENT_WAITS"
_INTERVAL = 0.005
_REPORT = 0.25


class EventWaits(QObject):
    """Appends a line four times a second: the time (monotonic seconds), the longest wait since the last line in ms."""

    def __init__(self, path: Path, parent: QObject) -> None:
        super().__init__(parent)
        self._file = path.open("a", encoding="utf-8", buffering=1)
        self._last = self._reported = time.monotonic()
        self._longest = 0.0
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)
        self._timer.start(round(_INTERVAL * 1000))

    @Slot()
    def _tick(self) -> None:
        now = time.monotonic()
        self._longest = max(self._longest, now - self._last - _INTERVAL)
        self._last = now
        if now - self._reported >= _REPORT:
            self._file.write(f"{now:.4f} {self._longest * 1000:.1f}\n")
            self._reported, self._longest = now, 0.0

    def close(self) -> None:
        """Ends the measuring."""
        self._timer.stop()
        self._file.close()


def install_event_waits(application: QApplication) -> None:
    """Begins to measure if the environment asks for it; costs nothing otherwise."""
    path = os.environ.get(VARIABLE)
    if path:
        waits = EventWaits(Path(path), application)
        application.aboutToQuit.connect(waits.close)
