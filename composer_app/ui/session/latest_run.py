"""Work in a child process, one at a time, as Qt signals."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from PySide6.QtCore import QObject, Signal, Slot

from composer_app.ui.session.job import Job


class LatestRun(QObject):
    """Does one thing at a time; to stop does not wait for the thread.

    `work` takes what `start` is given, blocks and yields, in a thread; `end` makes it come to an end at once, from
    any thread. `reported` carries what it yields, `ended` whether it was stopped.
    """

    started = Signal(object)
    reported = Signal(object)
    ended = Signal(bool)
    failed = Signal(object)

    def __init__(
        self,
        work: Callable[..., Iterator[object]],
        end: Callable[[], None],
        name: str,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._work, self._end, self._name = work, end, name
        self._job: Job | None = None
        self._dropped: list[Job] = []  # stopped, but their threads may not have ended yet

    @property
    def running(self) -> bool:
        """Whether something is under way."""
        return self._job is not None

    @Slot(object)
    def start(self, asked: object) -> None:
        """Begin; a run under way is dropped."""
        self._drop()
        self._job = Job(lambda: self._work(asked), self._name, self)
        self._job.progressed.connect(self._report)
        self._job.finished.connect(self._finished)
        self._job.failed.connect(self._failed)
        self.started.emit(asked)
        self._job.start()

    @Slot()
    def stop(self) -> None:
        """End it at once."""
        if self._job is not None:
            self._drop()
            self.ended.emit(True)

    def close(self) -> None:
        """End whatever is under way and wait for it."""
        self._drop()
        self._end()
        for job in self._dropped:
            job.join(10)

    def _drop(self) -> None:
        """Ignore what is under way from now on, without waiting for its thread."""
        job, self._job = self._job, None
        self._dropped = [left for left in self._dropped if left.running]
        if job is not None:
            job.stop()
            self._end()
            self._dropped.append(job)

    @Slot(object)
    def _report(self, value: object) -> None:
        if self.sender() is self._job:
            self.reported.emit(value)

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
