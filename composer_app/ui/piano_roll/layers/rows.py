"""The rows behind the notes: one a pitch, darker out of the scale, a line under every C."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPainter

from composer_app.music.key import Key
from composer_app.ui.piano_roll import shades
from composer_app.ui.piano_roll.coords import Coords

BLACK_KEYS = frozenset({1, 3, 6, 8, 10})


def paint_rows(painter: QPainter, size: QSize, coords: Coords, key: Key | None) -> None:
    """Paint the rows; without a key the black keys' rows are the darker ones."""
    painter.fillRect(QRect(0, 0, size.width(), size.height()), shades.ROW)
    for pitch in range(coords.pitch(size.height()), coords.pitch(0) + 1):
        row = QRect(0, coords.y(pitch), size.width(), coords.row_height)
        if is_dark(pitch, key):
            painter.fillRect(row, shades.ROW_DARK)
        elif key is not None and pitch % 12 == key.tonic:
            painter.fillRect(row, shades.ROW_TONIC)
        if pitch % 12 == 0:
            painter.fillRect(row.x(), row.bottom(), row.width(), 1, shades.OCTAVE)


def is_dark(pitch: int, key: Key | None) -> bool:
    """Whether a pitch's row is one of the darker ones."""
    return pitch % 12 in BLACK_KEYS if key is None else pitch % 12 not in key.scale
