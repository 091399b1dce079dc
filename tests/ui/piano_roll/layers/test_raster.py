from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QImage, QPainter

from composer_app.music.note import Note
from composer_app.ui.piano_roll import shades
from composer_app.ui.piano_roll.arrays import NoteArrays
from composer_app.ui.piano_roll.coords import Coords
from composer_app.ui.piano_roll.layers.notes import in_view
from composer_app.ui.piano_roll.layers.raster import paint_raster

SIZE = QSize(100, 60)
COORDS = Coords(tick_width=0.1, row_height=10, left=0, top=640)


def picture(*notes: Note) -> QImage:
    image = QImage(SIZE, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(0)
    arrays = NoteArrays(sorted(notes))
    painter = QPainter(image)
    paint_raster(painter, SIZE, COORDS, arrays, in_view(arrays, SIZE, COORDS), "melody", False)
    painter.end()
    return image


def test_note_fills_its_pixels(qapp: object) -> None:
    assert picture(Note(100, 200, 63, 127)).pixelColor(15, 5) == shades.fill("melody", shades.STEPS - 1)


def test_no_note_no_pixel(qapp: object) -> None:
    assert picture(Note(100, 200, 63)).pixelColor(40, 5).alpha() == 0


def test_note_narrower_than_a_pixel_is_seen(qapp: object) -> None:
    assert picture(Note(100, 1, 63)).pixelColor(10, 5).alpha() == 255


def test_pixel_stays_free_between_rows(qapp: object) -> None:
    assert picture(Note(100, 200, 63)).pixelColor(15, 9).alpha() == 0
