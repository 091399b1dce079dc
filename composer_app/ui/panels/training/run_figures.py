"""The figures of a training run: epoch, losses, copies, speed, time left, device."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from composer_app.training.progress import EpochEnded, Prepared, Stepped
from composer_app.ui.controls import text_label
from composer_app.ui.theme import ACCENT, CHORDS, DANGER, SPACING

_FIGURES = (
    "Training loss", "Validation loss", "Ideas that copy", "Best epoch", "Epoch", "Time left", "Speed", "Songs",
)  # fmt: skip


class RunFigures(QWidget):
    """Eight figures and the device under them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.has_figures = False
        self._values = {name: text_label("-", "figure") for name in _FIGURES}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(2 * SPACING)
        grid.setVerticalSpacing(SPACING + 4)
        marks = {"Training loss": (CHORDS, 9679), "Validation loss": (ACCENT, 9679), "Ideas that copy": (DANGER, 9632)}
        for number, (name, value) in enumerate(self._values.items()):
            value.setAccessibleName(name)
            label = text_label(name, "label")
            if name in marks:
                colour, shape = marks[name]
                label.setTextFormat(Qt.TextFormat.RichText)
                label.setText(f'<span style="color:{colour}">&#{shape};</span> {name}')
            cell = QVBoxLayout()
            cell.setSpacing(0)
            cell.addWidget(label)
            cell.addWidget(value)
            grid.addLayout(cell, number // 2, number % 2)
        self._values["Ideas that copy"].setToolTip(
            "Share of 32 fresh ideas that repeat a stretch of a training song; the dashed line is what songs share "
            "among themselves. An epoch above it is never the best."
        )
        self.device = text_label("", "small", wrap=True)
        self.device.setObjectName("device")
        grid.addWidget(self.device, (len(_FIGURES) + 1) // 2, 0, 1, 2)
        for column in range(2):
            grid.setColumnStretch(column, 1)

    def forget(self) -> None:
        """There is no run to show."""
        self.has_figures = False

    def begin(self) -> None:
        """A run begins: nothing is known of it yet."""
        self.has_figures = True
        for value in self._values.values():
            value.setText("-")
        self.device.setText("")

    def show_progress(self, progress: Prepared | Stepped | EpochEnded) -> None:
        """Show what the run says."""
        if isinstance(progress, Prepared):
            self._set("Songs", f"{progress.training_songs} + {progress.validation_songs}")
            self._values["Songs"].setToolTip("Songs to learn from + songs to check with")
            millions = progress.parameters / 1e6
            self.device.setText(f"{progress.device}, {millions:.1f} M parameters, from {progress.started_from}")
        elif isinstance(progress, Stepped):
            self._set("Epoch", str(progress.epoch))
            self._set("Training loss", f"{progress.train_loss:.3f}")
            self._set("Speed", f"{progress.steps_per_second:.1f} steps/s")
            self._set("Time left", "-" if progress.seconds_left is None else clock(progress.seconds_left))
        else:
            self._set("Epoch", str(progress.epoch))
            self._set("Validation loss", f"{progress.validation_loss:.3f}")
            self._set("Ideas that copy", f"{progress.copy_rate:.0%}")
            if progress.is_best:
                self._set("Best epoch", str(progress.epoch))

    def set_paused(self, paused: bool) -> None:
        """Say so in the place of the time left."""
        if paused:
            self._set("Time left", "paused")

    def _set(self, name: str, text: str) -> None:
        self._values[name].setText(text)


def clock(seconds: float) -> str:
    """Seconds as 1:05 or 2:03:00."""
    whole = max(0, round(seconds))
    hours, rest = divmod(whole, 3600)
    minutes, left = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{left:02}" if hours else f"{minutes}:{left:02}"
