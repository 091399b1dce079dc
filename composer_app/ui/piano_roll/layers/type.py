"""The canvas's small type."""

from __future__ import annotations

from PySide6.QtGui import QFont, QPainter


def use_font(painter: QPainter, pixels: int, strong: bool = False) -> None:
    """Write in the widget's own face from here on, at a size in pixels."""
    font = QFont(painter.font())
    font.setPixelSize(pixels)
    font.setWeight(QFont.Weight.DemiBold if strong else QFont.Weight.Normal)
    painter.setFont(font)
