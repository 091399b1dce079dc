"""Marks over and under the notes: the playhead, the rubber band, the end of the clip."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF

from composer_app.ui.piano_roll import shades
from composer_app.ui.piano_roll.coords import Coords
from composer_app.ui.piano_roll.editor import Band


def paint_end(painter: QPainter, size: QSize, coords: Coords, length: int) -> None:
    """Darken what is before the clip and after its end."""
    start, end = round(coords.x(0)), round(coords.x(length))
    shade = shades.clear(shades.BACKGROUND, 0.62)
    if start > 0:
        painter.fillRect(0, 0, start, size.height(), shade)
    if end < size.width():
        painter.fillRect(max(0, end), 0, size.width() - max(0, end), size.height(), shade)
        painter.fillRect(end, 0, 1, size.height(), shades.MUTED)


def paint_band(painter: QPainter, coords: Coords, band: Band) -> None:
    """Paint the rubber band over whole rows."""
    first, last, low, high = band
    x0, x1 = coords.x(first), coords.x(last)
    box = QRectF(round(x0) + 0.5, coords.y(high) + 0.5, round(x1 - x0), (high - low + 1) * coords.row_height - 1)
    painter.setPen(QPen(shades.clear(shades.TEXT, 0.8), 1))
    painter.setBrush(shades.clear(shades.TEXT, 0.1))
    painter.drawRect(box)


def paint_playhead(painter: QPainter, coords: Coords, tick: float, bottom: int) -> None:
    """Paint the playhead: a line, and a pointer on the ruler."""
    x = round(coords.x(tick))
    painter.fillRect(x, 0, 1, bottom, shades.ACCENT)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(shades.ACCENT)
    painter.drawPolygon(QPolygonF([QPointF(x - 5, 0), QPointF(x + 6, 0), QPointF(x + 0.5, 9)]))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def paint_focus(painter: QPainter, size: QSize) -> None:
    """Show that the keys go to the canvas, for those who came here by key."""
    painter.setPen(QPen(shades.clear(shades.ACCENT, 0.7), 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(0, 0, size.width() - 1, size.height() - 1)
