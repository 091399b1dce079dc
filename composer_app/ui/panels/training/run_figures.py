"""The figures of a training run: accuracy, losses, copies, epoch, speed, time left, device."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from composer_app.protocol.progress import EpochEnded, Prepared, Stepped
from composer_app.ui.panels.training.text import Validation, accuracy_text
from composer_app.ui.widgets.controls import text_label
from composer_app.ui.widgets.theme import ACCENT, CHORDS, DANGER, SPACING

_ACCURACY, _TRAINING, _VALIDATION, _COPIES = "accuracy", "training", "validation", "copies"
_FIGURES = {
    _ACCURACY: "", _TRAINING: "Loss, training songs", _VALIDATION: "", _COPIES: "Copied ideas",
    "best": "Best epoch", "epoch": "Epoch", "left": "Time left", "speed": "Speed", "songs": "Songs",
}  # fmt: skip
_MARKS = {_TRAINING: (CHORDS, 9679), _VALIDATION: (ACCENT, 9679), _COPIES: (DANGER, 9632)}


class RunFigures(QWidget):
    """The accuracy, eight figures, and under them the device and what the curves mean."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.has_figures = self._paused = False
        self._names: dict[str, QLabel] = {name: text_label("", "label") for name in _FIGURES}
        self._values: dict[str, QLabel] = {name: text_label("-", "figure") for name in _FIGURES}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(2 * SPACING)
        grid.setVerticalSpacing(SPACING + 4)
        for place, name in enumerate(_FIGURES):
            cell = QVBoxLayout()
            cell.setSpacing(0)
            cell.addWidget(self._names[name])
            cell.addWidget(self._values[name])
            if place == 0:  # what counts most has a line of its own
                grid.addLayout(cell, 0, 0, 1, 2)
            else:
                grid.addLayout(cell, (place + 1) // 2, (place + 1) % 2)
            self._name(name, _FIGURES[name])
        self.device, self.meaning = text_label("", "small", wrap=True), text_label("", "small", wrap=True)
        self.device.setObjectName("device")
        self.meaning.setObjectName("curve_meaning")
        below = len(_FIGURES) // 2 + 1
        grid.addWidget(self.device, below, 0, 1, 2)
        grid.addWidget(self.meaning, below + 1, 0, 1, 2)
        for column in range(2):
            grid.setColumnStretch(column, 1)
        self._values[_COPIES].setToolTip(
            "Share of 32 generated ideas that repeat a passage of a training song; the dashed line is what these songs "
            "share with each other. An epoch above it is never the best."
        )
        self._show_validation(Validation(0))

    def forget(self) -> None:
        """There is no run to show."""
        self.has_figures = self._paused = False

    def begin(self) -> None:
        """Empty all figures: a run begins."""
        self.has_figures = True
        for value in self._values.values():
            value.setText("-")
        self.device.setText("")
        self.meaning.setText("")

    def show_progress(self, progress: Prepared | Stepped | EpochEnded) -> None:
        """Show the progress of the run."""
        if isinstance(progress, Prepared):
            self._set("songs", f"{progress.training_songs} + {progress.validation_songs}")
            self._values["songs"].setToolTip("Training songs + validation songs")
            millions = progress.parameters / 1e6
            self.device.setText(f"{progress.device}, {millions:.1f} M parameters, from {progress.started_from}")
            self._show_validation(Validation(progress.validation_bars))
        elif isinstance(progress, Stepped):
            self._set("epoch", str(progress.epoch))
            self._set(_TRAINING, f"{progress.train_loss:.3f}")
            self._set("speed", f"{progress.steps_per_second:.1f} steps/s")
            if not self._paused:
                self._set("left", "-" if progress.seconds_left is None else clock(progress.seconds_left))
        else:
            self._set("epoch", str(progress.epoch))
            self._set(_ACCURACY, accuracy_text(progress.figures))
            self._set(_VALIDATION, f"{progress.validation_loss:.3f}")
            self._set(_COPIES, f"{progress.copy_rate:.0%}")
            if progress.is_best:
                self._set("best", str(progress.epoch))

    def set_paused(self, paused: bool) -> None:
        """Show it in place of the time left; what the run still sends as it comes to rest does not hide it."""
        if paused != self._paused:
            self._paused = paused
            self._set("left", "paused" if paused else "-")

    def _show_validation(self, validation: Validation) -> None:
        """Name the figures of the validation songs, and explain them."""
        self._name(_ACCURACY, validation.accuracy)
        self._name(_VALIDATION, validation.loss)
        self.meaning.setText(validation.curve)
        self._values[_ACCURACY].setToolTip(validation.about_accuracy)
        self._values[_VALIDATION].setToolTip(validation.about_loss)
        self._values[_TRAINING].setToolTip(validation.about_training_loss)

    def _name(self, name: str, words: str) -> None:
        self._values[name].setAccessibleName(words)
        label = self._names[name]
        if name in _MARKS:
            colour, shape = _MARKS[name]
            label.setTextFormat(Qt.TextFormat.RichText)
            words = f'<span style="color:{colour}">&#{shape};</span> {words}'
        label.setText(words)

    def _set(self, name: str, text: str) -> None:
        self._values[name].setText(text)


def clock(seconds: float) -> str:
    """Seconds as 1:05 or 2:03:00."""
    whole = max(0, round(seconds))
    hours, rest = divmod(whole, 3600)
    minutes, left = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{left:02}" if hours else f"{minutes}:{left:02}"
