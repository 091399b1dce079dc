from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QImage, QPainter

from composer_app.ui.piano_roll import shades
from composer_app.ui.piano_roll.coords import Coords
from composer_app.ui.piano_roll.layers.marks import paint_band, paint_end
from composer_app.ui.piano_roll.layers.ruler import paint_brace

SIZE = QSize(200, 100)
COORDS = Coords(tick_width=0.1, row_height=10, left=0, top=640)


def blank() -> QImage:
    image = QImage(SIZE, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(QColor("#404040"))
    return image


def test_what_lies_after_the_end_is_darker(qapp: object) -> None:
    image = blank()
    painter = QPainter(image)
    paint_end(painter, SIZE, COORDS, 1000)
    painter.end()
    assert image.pixelColor(150, 50).lightness() < image.pixelColor(50, 50).lightness()


def test_band_covers_whole_rows(qapp: object) -> None:
    image = blank()
    painter = QPainter(image)
    paint_band(painter, COORDS, (200, 800, 60, 61))
    painter.end()
    changed = [y for y in range(100) if image.pixelColor(50, y) != QColor("#404040")]
    assert changed == list(range(COORDS.y(61), COORDS.y(60) + COORDS.row_height))


def test_brace_reaches_from_end_to_end_of_the_loop(qapp: object) -> None:
    image = blank()
    painter = QPainter(image)
    paint_brace(painter, SIZE, COORDS, (500, 1500))
    painter.end()
    assert [image.pixelColor(x, 1) == shades.BRACE for x in (49, 50, 149, 150)] == [False, True, True, False]
