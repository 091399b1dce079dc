"""One chart of bars: its title, the bar that is marked in words, and the plot."""

from __future__ import annotations

import math

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPoint, Qt, Signal, Slot
from PySide6.QtGui import QAccessible, QAccessibleEvent, QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPixmap
from PySide6.QtWidgets import QFrame, QHBoxLayout, QToolTip, QVBoxLayout, QWidget

from composer_app.ui.panels.data.bars import Bars
from composer_app.ui.widgets.controls import text_label
from composer_app.ui.widgets.theme import ACCENT, LINE, MUTED, PANEL, SMALL_SIZE, SPACING, TEXT, font

_LEFT, _BOTTOM, _TOP = 38, 20, 7
_FEWEST_PLACES = 6  # two meters are no walls
_NICE = (1, 2, 5, 10, 20, 25, 50, 100)
_KEYS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Home: -10_000, Qt.Key.Key_End: 10_000}


class BarChart(QFrame):
    """Bars over their names, their height the share of all; the arrow keys or the mouse mark one.

    Made without pyqtgraph's plot widget, which takes five times as long to make.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bars = Bars("", "", (), (), ())
        self.marked: int | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setObjectName("chart")
        self._title, self._label = text_label("", "label"), text_label("", "small")
        self._title.setStyleSheet(f"color: {TEXT};")
        self._plot = _Plot()
        self._plot.pointed.connect(self._point)
        head = QHBoxLayout()
        head.addWidget(self._title)
        head.addStretch(1)
        head.addWidget(self._label)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACING + 4, SPACING, SPACING + 4, SPACING // 2)
        column.setSpacing(SPACING // 2)
        column.addLayout(head)
        column.addWidget(self._plot, 1)

    def show_bars(self, bars: Bars, colour: str) -> None:
        """Show other bars."""
        self.bars = bars
        self.marked = None if self.marked is None or self.marked >= len(bars.counts) else self.marked
        self._title.setText(bars.title)
        self._plot.show_bars(bars, colour)
        self._mark(self.marked)

    def picture(self, scale: float) -> QPixmap:
        """A picture of the chart at so many pixels for each of the screen's."""
        made = QPixmap(self.size() * scale)
        made.setDevicePixelRatio(scale)
        made.fill(QColor(PANEL))
        self.render(made)
        return made

    def _mark(self, place: int | None) -> None:
        self.marked = place
        self._plot.mark(place)
        commonest = f"mostly {self.bars.commonest}" if self.bars.total else "nothing found"
        label = commonest if place is None else self.bars.label(place)
        self._label.setText(label)
        self._label.setStyleSheet("" if place is None else f"color: {TEXT};")
        self.setAccessibleName(self.bars.title)
        if label != self.accessibleDescription():
            self.setAccessibleDescription(label)
            if self.hasFocus():
                QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.DescriptionChanged))

    @Slot(int, QPoint)
    def _point(self, place: int, where: QPoint) -> None:
        inside = 0 <= place < len(self.bars.counts)
        self._mark(place if inside else None)
        if inside:
            QToolTip.showText(where, self.bars.label(place), self._plot)
        else:
            QToolTip.hideText()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _KEYS.get(Qt.Key(event.key()))
        if step is None or not self.bars.counts:
            super().keyPressEvent(event)
        elif self.marked is None:
            self._mark(self.bars.counts.index(max(self.bars.counts)))
        else:
            self._mark(max(0, min(len(self.bars.counts) - 1, self.marked + step)))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._mark(None)
        self.update()

    def paintEvent(self, event: object) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(ACCENT if self.hasFocus() else LINE))
        painter.setBrush(QColor(PANEL))
        painter.drawRoundedRect(self.rect().toRectF().adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)


class _Plot(pg.GraphicsView):
    """The bars, the names below them and the shares beside them."""

    pointed = Signal(int, QPoint)

    def __init__(self) -> None:
        super().__init__(background=PANEL)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        layout = pg.GraphicsLayout()
        layout.setContentsMargins(0, _TOP, 0, 0)  # half of the highest label
        layout.setSpacing(0)
        self.setCentralItem(layout)
        self._box = pg.ViewBox(enableMenu=False, enableMouse=False, defaultPadding=0)
        self._box.disableAutoRange()
        layout.addItem(self._box, 0, 1)
        self._left, self._bottom = pg.AxisItem("left", linkView=self._box), pg.AxisItem("bottom", linkView=self._box)
        layout.addItem(self._left, 0, 0)
        layout.addItem(self._bottom, 1, 1)
        for axis in (self._left, self._bottom):
            axis.setPen(pg.mkPen(LINE))
            axis.setTextPen(pg.mkPen(MUTED))
            axis.setStyle(
                tickFont=font(SMALL_SIZE), tickLength=0, tickAlpha=0, tickTextOffset=6, autoExpandTextSpace=False
            )
        self._left.setPen(pg.mkPen(None))
        self._left.setWidth(_LEFT)
        self._bottom.setHeight(_BOTTOM)
        self._bars, self._marked = pg.BarGraphItem(x=[], height=[], width=1), pg.BarGraphItem(x=[], height=[], width=1)
        self._lines = [pg.InfiniteLine(angle=0, pen=pg.mkPen(LINE)) for _ in range(4)]
        for item in (*self._lines, self._bars, self._marked):
            self._box.addItem(item)
        self._shares: list[float] = []

    def show_bars(self, bars: Bars, colour: str) -> None:
        self._shares = [100 * count / max(1, bars.total) for count in bars.counts]
        many = max(_FEWEST_PLACES, len(self._shares))
        top, step = scale_of(max(self._shares, default=0))
        self._bars.setOpts(x=list(range(len(self._shares))), height=self._shares, width=0.8, brush=colour, pen=None)
        self._box.setRange(xRange=(-0.6, many - 0.4), yRange=(0, top), padding=0)
        marks = [step * number for number in range(1, int(top / step + 1e-6) + 1)]
        self._left.setTicks([[(mark, f"{mark:g} %") for mark in marks]])
        self._bottom.setTicks([list(bars.ticks)])
        for place, line in enumerate(self._lines):
            line.setVisible(place < len(marks))
            line.setValue(marks[place] if place < len(marks) else 0)

    def mark(self, place: int | None) -> None:
        """Light one bar up."""
        some = place is not None and place < len(self._shares)
        heights = [self._shares[place]] if some and place is not None else []
        self._marked.setOpts(x=[place] if some else [], height=heights, width=0.8, brush=TEXT, pen=None)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = self._box.mapSceneToView(self.mapToScene(event.position().toPoint()))
        inside = self._box.sceneBoundingRect().contains(self.mapToScene(event.position().toPoint()))
        self.pointed.emit(round(at.x()) if inside else -1, event.globalPosition().toPoint())

    def leaveEvent(self, event: QEvent) -> None:
        self.pointed.emit(-1, QPoint())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.ignore()  # nothing here is dragged or zoomed: let the page have it

    def wheelEvent(self, event: object) -> None:
        event.ignore()  # type: ignore[attr-defined]  # the page scrolls


def scale_of(highest: float) -> tuple[float, float]:
    """The top of the axis and the step between its marks, four at most."""
    if highest <= 0:
        return 1.0, 1.0
    size = 10.0 ** math.floor(math.log10(highest) - 1)
    step = next(size * nice for nice in _NICE if highest * 1.04 / (size * nice) < 4)
    return highest * 1.04, step
