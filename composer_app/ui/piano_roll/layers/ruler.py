"""The ruler: bars and beats from 1.1, and the brace of the loop."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPolygonF

from composer_app.music.meter import Timeline
from composer_app.ui.piano_roll import shades
from composer_app.ui.piano_roll.coords import Coords
from composer_app.ui.piano_roll.layers.lines import BAR_LABEL_ROOM, bars_between
from composer_app.ui.piano_roll.layers.type import use_font

BEAT_LABEL_ROOM = 40
BRACE = 7


def paint_ruler(painter: QPainter, size: QSize, coords: Coords, timeline: Timeline) -> None:
    """Paint bar numbers, beats where there is room for them, and ticks at the lower edge."""
    height = size.height()
    first, last = coords.tick(0) - 480, coords.tick(size.width())
    for bar in bars_between(timeline, first, last, BAR_LABEL_ROOM / coords.tick_width):
        x = round(coords.x(bar.start))
        painter.fillRect(x, height - 12, 1, 12, shades.BAR)
        use_font(painter, 11, strong=True)
        painter.setPen(shades.TEXT)
        _label(painter, x, height, str(bar.index + 1))
        if coords.width(bar.beat) < 9 or bar.end - bar.start > 64 * bar.beat:
            continue
        use_font(painter, 10)
        painter.setPen(shades.MUTED)
        for beat, tick in enumerate(range(bar.start + bar.beat, bar.end, bar.beat), start=2):
            x = round(coords.x(tick))
            painter.fillRect(x, height - 5, 1, 5, shades.BAR)
            if coords.width(bar.beat) >= BEAT_LABEL_ROOM:
                _label(painter, x, height, f"{bar.index + 1}.{beat}")


def paint_brace(painter: QPainter, size: QSize, coords: Coords, loop: tuple[int, int]) -> None:
    """Paint the brace over the ruler, between its two ends."""
    x0, x1 = round(coords.x(loop[0])), round(coords.x(loop[1]))
    painter.fillRect(x0, 0, x1 - x0, size.height(), shades.clear(shades.BRACE, 0.13))
    painter.fillRect(x0, 0, x1 - x0, 3, shades.BRACE)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(shades.BRACE)
    for x, way in ((x0, 1), (x1, -1)):
        painter.drawPolygon(QPolygonF([QPointF(x, 0), QPointF(x + way * BRACE, 0), QPointF(x, BRACE + 3)]))


def paint_target(painter: QPainter, size: QSize, coords: Coords, ticks: tuple[int, int]) -> None:
    """Underline the bars that would be written anew."""
    x0, x1 = round(coords.x(ticks[0])), round(coords.x(ticks[1]))
    painter.fillRect(x0, 0, x1 - x0, size.height(), shades.clear(shades.ACCENT, 0.1))
    painter.fillRect(x0, size.height() - 3, x1 - x0, 2, shades.ACCENT)


def paint_loop_shade(painter: QPainter, size: QSize, coords: Coords, loop: tuple[int, int]) -> None:
    """Shade what is outside the loop."""
    veil = shades.clear(shades.BACKGROUND, 0.26)
    x0, x1 = (round(coords.x(tick)) for tick in loop)
    if x0 > 0:
        painter.fillRect(0, 0, min(x0, size.width()), size.height(), veil)
    if x1 < size.width():
        painter.fillRect(max(0, x1), 0, size.width() - max(0, x1), size.height(), veil)


def _label(painter: QPainter, x: int, height: int, text: str) -> None:
    painter.drawText(QRectF(x + 5, height - 19, 60, 16), Qt.AlignmentFlag.AlignVCenter, text)
