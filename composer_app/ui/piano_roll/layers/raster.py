"""Very many notes as one picture, counted into pixels by numpy."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QSize
from PySide6.QtGui import QColor, QImage, QPainter

from composer_app.music.clip import Voice
from composer_app.ui.piano_roll import shades
from composer_app.ui.piano_roll.arrays import Columns, NoteArrays
from composer_app.ui.piano_roll.coords import TOP_PITCH, Coords

PITCHES = TOP_PITCH + 1


def paint_raster(
    painter: QPainter, size: QSize, coords: Coords, arrays: NoteArrays, shown: Columns, voice: Voice, chosen: bool
) -> None:
    """Paint notes as a picture; the louder the notes in a pixel, the fuller its colour."""
    width = size.width()
    x0 = _pixels(arrays.onset[shown], coords, width)
    x1 = np.maximum(_pixels(arrays.end[shown], coords, width), np.minimum(x0 + 1, width))
    palette = _palette(voice, chosen)
    steps = _steps(x0, x1, arrays.pitch[shown], arrays.velocity[shown], width)
    y = np.arange(size.height()) + coords.top
    rows = np.clip(TOP_PITCH - y // coords.row_height, 0, TOP_PITCH)
    steps = steps[rows]
    if coords.row_height >= 4:
        steps[y % coords.row_height == coords.row_height - 1] = 0
    pixels = palette[steps]
    image = QImage(pixels.data, width, size.height(), width * 4, QImage.Format.Format_ARGB32_Premultiplied)
    painter.drawImage(QPoint(0, 0), image)


def _pixels(ticks: Columns, coords: Coords, width: int) -> Columns:
    return np.clip(np.rint(ticks * coords.tick_width - coords.left), 0, width).astype(np.int64)


def _steps(x0: Columns, x1: Columns, pitch: Columns, velocity: Columns, width: int) -> NDArray[np.intp]:
    """For each pitch and column 0, or 1 + the shade of the mean velocity there; shaped (128, width)."""
    row = pitch * (width + 1)
    cells = PITCHES * (width + 1)
    begun, ended = row + x0, row + x1
    count = np.cumsum(np.bincount(begun, minlength=cells) - np.bincount(ended, minlength=cells))
    loud = np.cumsum(
        np.bincount(begun, weights=velocity, minlength=cells) - np.bincount(ended, weights=velocity, minlength=cells)
    )
    mean = loud / np.maximum(count, 1)
    steps = np.where(count > 0, 1 + (mean * shades.STEPS / 128).astype(np.intp), 0)
    return steps.reshape(PITCHES, width + 1)[:, :width]


def _palette(voice: Voice, chosen: bool) -> NDArray[np.uint32]:
    colours = [QColor(0, 0, 0, 0)]
    colours += [shades.chosen(voice) if chosen else shades.fill(voice, step) for step in range(shades.STEPS)]
    return np.array([colour.rgba() if colour.alpha() else 0 for colour in colours], dtype=np.uint32)
