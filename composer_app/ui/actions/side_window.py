"""A window beside the main one: opened once what draws its plots is imported; saving from it."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from composer_app.errors import ComposerError
from composer_app.ui.parts import Parts
from composer_app.ui.session.job import Job
from composer_app.ui.widgets.plots import fetch_plots
from composer_app.ui.widgets.side_dialog import SideDialog


def choose_folder(parts: Parts, over: QWidget | None) -> Path | None:
    """Let a folder of MIDI files be chosen, beginning with the one chosen last; None where none is."""
    chosen = QFileDialog.getExistingDirectory(over, "Folder of MIDI files", parts.settings.midi_folder)
    if not chosen:
        return None
    parts.settings = replace(parts.settings, midi_folder=chosen)
    return Path(chosen)


class SideWindow(QObject):
    """The actions of such a window, which `_made` makes when it is first opened.

    `module` is the module of its class, which is imported in a thread.
    """

    module = ""

    def __init__(self, parts: Parts) -> None:
        super().__init__(parts.window)
        self.parts, self.session = parts, parts.session
        self.messages = parts.session.messages
        self.view: SideDialog | None = None

    @Slot()
    def open(self) -> None:
        """Show the window; first what draws plots is imported, beside the main one."""
        job = Job(self._fetch, self.module, self)
        job.finished.connect(self._opened)
        job.failed.connect(self.messages.failed)
        job.start()

    def choose_file(self, title: str, name: str, kind: str) -> Path | None:
        """Let a file to save be named, `kind` as in "CSV tables (*.csv)"; None where none is."""
        place = str(Path(self.parts.settings.export_folder or Path.home()) / name)
        chosen, _ = QFileDialog.getSaveFileName(self.view, title, place, kind)
        if not chosen:
            return None
        return Path(chosen) if Path(chosen).suffix else Path(chosen + Path(name).suffix)

    def begin(self, work: Callable[[], Iterator[object]], show: Callable[..., None], name: str) -> None:
        """Do something in a thread; `show`, a slot, is called with what it yields, a failure is shown in the window."""
        job = Job(work, name, self)
        job.progressed.connect(show)
        job.failed.connect(self._failed)
        job.start()

    @Slot(object)
    def show_saved(self, path: Path) -> None:
        """Show where something was saved."""
        if self.view is not None:
            self.view.show_message(f"Saved {path}.")

    def _made(self) -> SideDialog:
        raise NotImplementedError

    def _begun(self) -> None:
        """Called each time the window is opened."""

    def _fetch(self) -> Iterator[None]:
        yield from fetch_plots()
        importlib.import_module(self.module)

    @Slot()
    def _opened(self) -> None:
        view = self.view = self.view or self._made()
        self._begun()
        view.show()
        view.raise_()
        view.activateWindow()

    @Slot(object)
    def _failed(self, error: Exception) -> None:
        if not isinstance(error, ComposerError) or self.view is None:
            raise error
        self.view.show_message(str(error), wrong=True)
