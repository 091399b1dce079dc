"""The data view opened, fed and saved from."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QObject, Slot
from PySide6.QtGui import QImage, QImageWriter
from PySide6.QtWidgets import QFileDialog

from composer_app.errors import ComposerError
from composer_app.ui.job import Job
from composer_app.ui.parts import Parts
from composer_app.ui.plots import fetch_plots
from composer_app.whole_file import refusal, write_whole

if TYPE_CHECKING:
    from composer_app.ui.panels.data.window import DataWindow


class DataActions(QObject):
    """What the data view does."""

    def __init__(self, parts: Parts) -> None:
        super().__init__(parts.window)
        self.parts = parts
        self.session = parts.session
        self.counting = parts.session.counting
        self.view: DataWindow | None = None
        self._wanted: Path | None = None

    @Slot()
    def show_data(self) -> None:
        """Show the data view; of the training folder, where one is chosen and none was looked at yet."""
        self._open(None if self.view is not None and self.view.folder is not None else self.parts.training.folder)

    @Slot()
    def look_at_training_folder(self) -> None:
        """Show the data of the folder that the training panel holds."""
        self._open(self.parts.training.folder)

    @Slot()
    def choose_data_folder(self) -> None:
        """Choose a folder to look at."""
        parts = self.parts
        folder = QFileDialog.getExistingDirectory(self.view, "Folder of MIDI files", parts.settings.training_folder)
        if folder:
            parts.settings = replace(parts.settings, training_folder=folder)
            self.counting.start(Path(folder))

    @Slot(object)
    def save_picture(self, picture: QImage) -> None:
        """Choose a name and save the charts."""
        if self.view is None or self.view.folder is None:
            return
        name = f"{self.view.folder.name} charts.png"
        place = str(Path(self.parts.settings.export_folder or Path.home()) / name)
        chosen, _ = QFileDialog.getSaveFileName(self.view, "Save the charts", place, "PNG pictures (*.png)")
        if chosen:
            path = Path(chosen) if Path(chosen).suffix else Path(f"{chosen}.png")
            self._begin(lambda: _save(picture, path), "picture writer")

    @Slot()
    def save_tables(self) -> None:
        """Choose a folder and save every table there."""
        view = self.view
        if view is None or view.statistics is None:
            return
        found, songs = view.statistics, list(view.songs.songs)
        place = self.parts.settings.export_folder
        folder = QFileDialog.getExistingDirectory(self.view, "Save the tables in", place)
        if folder:

            def written() -> Iterator[Path]:
                from composer_app.corpus.statistics_csv import write_csv

                *_, last = write_csv(found, songs, Path(folder))
                yield last.parent

            self._begin(written, "table writer")

    @Slot(object)
    def _told(self, path: Path) -> None:
        assert self.view is not None
        self.view.tell(f"Saved {path}.")

    @Slot(object)
    def _failed(self, error: Exception) -> None:
        assert self.view is not None
        if not isinstance(error, ComposerError):
            raise error
        self.view.tell(str(error), wrong=True)

    def _begin(self, work: Callable[[], Iterator[Path]], name: str) -> None:
        job = Job(work, name, self)
        job.progressed.connect(self._told)
        job.failed.connect(self._failed)
        job.start()

    def _open(self, folder: Path | None) -> None:
        """Show the view and count the folder in it; first what draws plots is imported, beside the window."""
        self._wanted = folder
        job = Job(_fetch, "data view", self)
        job.finished.connect(self._opened)
        job.failed.connect(self.session.failed)
        job.start()

    @Slot()
    def _opened(self) -> None:
        if self.view is None:
            self.view = self._made()
        self.view.show()
        self.view.raise_()
        self.view.activateWindow()
        if self._wanted is not None and self._wanted != self.view.folder:
            self.counting.start(self._wanted)

    def _made(self) -> DataWindow:
        from composer_app.ui.panels.data.window import DataWindow

        view, counting = DataWindow(self.parts.window), self.counting
        view.choose_requested.connect(self.choose_data_folder)
        view.count_requested.connect(counting.start)
        view.stop_requested.connect(counting.stop)
        view.picture_requested.connect(self.save_picture)
        view.tables_requested.connect(self.save_tables)
        view.open_requested.connect(self.session.open_file)
        counting.started.connect(view.begin)
        counting.told.connect(view.show_counted)
        counting.ended.connect(view.end)
        counting.failed.connect(view.fail)
        return view


def _fetch() -> Iterator[None]:
    yield from fetch_plots()
    importlib.import_module("composer_app.ui.panels.data.window")


def _save(picture: QImage, path: Path) -> Iterator[Path]:
    """Write a picture; in a thread, for packing it takes a tenth of a second."""
    packed = QByteArray()
    buffer = QBuffer(packed)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"PNG")).write(picture)
    try:
        write_whole(path, bytes(packed.data()))
    except OSError as error:
        raise ComposerError(f"The picture was not written to {path}: {refusal(error, path)}") from error
    yield path
