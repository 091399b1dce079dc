"""The keyboard at the left, each key as high as its row."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter

from composer_app.music.note import pitch_name
from composer_app.ui.piano_roll import shades
from composer_app.ui.piano_roll.coords import Coords
from composer_app.ui.piano_roll.layers.rows import BLACK_KEYS
from composer_app.ui.piano_roll.layers.type import use_font

BLACK_SHARE = 0.62


def paint_keyboard(painter: QPainter, size: QSize, coords: Coords, pressed: int | None) -> None:
    """Paint the keys, the names of the Cs, and the pressed key."""
    width, row = size.width(), coords.row_height
    painter.fillRect(0, 0, width, size.height(), shades.KEY_WHITE)
    use_font(painter, min(11, max(8, row - 1)), strong=True)
    for pitch in range(coords.pitch(size.height()), coords.pitch(0) + 1):
        y = coords.y(pitch)
        if pitch == pressed and pitch % 12 not in BLACK_KEYS:
            painter.fillRect(0, y, width, row, shades.ACCENT)
        # Between B and C, and between E and F, two white keys meet at the row's edge.
        if pitch % 12 in (0, 5):
            painter.fillRect(0, y + row - 1, width, 1, shades.KEY_LINE)
        if pitch % 12 in BLACK_KEYS:
            black = round(width * BLACK_SHARE)
            painter.fillRect(black, y + row // 2, width - black, 1, shades.KEY_LINE)
            painter.fillRect(0, y, black, row, shades.ACCENT if pitch == pressed else shades.KEY_BLACK)
        if pitch % 12 == 0 and row >= 7:
            painter.setPen(shades.KEY_BLACK)
            box = QRectF(0, y, width - 5, row)
            painter.drawText(
                box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, pitch_name(pitch)
            )
