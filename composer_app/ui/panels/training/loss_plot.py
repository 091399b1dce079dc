"""The curves of a training run: training and validation loss, and the share of ideas that copy a song."""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QWidget

from composer_app.protocol.progress import EpochEnded, Stepped
from composer_app.ui.widgets.theme import ACCENT, BACKGROUND, CHORDS, DANGER, LINE, MUTED, SMALL_SIZE, SPACING, font

_MOST_POINTS = 2000


class LossPlot(pg.PlotWidget):
    """Lines over the steps: the training loss, and the validation loss at the end of each epoch.

    On the right, from 0 to 100 %, the share of ideas that copy a song, and dashed what songs share by chance.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, background=BACKGROUND)
        self.setAccessibleName("Loss on training songs and on new ones, and share of copied ideas")
        self.setFixedHeight(24 * SPACING)
        self.setMenuEnabled(False)
        self.hideButtons()
        self.setMouseEnabled(False, False)
        self.showAxis("right")
        for side in ("left", "bottom", "right"):
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
        self._copies = self._second_axis()
        self._copied, self._limit = (pg.PlotCurveItem(pen=pen, antialias=True) for pen in _copy_pens())
        self._marks = pg.ScatterPlotItem(symbol="s", size=5, brush=DANGER, pen=None)
        for item in (self._limit, self._copied, self._marks):
            self._copies.addItem(item)
        self._steps: list[int] = []
        self._losses: list[float] = []
        self._epoch_steps: list[int] = []
        self._epoch_losses: list[float] = []
        self._rates: list[float] = []
        self._limits: list[float] = []

    def clear_lines(self) -> None:
        """Begin a new run."""
        for values in (self._steps, self._losses, self._epoch_steps, self._epoch_losses, self._rates, self._limits):
            values.clear()
        for line in (self._train, self._validation, self._copied, self._limit, self._marks):
            line.setData([], [])

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
            self._rates.append(progress.copy_rate)
            self._limits.append(progress.copy_limit)
            self._validation.setData(self._epoch_steps, self._epoch_losses)
            self._copied.setData(self._epoch_steps, self._rates)
            self._marks.setData(self._epoch_steps, self._rates)
            # From the left edge on, so that it is seen after the first epoch too.
            self._limit.setData([0, *self._epoch_steps], [self._limits[0], *self._limits])

    def _second_axis(self) -> pg.ViewBox:
        """A view over the same steps with a scale of its own on the right."""
        view = pg.ViewBox(enableMouse=False, enableMenu=False)
        item = self.getPlotItem()
        item.scene().addItem(view)
        item.getAxis("right").linkToView(view)
        item.getAxis("right").setTicks([[(0.0, "0 %"), (0.5, "50 %"), (1.0, "100 %")]])
        view.setXLink(item)
        view.setYRange(0.0, 1.0, padding=0.04)
        view.setZValue(-1)
        item.getViewBox().sigResized.connect(self._lay_over)
        self.setLabel("right", "copied", color=MUTED)
        return view

    @Slot()
    def _lay_over(self) -> None:
        """Keep the second view where the first one is."""
        box = self.getPlotItem().getViewBox()
        self._copies.setGeometry(box.sceneBoundingRect())
        self._copies.linkedViewChanged(box, self._copies.XAxis)


def _copy_pens() -> tuple[object, object]:
    """The pens of the copy rate and of its limit."""
    return pg.mkPen(DANGER, width=1.5), pg.mkPen(DANGER, width=1, style=Qt.PenStyle.DashLine)
