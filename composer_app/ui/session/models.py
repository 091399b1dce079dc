"""The models to choose from, and the one that writes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from composer_app.errors import ComposerError
from composer_app.models.listing import ModelChoice, list_models
from composer_app.ui.session.latest_run import LatestRun
from composer_app.ui.session.messages import Messages


class Models(QObject):
    """Keeps the list of models, which is read in a thread; `changed` carries it and the model in use."""

    changed = Signal(list, object)

    def __init__(self, shipped: Path, own: Path, messages: Messages, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.own_folder = own
        self.choices: Sequence[ModelChoice] = ()
        self.chosen: Path | None = None
        self._shipped = shipped
        self._listing = LatestRun(self._list, _nothing_to_end, "model list", self)
        self._listing.reported.connect(self._show)
        self._listing.failed.connect(messages.failed)

    @Slot(object)
    def use(self, path: Path | None) -> None:
        """Write with this model from now on, or with the base model where it is None or gone; list all models anew."""
        self.chosen = path
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """List the models anew: one was added."""
        self._listing.start(None)

    def name_of(self, path: Path) -> str:
        """The name of a model in the list."""
        return next((choice.name for choice in self.choices if choice.path == path), path.stem)

    def called(self, name: str) -> Path:
        """The model of that name in the list; ComposerError where it is gone."""
        found = next((choice.path for choice in self.choices if choice.name == name), None)
        if found is None or not found.is_file():
            raise ComposerError(f'The model "{name}" is no longer in the list, so its idea cannot be generated again.')
        return found

    def close(self) -> None:
        """Wait until the models are listed."""
        self._listing.close()

    def _list(self, _: None) -> Iterator[list[ModelChoice]]:
        """In the job's thread."""
        yield list_models(self._shipped, self.own_folder)

    @Slot(object)
    def _show(self, choices: list[ModelChoice]) -> None:
        self.choices = choices
        paths = [choice.path for choice in choices]
        if self.chosen not in paths:
            self.chosen = paths[0] if paths else None
        self.changed.emit(choices, self.chosen)


def _nothing_to_end() -> None:
    """A listing ends by itself."""
