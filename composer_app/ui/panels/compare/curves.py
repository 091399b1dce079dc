"""Curves of several methods over the time they have learnt."""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtWidgets import QWidget

from composer_app.ui.widgets.theme import BACKGROUND, LINE, MUTED, SMALL_SIZE, SPACING, font

_MOST_POINTS = 600


class Curves(pg.PlotWidget):
    """One line a method: a value in percent over minutes of learning."""

    def __init__(self, name: str, dots: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent, background=BACKGROUND)
        self.setAccessibleName(name)
        self.setMenuEnabled(False)
        self.hideButtons()
        self.setMouseEnabled(False, False)
        self._dots, self._minutes = dots, 1.0
        for side in ("left", "bottom"):
            axis = self.getAxis(side)
            axis.setPen(pg.mkPen(LINE))
            axis.setTextPen(pg.mkPen(MUTED))
            axis.enableAutoSIPrefix(False)
            axis.setStyle(tickFont=font(SMALL_SIZE), tickLength=4)
        self.setLabel("bottom", "minutes", color=MUTED)
        self.getPlotItem().setContentsMargins(0, SPACING, SPACING, 0)
        self.setXRange(0, 1)
        self.setYRange(0, 100)
        self._lines: dict[str, pg.PlotDataItem] = {}
        self._points: dict[str, tuple[list[float], list[float]]] = {}

    def begin(self, minutes: float) -> None:
        """Begin anew, with so much time for each method."""
        self._minutes = minutes
        self.setXRange(0, minutes)
        self.setYRange(0, 100)
        for line in self._lines.values():
            self.removeItem(line)
        self._lines.clear()
        self._points.clear()

    def add(self, method: str, colour: str, minutes: float, percent: float) -> None:
        """Draw one method's line on; where there are many points the older half is thinned."""
        if not self._lines:
            self.enableAutoRange(axis="y")
        if method not in self._lines:
            symbol = {"symbol": "o", "symbolSize": 5, "symbolBrush": colour, "symbolPen": None} if self._dots else {}
            self._lines[method] = self.plot(pen=pg.mkPen(colour, width=1.5), antialias=True, name=method, **symbol)
            self._points[method] = ([], [])
        if minutes > self._minutes:  # the last epoch may end a little later
            self._minutes = minutes
            self.setXRange(0, minutes)
        xs, ys = self._points[method]
        xs.append(minutes)
        ys.append(percent)
        if len(xs) > _MOST_POINTS:
            for values in (xs, ys):
                values[: _MOST_POINTS // 2] = values[: _MOST_POINTS // 2 : 2]
        self._lines[method].setData(xs, ys)

    def points(self, method: str) -> list[tuple[float, float]]:
        """What is drawn of a method."""
        return list(zip(*self._points.get(method, ([], [])), strict=True))
