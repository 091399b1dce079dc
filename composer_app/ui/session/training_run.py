"""A folder read and a model trained on it, as Qt signals."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, Signal, Slot

from composer_app.music.clip import Clip
from composer_app.protocol.progress import Finished, Progress
from composer_app.protocol.training_settings import TrainingSettings
from composer_app.ui.session.job import Job

if TYPE_CHECKING:
    from composer_app.corpus.reading.folder import FileRead
    from composer_app.corpus.statistics.figures import StatisticsProgress


class TrainerHandle(Protocol):
    """The window's end of the trainer process."""

    def train(self, settings: TrainingSettings) -> Iterator[object]: ...
    def stop(self) -> None: ...
    def pause(self) -> None: ...
    def resume(self) -> None: ...
    def close(self) -> None: ...


class ReaderHandle(Protocol):
    """The window's end of the processes that read files."""

    def read_folder(self, folder: Path) -> Iterator[FileRead]: ...
    def read_clip(self, path: Path) -> Clip: ...
    def count_folder(self, folder: Path) -> Iterator[StatisticsProgress]: ...
    def apart(self) -> ReaderHandle: ...
    def stop(self) -> None: ...
    def close(self) -> None: ...


class TrainingRun(QObject):
    """Reads one folder at a time and trains one model at a time; the last run can be resumed."""

    reading_started = Signal(object)
    file_read = Signal(object)
    reading_ended = Signal()
    reading_failed = Signal(object)
    started = Signal(object)
    progressed = Signal(object)
    paused = Signal(bool)
    model_written = Signal(object)
    ended = Signal()
    failed = Signal(object)

    def __init__(self, trainer: TrainerHandle, reader: ReaderHandle, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._trainer, self._reader = trainer, reader
        self._reading: Job | None = None
        self._training: Job | None = None
        self.settings: TrainingSettings | None = None

    @property
    def training(self) -> bool:
        """Whether a run is under way, paused or not."""
        return self._training is not None

    def read(self, folder: Path) -> None:
        """Read a folder and emit what became of each file; a folder that is still being read is dropped."""
        if self._reading is not None:
            self._reading.stop()
            self._reading.progressed.disconnect(self.file_read)
            self._reading.finished.disconnect(self._reading_ended)
            self._reading.failed.disconnect(self._reading_failed)
            self._reader.stop()
            self._reading.join(5)
        self._reading = Job(lambda: self._reader.read_folder(folder), "folder reader", self)
        self._reading.progressed.connect(self.file_read)
        self._reading.finished.connect(self._reading_ended)
        self._reading.failed.connect(self._reading_failed)
        self.reading_started.emit(folder)
        self._reading.start()

    def train(self, settings: TrainingSettings) -> None:
        """Begin a run."""
        if self._training is not None:
            return
        self.settings = settings
        self._training = Job(lambda: self._trainer.train(settings), "trainer", self)
        self._training.progressed.connect(self._progress)
        self._training.finished.connect(self._ended)
        self._training.failed.connect(self._failed)
        self.started.emit(settings)
        self._training.start()

    @Slot()
    def pause(self) -> None:
        """Pause the run."""
        self._trainer.pause()
        self.paused.emit(True)

    @Slot()
    def resume(self) -> None:
        """Continue a paused run."""
        self._trainer.resume()
        self.paused.emit(False)

    @Slot()
    def stop(self) -> None:
        """End the run early; its best model is kept."""
        if self._training is not None:
            self._trainer.stop()

    def close(self) -> None:
        """End whatever is under way and wait for it."""
        if self._reading is not None:
            self._reading.stop()
            self._reader.stop()
            self._reading.join(10)
        if self._training is not None:
            self._trainer.stop()
            self._training.stop()
        self._trainer.close()
        if self._training is not None:
            self._training.join(20)
        self._reader.close()

    @Slot()
    def _reading_ended(self) -> None:
        self._reading = None
        self.reading_ended.emit()

    @Slot(object)
    def _reading_failed(self, error: Exception) -> None:
        self._reading = None
        self.reading_failed.emit(error)

    @Slot(object)
    def _progress(self, progress: Progress) -> None:
        self.progressed.emit(progress)
        if isinstance(progress, Finished):
            self.model_written.emit(progress.model)

    @Slot()
    def _ended(self) -> None:
        self._training = None
        self.ended.emit()

    @Slot(object)
    def _failed(self, error: Exception) -> None:
        self._training = None
        self.failed.emit(error)
