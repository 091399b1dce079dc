"""The Compare view opened, fed and heard."""

from __future__ import annotations

import importlib
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QFileDialog

from composer_app.errors import ComposerError
from composer_app.library.idea import Idea
from composer_app.library.models import new_model_path
from composer_app.music.clip import Clip
from composer_app.ui.job import Job
from composer_app.ui.parts import Parts
from composer_app.ui.plots import fetch_plots

if TYPE_CHECKING:
    from composer_app.ui.panels.compare.window import CompareWindow

_FIRST_SOURCE = -1  # what plays from here has numbers below zero, the library's ideas have those above


class CompareActions(QObject):
    """What the Compare view does."""

    def __init__(self, parts: Parts) -> None:
        super().__init__(parts.window)
        self.parts = parts
        self.session = parts.session
        self.comparing = parts.session.comparing
        self.view: CompareWindow | None = None

    @Slot()
    def show_compare(self) -> None:
        """Show the Compare view; first what draws plots is imported, beside the window."""
        job = Job(_fetch, "compare view", self)
        job.finished.connect(self._opened)
        job.failed.connect(self.session.failed)
        job.start()

    @Slot()
    def choose_compare_folder(self) -> None:
        """Choose the songs to compare on."""
        parts = self.parts
        folder = QFileDialog.getExistingDirectory(self.view, "Folder of MIDI files", parts.settings.training_folder)
        if folder and self.view is not None:
            parts.settings = replace(parts.settings, training_folder=folder)
            self.view.set_folder(Path(folder))

    @Slot()
    def start_comparing(self) -> None:
        """Let the chosen methods learn, one after another; their models lie beside the composer's own."""
        view = self.view
        if view is None or view.folder is None:
            return
        if self.session.training.training:
            view.tell("A training run is under way; stop it first, or the figures would not be fair.", wrong=True)
            return
        self.comparing.start(view.wish)

    @Slot(object, int)
    def hear_compared(self, clip: Clip, number: int) -> None:
        """Play an idea, or stop it when it plays already."""
        playing, source = self.session.playing, _FIRST_SOURCE - number
        if playing.playing and playing.source == source:
            playing.stop()
        else:
            playing.play(clip, source)

    @Slot(object, str)
    def open_compared(self, clip: Clip, title: str) -> None:
        """Take an idea into the library and show it in the roll."""
        folder = self.view.folder.name if self.view is not None and self.view.folder is not None else ""
        number = self.session.library.count() + 1
        notes = (f"written by {title} when methods were compared on {folder}",)
        idea = self.session.library.add(Idea(name=f"Idea {number}", clip=clip, task="new", model=title, notes=notes))
        self.session.ideas_added.emit([idea])
        self.session.open_idea(idea)
        self._tell(f"{idea.name} is in the list of ideas.")

    @Slot(object, str)
    def keep_compared(self, model: Path, title: str) -> None:
        """Copy a model to the composer's own."""
        folder = self.view.folder.name if self.view is not None and self.view.folder is not None else ""
        path = new_model_path(self.session.own_models, f"{folder} {title}")
        job = Job(lambda: _copied(model, path), "model copy", self)
        job.progressed.connect(self._copied)
        job.failed.connect(self._failed)
        job.start()

    @Slot(object)
    def _copied(self, path: Path) -> None:
        self.session.load_models(self.session.model)
        self._tell(f"{path.stem} is in the list of models.")

    @Slot(object)
    def _failed(self, error: Exception) -> None:
        if not isinstance(error, ComposerError):
            raise error
        self._tell(str(error), wrong=True)

    def _tell(self, text: str, wrong: bool = False) -> None:
        if self.view is not None:
            self.view.tell(text, wrong)

    @Slot(int)
    def _show_started(self, source: int) -> None:
        self._show_moved(0.0)

    @Slot(float)
    def _show_moved(self, tick: float) -> None:
        playing = self.session.playing
        number = None if playing.source is None else _FIRST_SOURCE - playing.source
        if self.view is None:
            return
        if number is None or number < 0 or playing.clip is None or not playing.clip.length:
            self.view.show_played(None)
        else:
            self.view.show_played(number, min(1.0, tick / playing.clip.length))

    @Slot(bool)
    def _show_stopped(self, at_end: bool) -> None:
        if self.view is not None:
            self.view.show_played(None)

    @Slot()
    def _opened(self) -> None:
        if self.view is None:
            self.view = self._made()
        folder = self.parts.training.folder
        if self.view.folder is None and folder is not None:
            self.view.set_folder(folder)
        self.view.show()
        self.view.raise_()
        self.view.activateWindow()

    def _made(self) -> CompareWindow:
        from composer_app.ui.panels.compare.window import CompareWindow

        view, comparing, playing = CompareWindow(parent=self.parts.window), self.comparing, self.session.playing
        view.choose_requested.connect(self.choose_compare_folder)
        view.start_requested.connect(self.start_comparing)
        view.stop_requested.connect(comparing.stop)
        view.hear_requested.connect(self.hear_compared)
        view.open_requested.connect(self.open_compared)
        view.keep_requested.connect(self.keep_compared)
        comparing.started.connect(view.begin)
        comparing.told.connect(view.show_told)
        comparing.ended.connect(view.end)
        comparing.failed.connect(view.fail)
        playing.started.connect(self._show_started)
        playing.moved.connect(self._show_moved)
        playing.stopped.connect(self._show_stopped)
        return view


def _fetch() -> Iterator[None]:
    yield from fetch_plots()
    importlib.import_module("composer_app.ui.panels.compare.window")


def _copied(model: Path, path: Path) -> Iterator[Path]:
    """Copy a model file; ComposerError where that fails."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(model, path)
    except OSError as error:
        why = (error.strerror or "unknown reason").lower()
        raise ComposerError(f"The model was not kept: {why}. Compare again, or free some room.") from error
    yield path
