"""The page of charts: nine of them in four rows, made and changed one at a time so that the window never waits."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QRect, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QColor, QImage, QPainter, QResizeEvent
from PySide6.QtWidgets import QScrollArea, QWidget

from composer_app.corpus.statistics.figures import Part, Statistics
from composer_app.ui.panels.data.bar_chart import BarChart
from composer_app.ui.panels.data.bars import Bars, bars_of
from composer_app.ui.widgets.theme import BACKGROUND, CHORDS, MELODY, MUTED, SPACING, TEXT, TITLE_SIZE, font

# chart -> row, first of twelve columns, columns
PLACES = {
    "pitches": (0, 0, 8), "pitch_classes": (0, 8, 4),
    "intervals": (1, 0, 6), "durations": (1, 6, 6),
    "keys": (2, 0, 8), "meters": (2, 8, 4),
    "velocities": (3, 0, 4), "tempos": (3, 4, 4), "lengths": (3, 8, 4),
}  # fmt: skip
ROWS, COLUMNS, EDGE, GAP = 4, 12, 2 * SPACING, SPACING + 4
LOWEST_ROW = 156
COLOURS = {"all": "#b3bac8", "melody": MELODY, "chords": CHORDS}
SONGS_COLOUR = MUTED
_SCALE, _HEAD = 2.0, 6 * SPACING


class ChartsPage(QScrollArea):
    """Charts of one part of the music; `painted` carries the picture that `paint` asked for."""

    painted = Signal(QImage)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName("Charts")
        self._sheet = _Sheet()
        self.setWidget(self._sheet)
        self._sheet.painted.connect(self.painted)

    @property
    def charts(self) -> dict[str, BarChart]:
        """The charts made so far, by what they show."""
        return self._sheet.charts

    @property
    def settled(self) -> bool:
        """Whether every chart is made, stands where it should and shows what it should."""
        return self._sheet.settled

    def show_statistics(self, found: Statistics, part: Part) -> None:
        """Show what was counted of one part, chart after chart."""
        self._sheet.show_bars(bars_of(found, part), part)

    def paint(self, title: str) -> None:
        """Draw all charts under a title into one picture, chart after chart."""
        self._sheet.paint_picture(title)


class _Sheet(QWidget):
    """The charts themselves; a timer does one piece of what is to be done at each turn."""

    painted = Signal(QImage)

    def __init__(self) -> None:
        super().__init__()
        self.setMinimumHeight(ROWS * (LOWEST_ROW + GAP) - GAP + 2 * EDGE)
        self.charts: dict[str, BarChart] = {}
        self._bars: Mapping[str, Bars] = {}
        self._part: Part = "all"
        self._shown: dict[str, tuple[Bars, str]] = {}
        self._picture: QImage | None = None
        self._unpainted: list[str] = []
        self._turns = QTimer(self)
        self._turns.setInterval(0)
        self._turns.timeout.connect(self._turn)

    @property
    def settled(self) -> bool:
        return bool(self._bars) and not self._turns.isActive()

    def show_bars(self, bars: Mapping[str, Bars], part: Part) -> None:
        self._bars, self._part = bars, part
        self._turns.start()

    def paint_picture(self, title: str) -> None:
        self._picture = QImage((self.size() + QSize(0, _HEAD)) * _SCALE, QImage.Format.Format_RGB32)
        self._picture.setDevicePixelRatio(_SCALE)
        self._picture.fill(QColor(BACKGROUND))
        painter = QPainter(self._picture)
        painter.setFont(font(TITLE_SIZE))
        painter.setPen(QColor(TEXT))
        place = QRect(EDGE, SPACING, self.width() - 2 * EDGE, _HEAD - SPACING)
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, title)
        painter.end()
        self._unpainted = list(PLACES)
        self._turns.start()

    @Slot()
    def _turn(self) -> None:
        """Make, move or change one chart, or draw one into the picture; rest when all is done."""
        for name in PLACES:
            if name in self._bars and self._settle(name):
                return
        if self._unpainted and self._bars:
            self._paint_next()
        else:
            self._turns.stop()

    def _settle(self, name: str) -> bool:
        """Whether something had to be done for this chart."""
        if name not in self.charts:
            self.charts[name] = BarChart(self)
            self._keep_order()
            return True
        chart, bars, place = self.charts[name], self._bars[name], self._place(name)
        colour = COLOURS[self._part] if bars.by_part else SONGS_COLOUR
        if self._shown.get(name) != (bars, colour):
            self._shown[name] = bars, colour
            chart.show_bars(bars, colour)
        elif chart.isHidden() or chart.geometry() != place:
            chart.setGeometry(place)
            chart.show()
        else:
            return False
        return True

    def _keep_order(self) -> None:
        """Tab goes from chart to chart as they are read."""
        made = [self.charts[name] for name in PLACES if name in self.charts]
        for one, other in zip(made, made[1:], strict=False):
            QWidget.setTabOrder(one, other)

    def _place(self, name: str) -> QRect:
        row, first, many = PLACES[name]
        width, height = self.width() - 2 * EDGE + GAP, self.height() - 2 * EDGE + GAP
        left, right = width * first // COLUMNS, width * (first + many) // COLUMNS - GAP
        top, bottom = height * row // ROWS, height * (row + 1) // ROWS - GAP
        return QRect(EDGE + left, EDGE + top, right - left, bottom - top)

    def _paint_next(self) -> None:
        assert self._picture is not None
        name = self._unpainted.pop(0)
        painter = QPainter(self._picture)
        chart = self.charts[name]
        painter.drawPixmap(chart.x(), chart.y() + _HEAD, chart.picture(_SCALE))
        painter.end()
        if not self._unpainted:
            made, self._picture = self._picture, None
            self.painted.emit(made)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._bars:
            self._turns.start()
