"""The loss of a training run as it falls: training songs and validation songs."""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtWidgets import QWidget

from composer_app.training.progress import EpochEnded, Stepped
from composer_app.ui.theme import ACCENT, BACKGROUND, CHORDS, LINE, MUTED, SMALL_SIZE, SPACING, font

_MOST_POINTS = 2000


class LossPlot(pg.PlotWidget):
    """Two lines over the steps: loss on training songs as it runs, on validation songs at each epoch's end."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, background=BACKGROUND)
        self.setAccessibleName("Training and validation loss")
        self.setFixedHeight(24 * SPACING)
        self.setMenuEnabled(False)
        self.hideButtons()
        self.setMouseEnabled(False, False)
        for side in ("left", "bottom"):
            axis = self.getAxis(side)
            axis.setPen(pg.mkPen(LINE))
            axis.setTextPen(pg.mkPen(MUTED))
            axis.enableAutoSIPrefix(False)
            axis.setStyle(tickFont=font(SMALL_SIZE), tickLength=4)
        self.setLabel("bottom", "step", color=MUTED)
        self.setLabel("left", "loss", color=MUTED)
        self._train = self.plot(pen=pg.mkPen(CHORDS, width=1.5), antialias=True)
        self._validation = self.plot(
            pen=pg.mkPen(ACCENT, width=2), symbol="o", symbolSize=6, symbolBrush=ACCENT, symbolPen=None, antialias=True
        )
        self._steps: list[int] = []
        self._losses: list[float] = []
        self._epoch_steps: list[int] = []
        self._epoch_losses: list[float] = []

    def clear_lines(self) -> None:
        """Begin a new run."""
        for values in (self._steps, self._losses, self._epoch_steps, self._epoch_losses):
            values.clear()
        self._train.setData([], [])
        self._validation.setData([], [])

    def add(self, progress: Stepped | EpochEnded) -> None:
        """Draw on."""
        if isinstance(progress, Stepped):
            self._steps.append(progress.step)
            self._losses.append(progress.train_loss)
            if len(self._steps) > _MOST_POINTS:  # halve what is old, so that a long run costs no more to draw
                self._steps[: _MOST_POINTS // 2] = self._steps[: _MOST_POINTS // 2 : 2]
                self._losses[: _MOST_POINTS // 2] = self._losses[: _MOST_POINTS // 2 : 2]
            self._train.setData(self._steps, self._losses)
        else:
            self._epoch_steps.append(progress.step)
            self._epoch_losses.append(progress.validation_loss)
            self._validation.setData(self._epoch_steps, self._epoch_losses)
