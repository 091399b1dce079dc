"""The figures of a training run: how well new bars are foreseen, epoch, copies, speed, time left, device."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from composer_app.protocol.progress import EpochEnded, Prepared, Stepped
from composer_app.ui.panels.training.text import Checked, foreseen
from composer_app.ui.widgets.controls import text_label
from composer_app.ui.widgets.theme import ACCENT, CHORDS, DANGER, SPACING

_FORESEEN, _LEARNT, _CHECKED, _COPIES = "foreseen", "learnt", "checked", "copies"
_FIGURES = {
    _FORESEEN: "", _LEARNT: "Surprise, songs learnt", _CHECKED: "", _COPIES: "Ideas that copy",
    "best": "Best epoch", "epoch": "Epoch", "left": "Time left", "speed": "Speed", "songs": "Songs",
}  # fmt: skip
_MARKS = {_LEARNT: (CHORDS, 9679), _CHECKED: (ACCENT, 9679), _COPIES: (DANGER, 9632)}


class RunFigures(QWidget):
    """What is foreseen, eight figures, and under them the device and what the curves mean."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.has_figures = False
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
            "Share of 32 fresh ideas that repeat a stretch of a training song; the dashed line is what songs share "
            "among themselves. An epoch above it is never the best."
        )
        self._say_what_is_checked(Checked(0))

    def forget(self) -> None:
        """There is no run to show."""
        self.has_figures = False

    def begin(self) -> None:
        """A run begins: nothing is known of it yet."""
        self.has_figures = True
        for value in self._values.values():
            value.setText("-")
        self.device.setText("")
        self.meaning.setText("")

    def show_progress(self, progress: Prepared | Stepped | EpochEnded) -> None:
        """Show what the run says."""
        if isinstance(progress, Prepared):
            self._set("songs", f"{progress.training_songs} + {progress.validation_songs}")
            self._values["songs"].setToolTip("Songs to learn from + songs to check with")
            millions = progress.parameters / 1e6
            self.device.setText(f"{progress.device}, {millions:.1f} M parameters, from {progress.started_from}")
            self._say_what_is_checked(Checked(progress.validation_bars))
        elif isinstance(progress, Stepped):
            self._set("epoch", str(progress.epoch))
            self._set(_LEARNT, f"{progress.train_loss:.3f}")
            self._set("speed", f"{progress.steps_per_second:.1f} steps/s")
            self._set("left", "-" if progress.seconds_left is None else clock(progress.seconds_left))
        else:
            self._set("epoch", str(progress.epoch))
            self._set(_FORESEEN, foreseen(progress.figures))
            self._set(_CHECKED, f"{progress.validation_loss:.3f}")
            self._set(_COPIES, f"{progress.copy_rate:.0%}")
            if progress.is_best:
                self._set("best", str(progress.epoch))

    def set_paused(self, paused: bool) -> None:
        """Say so in the place of the time left."""
        if paused:
            self._set("left", "paused")

    def _say_what_is_checked(self, checked: Checked) -> None:
        """Name the figures that are of what the model has not heard, and say what they mean."""
        self._name(_FORESEEN, checked.foreseen)
        self._name(_CHECKED, checked.surprise)
        self.meaning.setText(checked.curve)
        self._values[_FORESEEN].setToolTip(checked.about_foreseen)
        self._values[_CHECKED].setToolTip(checked.about_surprise)
        self._values[_LEARNT].setToolTip(checked.about_learnt)

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
