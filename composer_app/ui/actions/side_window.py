"""A window beside the main one: opened once what draws its plots is imported, told what was saved from it."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from composer_app.errors import ComposerError
from composer_app.ui.parts import Parts
from composer_app.ui.session.job import Job
from composer_app.ui.widgets.plots import fetch_plots


def choose_folder(parts: Parts, over: QWidget | None) -> Path | None:
    """Let a folder of MIDI files be chosen, beginning with the one chosen last; None where none is."""
    chosen = QFileDialog.getExistingDirectory(over, "Folder of MIDI files", parts.settings.midi_folder)
    if not chosen:
        return None
    parts.settings = replace(parts.settings, midi_folder=chosen)
    return Path(chosen)


class SideWindow(QObject):
    """What is done in such a window; the window itself is made by `_made` when it is first wanted.

    `module` is where its class stands, for it is imported beside the main window; it can `tell` sentences.
    """

    module = ""

    def __init__(self, parts: Parts) -> None:
        super().__init__(parts.window)
        self.parts, self.session = parts, parts.session
        self.messages = parts.session.messages
        self.view: Any = None

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

    def begin(self, work: Callable[[], Iterator[object]], told: Callable[[Any], None], name: str) -> None:
        """Do something in a thread; `told`, a slot, hears what it yields, a failure is a sentence in the window."""
        job = Job(work, name, self)
        job.progressed.connect(told)
        job.failed.connect(self._failed)
        job.start()

    @Slot(object)
    def show_saved(self, path: Path) -> None:
        """Something was saved."""
        self.view.tell(f"Saved {path}.")

    def _made(self) -> QWidget:
        raise NotImplementedError

    def _begun(self) -> None:
        """What the window is told each time it is opened."""

    def _fetch(self) -> Iterator[None]:
        yield from fetch_plots()
        importlib.import_module(self.module)

    @Slot()
    def _opened(self) -> None:
        if self.view is None:
            self.view = self._made()
        self._begun()
        self.view.show()
        self.view.raise_()
        self.view.activateWindow()

    @Slot(object)
    def _failed(self, error: Exception) -> None:
        if not isinstance(error, ComposerError):
            raise error
        self.view.tell(str(error), wrong=True)
