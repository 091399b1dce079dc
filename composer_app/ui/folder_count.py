"""A folder counted in a child process, as Qt sees it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import QObject, Signal, Slot

from composer_app.ui.job import Job

if TYPE_CHECKING:
    from composer_app.corpus.statistics import Counted


class CounterHandle(Protocol):
    """The window's end of the process that counts."""

    def count_folder(self, folder: Path) -> Iterator[Any]: ...
    def stop(self) -> None: ...
    def close(self) -> None: ...


class FolderCount(QObject):
    """Counts one folder at a time; to stop keeps what was told so far.

    `ended` says whether it was stopped.
    """

    started = Signal(object)
    counted = Signal(object)
    ended = Signal(bool)
    failed = Signal(object)

    def __init__(self, counter: CounterHandle, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._counter = counter
        self._job: Job | None = None
        self._left: list[Job] = []  # stopped, but their threads may not have ended yet

    @property
    def counting(self) -> bool:
        """Whether a folder is being counted."""
        return self._job is not None

    def count(self, folder: Path) -> None:
        """Count a folder; one being counted before is dropped."""
        self._leave()
        self._job = Job(lambda: self._counter.count_folder(folder), "folder counter", self)
        self._job.progressed.connect(self._told)
        self._job.finished.connect(self._finished)
        self._job.failed.connect(self._failed)
        self.started.emit(folder)
        self._job.start()

    @Slot()
    def stop(self) -> None:
        """End the counting at once."""
        if self._job is not None:
            self._leave()
            self.ended.emit(True)

    def close(self) -> None:
        """End whatever is under way and wait for it."""
        self._leave()
        self._counter.close()
        for job in self._left:
            job.join(10)

    def _leave(self) -> None:
        """Hear no more of what is under way; nobody waits for its thread."""
        job, self._job = self._job, None
        self._left = [left for left in self._left if left.running]
        if job is not None:
            job.stop()
            self._counter.stop()
            self._left.append(job)

    @Slot(object)
    def _told(self, counted: Counted) -> None:
        if self.sender() is self._job:
            self.counted.emit(counted)

    @Slot()
    def _finished(self) -> None:
        if self.sender() is self._job:
            self._job = None
            self.ended.emit(False)

    @Slot(object)
    def _failed(self, error: Exception) -> None:
        if self.sender() is self._job:
            self._job = None
            self.failed.emit(error)
