"""What is at work behind the window, put together."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject

from composer_app.library.store import Library
from composer_app.ui.session.document import Document
from composer_app.ui.session.ideas import Ideas
from composer_app.ui.session.jobs import Jobs
from composer_app.ui.session.latest_run import LatestRun
from composer_app.ui.session.messages import Messages
from composer_app.ui.session.models import Models
from composer_app.ui.session.playing import PlayerHandle, Playing
from composer_app.ui.session.recording import Recording
from composer_app.ui.session.training_run import ReaderHandle, TrainerHandle, TrainingRun
from composer_app.ui.session.writing import GeneratorHandle, Writing

if TYPE_CHECKING:
    from composer_app.protocol.comparison import Comparison, MethodProgress, MethodResult, Split


class ComparerHandle(Protocol):
    """The window's end of the process that compares methods."""

    def compare(self, wish: Comparison) -> Iterator[Split | MethodProgress | MethodResult]: ...
    def stop(self) -> None: ...


class Session(QObject):
    """The library, the opened clip, the models, and the workers that play, generate, train, count and compare.

    A QObject so that all of them are destroyed together, in the window's thread.
    """

    def __init__(  # the composition root hands all parts in, so that a test can hand in others
        self,
        library: Library,
        generator: GeneratorHandle,
        player: PlayerHandle,
        trainer: TrainerHandle,
        reader: ReaderHandle,
        comparer: ComparerHandle,
        model_folders: tuple[Path, Path],
    ) -> None:
        super().__init__()
        self.library, self.closed, self._reader = library, False, reader
        self.messages = Messages(self)
        self.jobs = Jobs(self.messages, self)
        self.playing = Playing(player, self)
        self.recording = Recording(self.jobs, self)
        self.playing.received.connect(self.recording.receive)
        self.playing.moved.connect(self.recording.follow)
        self.recording.failed.connect(self.messages.failed)
        self.models = Models(*model_folders, self.messages, self)
        self.ideas = Ideas(library, self.jobs, self.messages, self)
        self.document = Document(self.ideas, self.playing, reader.read_clip, self.jobs, self.messages, self)
        self.writing = Writing(generator, self.models, self.ideas, self.jobs, self.messages, self)
        self.training = TrainingRun(trainer, reader, self)
        counter = reader.apart()
        self.counting = LatestRun(counter.count_folder, counter.stop, "folder counter", self)
        self.comparing = LatestRun(comparer.compare, comparer.stop, "comparer", self)
        self.document.line_changed.connect(self.writing.judging.ask)
        self.training.model_written.connect(self.models.use)

    def close(self) -> None:
        """Save, and end everything that runs."""
        self.closed = True
        self.writing.judging.hold()
        self.document.save()
        self._reader.stop()
        self.writing.close()
        self.playing.close()
        self.training.close()
        self.counting.close()
        self.comparing.close()
        self.models.close()
        self.jobs.close()
        self.library.close()
