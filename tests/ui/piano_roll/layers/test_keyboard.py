from __future__ import annotations

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QPainter, QPixmap

from composer_app.ui.piano_roll import shades
from composer_app.ui.piano_roll.coords import Coords
from composer_app.ui.piano_roll.layers.keyboard import paint_keyboard

SIZE = QSize(56, 240)
COORDS = Coords(row_height=20, top=20 * 60)


def colour(pitch: int, x: int, pressed: int | None = None) -> QColor:
    picture = QPixmap(SIZE)
    painter = QPainter(picture)
    paint_keyboard(painter, SIZE, COORDS, pressed)
    painter.end()
    return picture.toImage().pixelColor(x, COORDS.y(pitch) + 5)


@pytest.mark.parametrize(("pitch", "shade"), [(60, shades.KEY_WHITE), (61, shades.KEY_BLACK)])
def test_keys_are_black_and_white(qapp: object, pitch: int, shade: QColor) -> None:
    assert colour(pitch, 10) == shade


def test_black_key_is_shorter(qapp: object) -> None:
    assert colour(61, 50) == shades.KEY_WHITE


@pytest.mark.parametrize("pitch", [60, 61])
def test_pressed_key_is_lit(qapp: object, pitch: int) -> None:
    assert colour(pitch, 10, pressed=pitch) == shades.ACCENT
