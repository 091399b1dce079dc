"""Edited ideas compared anew with the songs that their models learnt from, one after another."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QObject, Signal, Slot

from composer_app.errors import ComposerError
from composer_app.library.idea import Idea
from composer_app.library.store import Library
from composer_app.music.clip import Clip
from composer_app.music.note import Note
from composer_app.music.originality import Originality
from composer_app.protocol.request import Request
from composer_app.ui.session.job import Job
from composer_app.ui.session.provenance import request_of

CLOSING_SECONDS = 2.0  # seconds to wait for a verdict as the window closes


class JudgeHandle(Protocol):
    """The window's end of the process that compares."""

    @property
    def is_alive(self) -> bool: ...
    def judge(self, clip: Clip, request: Request, model: Path) -> Originality | None: ...


class Judging(QObject):
    """Compares ideas while none are generated, so that nobody waits; `judged` carries the id of one that was.

    An idea whose model is gone, or that was asked for in another version of Inkling, keeps the verdict it has.
    """

    judged = Signal(object)
    failed = Signal(object)

    def __init__(
        self, library: Library, judge: JudgeHandle, model_called: Callable[[str], Path], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._library, self._judge, self._model_called = library, judge, model_called
        self._waiting: list[int] = []
        self._held = False
        self._job: Job | None = None

    def ask(self, idea: Idea) -> None:
        """Judge an idea as it is in the library when its turn comes."""
        if idea.originality is not None and idea.id not in self._waiting:
            self._waiting.append(idea.id)
            self._begin()

    def hold(self) -> None:
        """Judge no further ideas until `resume`."""
        self._held = True

    def resume(self) -> None:
        """Judge the ideas that wait."""
        self._held = False
        self._begin()

    def close(self) -> None:
        """Wait a little for the idea that was edited last, the others are left."""
        if self._judge.is_alive:
            self.resume()
        self._waiting.clear()
        job, self._job = self._job, None
        if job is not None:
            job.join(CLOSING_SECONDS)

    def _begin(self) -> None:
        if self._held or self._job is not None or not self._waiting:
            return
        number = self._waiting.pop(0)
        self._job = Job(lambda: self._judged(number), "judge", self)
        self._job.progressed.connect(self._emit_judged)
        self._job.finished.connect(self._ended)
        self._job.failed.connect(self._ended)
        self._job.failed.connect(self.failed)
        self._job.start()

    def _judged(self, number: int) -> Iterator[int]:
        """In the job's thread: the idea's number once its verdict is kept."""
        with contextlib.suppress(ComposerError):
            idea = self._library.get(number)
            if idea is None:
                return
            found = self._judge.judge(idea.clip, request_of(idea), self._model_called(idea.model))
            if found is not None:
                self._library.judge(number, found)
                yield number

    @Slot(object)
    def _emit_judged(self, number: int) -> None:
        if self._job is not None:  # None once it is closed
            self.judged.emit(number)

    @Slot()
    def _ended(self) -> None:
        if self._job is not None:
            self._job.join()  # its last signal was emitted, so its thread is about to end
            self._job.deleteLater()
            self._job = None
        self._begin()


def compared_line(clip: Clip) -> tuple[Note, ...]:
    """The notes that are compared with songs: the melody, or the chords where there is none."""
    return clip.melody or clip.chords
