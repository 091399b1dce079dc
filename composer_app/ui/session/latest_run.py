"""Work in a child process, one at a time, as Qt sees it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from composer_app.ui.session.job import Job


class LatestRun(QObject):
    """Does one thing at a time; to stop does not wait, and what was told stands.

    `work` blocks and yields, in a thread; `end` makes it come to an end at once, from any thread.
    `ended` says whether it was stopped.
    """

    started = Signal(object)
    told = Signal(object)
    ended = Signal(bool)
    failed = Signal(object)

    def __init__(
        self, work: Callable[[Any], Iterator[Any]], end: Callable[[], None], name: str, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._work, self._end, self._name = work, end, name
        self._job: Job | None = None
        self._left: list[Job] = []  # stopped, but their threads may not have ended yet

    @property
    def running(self) -> bool:
        """Whether something is under way."""
        return self._job is not None

    @Slot(object)
    def start(self, asked: Any) -> None:
        """Begin; what is under way is dropped."""
        self._leave()
        self._job = Job(lambda: self._work(asked), self._name, self)
        self._job.progressed.connect(self._told)
        self._job.finished.connect(self._finished)
        self._job.failed.connect(self._failed)
        self.started.emit(asked)
        self._job.start()

    @Slot()
    def stop(self) -> None:
        """End it at once."""
        if self._job is not None:
            self._leave()
            self.ended.emit(True)

    def close(self) -> None:
        """End whatever is under way and wait for it."""
        self._leave()
        self._end()
        for job in self._left:
            job.join(10)

    def _leave(self) -> None:
        """Hear no more of what is under way; nobody waits for its thread."""
        job, self._job = self._job, None
        self._left = [left for left in self._left if left.running]
        if job is not None:
            job.stop()
            self._end()
            self._left.append(job)

    @Slot(object)
    def _told(self, value: Any) -> None:
        if self.sender() is self._job:
            self.told.emit(value)

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
