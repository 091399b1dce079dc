"""The Compare view opened, fed and heard."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot

from composer_app.errors import ComposerError
from composer_app.library.idea import Idea
from composer_app.models.listing import new_model_path
from composer_app.music.clip import Clip
from composer_app.ui.actions.side_window import SideWindow, choose_folder
from composer_app.ui.parts import Parts

if TYPE_CHECKING:
    from composer_app.ui.panels.compare.window import CompareWindow

_TRAINING = "A training run is under way; stop it first, or the figures would not be fair."
_FIRST_SOURCE = -1  # what plays from here has numbers below zero, the library's ideas have those above


class CompareActions(SideWindow):
    """What the Compare view does."""

    module = "composer_app.ui.panels.compare.window"
    view: CompareWindow | None

    def __init__(self, parts: Parts) -> None:
        super().__init__(parts)
        self.comparing = parts.session.comparing

    @Slot()
    def show_compare(self) -> None:
        """Show the Compare view."""
        self.open()

    @Slot()
    def choose_compare_folder(self) -> None:
        """Choose the songs to compare on."""
        folder = choose_folder(self.parts, self.view)
        if folder is not None and self.view is not None:
            self.view.set_folder(folder)

    @Slot()
    def start_comparing(self) -> None:
        """Let the chosen methods learn, one after another; their models lie beside the composer's own."""
        view = self.view
        if view is not None and view.folder is not None and not self.session.training.training:
            self.comparing.start(view.wish)

    @Slot()
    def save_table(self) -> None:
        """Choose a name and save the figures."""
        view = self.view
        if view is None or not view.found:
            return
        found, songs = tuple(view.found), view.folder.name if view.folder is not None else "methods"
        path = self.choose_file("Save the table", f"{songs} compared.csv", "CSV tables (*.csv)")
        if path is not None:

            def written() -> Iterator[Path]:
                from composer_app.evaluation.table_csv import write_csv

                write_csv(found, path)
                yield path

            self.begin(written, self.show_saved, "table writer")

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
        remarks = (f"written by {title} when methods were compared on {folder}",)
        idea = Idea(name=f"Idea {number}", clip=clip, task="new", model=title, remarks=remarks)
        idea = self.session.library.add(idea)
        self.session.ideas_added.emit([idea])
        self.session.open_idea(idea)
        self._tell(f"{idea.name} is in the list of ideas.")

    @Slot(object, str)
    def keep_compared(self, model: Path, title: str) -> None:
        """Copy a model to the composer's own."""
        folder = self.view.folder.name if self.view is not None and self.view.folder is not None else ""
        path = new_model_path(self.session.own_models, f"{folder} {title}")
        self.begin(lambda: _copied(model, path), self._copied, "model copy")

    @Slot(object)
    def _copied(self, path: Path) -> None:
        self.session.load_models(self.session.model)
        self._tell(f"{path.stem} is in the list of models.")

    def _tell(self, text: str) -> None:
        if self.view is not None:
            self.view.tell(text)

    @Slot()
    def _show_hindrance(self) -> None:
        if self.view is not None:
            self.view.set_hindrance(_TRAINING if self.session.training.training else "")

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

    def _begun(self) -> None:
        folder = self.parts.training.folder
        if self.view is not None and self.view.folder is None and folder is not None:
            self.view.set_folder(folder)
        self._show_hindrance()

    def _made(self) -> CompareWindow:
        from composer_app.ui.panels.compare.window import CompareWindow

        view, comparing, playing = CompareWindow(parent=self.parts.window), self.comparing, self.session.playing
        view.choose_requested.connect(self.choose_compare_folder)
        view.start_requested.connect(self.start_comparing)
        view.stop_requested.connect(comparing.stop)
        view.hear_requested.connect(self.hear_compared)
        view.open_requested.connect(self.open_compared)
        view.keep_requested.connect(self.keep_compared)
        view.table_requested.connect(self.save_table)
        comparing.started.connect(view.begin)
        comparing.told.connect(view.show_told)
        comparing.ended.connect(view.end)
        comparing.failed.connect(view.fail)
        playing.started.connect(self._show_started)
        playing.moved.connect(self._show_moved)
        playing.stopped.connect(self._show_stopped)
        training = self.session.training
        for changed in (training.started, training.ended, training.failed):
            changed.connect(self._show_hindrance)
        return view


def _copied(model: Path, path: Path) -> Iterator[Path]:
    """Copy a model file; ComposerError where that fails."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(model, path)
    except OSError as error:
        why = (error.strerror or "unknown reason").lower()
        raise ComposerError(f"The model was not kept: {why}. Compare again, or free some room.") from error
    yield path
