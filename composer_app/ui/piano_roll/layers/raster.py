"""Very many notes as one picture, counted into pixels by numpy."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QSize
from PySide6.QtGui import QColor, QImage, QPainter

from composer_app.ui.piano_roll import shades
from composer_app.ui.piano_roll.arrays import Columns, NoteArrays
from composer_app.ui.piano_roll.coords import Coords

# In a sum of these and of velocities the upper bits count the notes and the lower bits add the velocities.
ONE_NOTE = 1 << 26


def paint_raster(
    painter: QPainter, size: QSize, coords: Coords, arrays: NoteArrays, shown: Columns, voice: str, chosen: bool
) -> None:
    """Paint notes as a picture; the louder the notes in a pixel, the fuller its colour."""
    width, pitch = size.width(), arrays.pitch[shown]
    low, high = int(pitch.min()), int(pitch.max())
    x0 = _pixels(arrays.onset[shown], coords, width)
    x1 = np.maximum(_pixels(arrays.end[shown], coords, width), np.minimum(x0 + 1, width))
    shades_of = _steps(x0, x1, pitch - low, arrays.velocity[shown], (high - low + 1, width))
    colours = _palette(voice, chosen)[shades_of]
    top = coords.y(high)
    pixels = np.repeat(colours[::-1], coords.row_height, axis=0)
    if coords.row_height >= 4:
        pixels[coords.row_height - 1 :: coords.row_height] = 0
    image = QImage(pixels.data, width, len(pixels), width * 4, QImage.Format.Format_ARGB32_Premultiplied)
    painter.drawImage(QPoint(0, top), image)


def _pixels(ticks: Columns, coords: Coords, width: int) -> NDArray[np.int32]:
    pixels = ticks * coords.tick_width
    pixels -= coords.left - 0.5
    return np.clip(pixels, 0, width, out=pixels).astype(np.int32)


def _steps(
    x0: NDArray[np.int32], x1: NDArray[np.int32], row: Columns, velocity: Columns, shape: tuple[int, int]
) -> NDArray[np.uint8]:
    """For each row and column of `shape` 0, or 1 + the shade of the mean velocity there."""
    rows, width = shape
    cells, start = rows * (width + 1), row * (width + 1)
    notes = (velocity + ONE_NOTE).astype(np.float64)
    change = np.bincount(start + x0, weights=notes, minlength=cells)
    change -= np.bincount(start + x1, weights=notes, minlength=cells)
    sounding = np.cumsum(change, out=change).reshape(rows, width + 1)[:, :width].astype(np.int64)
    count, loudness = sounding >> 26, sounding & (ONE_NOTE - 1)
    steps = 1 + loudness * shades.STEPS // (128 * np.maximum(count, 1))
    return np.where(count > 0, steps, 0).astype(np.uint8)


def _palette(voice: str, chosen: bool) -> NDArray[np.uint32]:
    colours = [QColor(0, 0, 0, 0)]
    colours += [shades.chosen(voice) if chosen else shades.fill(voice, step) for step in range(shades.STEPS)]
    return np.array([colour.rgba() if colour.alpha() else 0 for colour in colours], dtype=np.uint32)
