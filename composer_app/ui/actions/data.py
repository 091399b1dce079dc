"""The data view opened, fed and saved from."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Slot
from PySide6.QtGui import QImage, QImageWriter
from PySide6.QtWidgets import QFileDialog

from composer_app.errors import ComposerError
from composer_app.files.atomic_write import refusal, write_whole
from composer_app.ui.actions.side_window import SideWindow, choose_folder
from composer_app.ui.parts import Parts

if TYPE_CHECKING:
    from composer_app.ui.panels.data.window import DataWindow


class DataActions(SideWindow):
    """What the data view does."""

    module = "composer_app.ui.panels.data.window"
    view: DataWindow | None

    def __init__(self, parts: Parts) -> None:
        super().__init__(parts)
        self.document = parts.session.document
        self.counting = parts.session.counting
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
        folder = choose_folder(self.parts, self.view)
        if folder is not None:
            self.counting.start(folder)

    @Slot(object)
    def save_picture(self, picture: QImage) -> None:
        """Choose a name and save the charts."""
        if self.view is None or self.view.folder is None:
            return
        path = self.choose_file("Save the charts", f"{self.view.folder.name} charts.png", "PNG pictures (*.png)")
        if path is not None:
            self.begin(lambda: _save(picture, path), self.show_saved, "picture writer")

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
                from composer_app.corpus.statistics.table_csv import write_csv

                *_, last = write_csv(found, songs, Path(folder))
                yield last.parent

            self.begin(written, self.show_saved, "table writer")

    def _open(self, folder: Path | None) -> None:
        """Show the view and count the folder in it."""
        self._wanted = folder
        self.open()

    def _begun(self) -> None:
        if self.view is not None and self._wanted is not None and self._wanted != self.view.folder:
            self.counting.start(self._wanted)

    def _made(self) -> DataWindow:
        from composer_app.ui.panels.data.window import DataWindow

        view, counting = DataWindow(self.parts.window), self.counting
        view.choose_requested.connect(self.choose_data_folder)
        view.count_requested.connect(counting.start)
        view.stop_requested.connect(counting.stop)
        view.picture_requested.connect(self.save_picture)
        view.tables_requested.connect(self.save_tables)
        view.open_requested.connect(self.document.open_file)
        counting.started.connect(view.begin)
        counting.reported.connect(view.show_progress)
        counting.ended.connect(view.end)
        counting.failed.connect(view.fail)
        return view


def _save(picture: QImage, path: Path) -> Iterator[Path]:
    """Write a picture; in a thread, for packing it takes a tenth of a second."""
    packed = QByteArray()
    buffer = QBuffer(packed)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"PNG")).write(picture)
    try:
        write_whole(path, bytes(packed.data()))
    except OSError as error:
        raise ComposerError(f"The picture was not saved to {path}: {refusal(error, path)}") from error
    yield path
