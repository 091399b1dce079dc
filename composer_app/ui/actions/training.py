"""Reading a folder, training a model on it, and what follows."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Slot

from composer_app.errors import ComposerError
from composer_app.files.resources import resource
from composer_app.models.listing import new_model_path
from composer_app.protocol.training_settings import TrainingSettings
from composer_app.ui.actions.side_window import choose_folder
from composer_app.ui.parts import Parts

_COMPARING = "Methods are being compared: stop that first, or the results would not be comparable."


class TrainingActions(QObject):
    """What the Training panel asks for."""

    def __init__(self, parts: Parts) -> None:
        super().__init__(parts.window)
        self.parts = parts
        self.session = parts.session
        self.messages = parts.session.messages
        self.training = parts.training
        self.roll = parts.roll
        self.window = parts.window
        self._ready = False

    @Slot()
    def choose_training_folder(self) -> None:
        """Choose a folder to train on."""
        folder = choose_folder(self.parts, self.window)
        if folder is not None:
            self.read_folder(folder)

    @Slot()
    def read_demo(self) -> None:
        """Read the songs that come with Inkling."""
        self.read_folder(resource("demo"))

    @Slot(object)
    def show_reading(self, folder: Path) -> None:
        """A folder is being read."""
        self.training.begin_reading(folder, _name_of(folder))

    @Slot(object)
    def read_folder(self, folder: Path) -> None:
        """Read a folder to train on; other than the demo songs, it is read again at the next start."""
        self.training.show()
        if self.session.training.training:
            return
        if folder != resource("demo"):
            self.parts.settings = replace(self.parts.settings, training_folder=str(folder))
        self.training.fetch_plot()
        self.session.training.read(folder)

    @Slot()
    def read_last_folder(self) -> None:
        """Read the folder of the last start, once the panel is shown and the generator is ready for the first click."""
        folder = self.parts.settings.training_folder
        if folder and self._ready and self.training.folder is None and not self.training.isHidden():
            self.session.training.read(Path(folder))

    @Slot()
    def show_ready(self) -> None:
        """The generator is ready: there is time to read the folder."""
        self._ready = True
        self.read_last_folder()

    @Slot()
    def show_blocked(self) -> None:
        """Disable training while methods are compared."""
        self.training.set_blocked(_COMPARING if self.session.comparing.running else "")

    @Slot()
    def start_training(self) -> None:
        """Train on the folder that was read."""
        folder = self.training.folder
        if folder is None or self.session.comparing.running:
            return
        own = self.session.models.own_folder
        minutes = self.training.minutes.value()
        method, preset = self.training.choice
        start = str(self.training.start_from.value) if self.training.own_method else "none"
        name = (
            _name_of(folder) if self.training.own_method else f"{_name_of(folder)} {self.training.method.currentText()}"
        )
        self.session.training.train(
            TrainingSettings(folder, new_model_path(own, name), method, start, minutes=minutes or None, preset=preset)
        )

    @Slot()
    def resume_training(self) -> None:
        """Continue from the last checkpoint of the run before."""
        settings = self.session.training.settings
        if settings is not None and not self.session.comparing.running:
            self.session.training.train(replace(settings, resume=True))

    @Slot()
    def use_reached(self) -> None:
        """Use the best model of a run that broke off."""
        settings = self.session.training.settings
        if settings is not None and settings.out.exists():
            self.session.models.use(settings.out)
            self.messages.announced.emit(f"{settings.out.stem} is in use.")

    @Slot()
    def show_ended(self) -> None:
        """A run has ended: its model is in use, and the run can be resumed."""
        self.training.end_run(can_resume=True, has_model=False)
        self.messages.announced.emit("Training has ended; the new model is in use.")

    @Slot(object)
    def show_failed(self, error: Exception) -> None:
        """A run broke off: show why, and offer its best model and its checkpoint."""
        settings = self.session.training.settings
        last = getattr(error, "last", None)
        self.training.show_message(str(error))
        self.training.end_run(
            can_resume=last is not None,
            has_model=settings is not None and settings.out.exists(),
        )
        if isinstance(error, ComposerError):
            self.messages.announced.emit(str(error))
        else:
            raise error

    @Slot()
    def toggle_training(self) -> None:
        """Show the training panel and give it the keyboard, or hide it."""
        self.training.setVisible(self.training.isHidden())
        if self.training.isVisible():
            self.training.choose.setFocus()
            self.read_last_folder()
        else:
            self.roll.setFocus()

    @Slot()
    def show_training(self) -> None:
        """Show the training panel."""
        self.training.show()
        self.read_last_folder()


def _name_of(folder: Path) -> str:
    """What a folder is called, and the model that learns from it."""
    return "Demo songs" if folder == resource("demo") else folder.name
