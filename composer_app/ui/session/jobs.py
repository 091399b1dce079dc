"""The short jobs of the session: each is dropped when it ends, and its failure is announced."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QObject, Slot

from composer_app.ui.session.job import Job
from composer_app.ui.session.messages import Messages

_PATIENCE = 10.0  # seconds to wait for each job as the window closes


class Jobs(QObject):
    """Holds the jobs that run."""

    def __init__(self, messages: Messages, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._messages = messages
        self._running: list[Job] = []

    def make(self, work: Callable[[], Iterable[object]], name: str) -> Job:
        """A job to connect to and to start."""
        job = Job(work, name, self)
        job.finished.connect(self._drop)
        job.failed.connect(self._drop)
        job.failed.connect(self._messages.failed)
        self._running.append(job)
        return job

    def close(self) -> None:
        """Stop all jobs and wait for them."""
        for job in list(self._running):
            job.stop()
            job.join(_PATIENCE)

    @Slot()
    def _drop(self) -> None:
        job = self.sender()
        if isinstance(job, Job) and job in self._running:
            job.join()  # its last signal was emitted, so its thread is about to end
            self._running.remove(job)
            job.deleteLater()
