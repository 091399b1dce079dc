"""The one bridge between threads and Qt: a worker's values as signals."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable

from PySide6.QtCore import QObject, Signal


class Job(QObject):
    """Runs one blocking generator to its end in a background thread and hands its values on.

    `progressed` carries each value, then comes either `finished` or `failed` with the exception.
    Receivers must be slots of QObjects: Qt then calls them in their own thread.
    """

    progressed = Signal(object)
    finished = Signal()
    failed = Signal(object)

    def __init__(self, work: Callable[[], Iterable[object]], name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._work = work
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    @property
    def running(self) -> bool:
        """Whether the thread is still at work."""
        return self._thread.is_alive()

    def start(self) -> None:
        """Begin; once only."""
        self._thread.start()

    def stop(self) -> None:
        """Take no more values; a generator that blocks must be ended by its worker."""
        self._stopping.set()

    def join(self, seconds: float | None = None) -> None:
        """Wait for the thread to end."""
        if self._thread.ident is not None:
            self._thread.join(seconds)

    def _run(self) -> None:
        try:
            values = self._work()
            try:
                for value in values:
                    if self._stopping.is_set():
                        break
                    self.progressed.emit(value)
            finally:
                close = getattr(values, "close", None)
                if close is not None:
                    close()
        # The one broad except on this side of the pipe: whatever it was, the window must show it.
        except Exception as error:  # noqa: BLE001
            self.failed.emit(error)
        else:
            self.finished.emit()
