"""The notes of one voice: rounded while they are few, chamfered in batches when many, a picture beyond that."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter

from composer_app.music.chord import ChordSpan
from composer_app.music.key import Key
from composer_app.ui.piano_roll import shades
from composer_app.ui.piano_roll.arrays import Columns, NoteArrays
from composer_app.ui.piano_roll.coords import TOP_PITCH, Coords
from composer_app.ui.piano_roll.descriptions import spelled
from composer_app.ui.piano_roll.layers.raster import paint_raster
from composer_app.ui.piano_roll.layers.rects import Rects, boxes, draw_rects
from composer_app.ui.piano_roll.layers.type import use_font

ROUNDED_UP_TO = 300
RASTER_ABOVE = 4000
NAME_ROW, NAME_WIDTH = 12, 30
MARGIN = 64


@dataclass(frozen=True, slots=True)
class Style:
    """How notes look: in the colour of which voice, whether selected, in which key and over which chords spelled."""

    voice: str
    chosen: bool = False
    key: Key | None = None
    spans: tuple[ChordSpan, ...] = ()


def in_view(arrays: NoteArrays, size: QSize, coords: Coords) -> Columns:
    """The indices of the notes that a canvas of this size shows."""
    low, high = coords.pitch(size.height()), coords.pitch(0)
    return arrays.sounding(coords.tick(-1), coords.tick(size.width() + 1), low, high)


def paint_notes(
    painter: QPainter, size: QSize, coords: Coords, arrays: NoteArrays, shown: Columns, style: Style
) -> None:
    """Paint the notes with the indices `shown`."""
    if not len(shown):
        return
    if len(shown) > RASTER_ABOVE:
        paint_raster(painter, size, coords, arrays, shown, style.voice, style.chosen)
        return
    rects = note_rects(size, coords, arrays, shown)
    steps = shades.steps_of(arrays.velocity[shown])
    if len(shown) > ROUNDED_UP_TO or coords.row_height < 6:
        _paint_chamfered(painter, rects, steps, style)
    else:
        _paint_rounded(painter, rects, steps, style)
    if coords.row_height >= NAME_ROW and len(shown) <= ROUNDED_UP_TO:
        _paint_names(painter, rects, _names(arrays, shown, style), steps, style)


def note_rects(size: QSize, coords: Coords, arrays: NoteArrays, shown: Columns) -> Rects:
    """The pixels of notes, shaped (n, 4); a pixel stays free after and below each."""
    x0 = np.rint(arrays.onset[shown] * coords.tick_width - coords.left)
    x1 = np.maximum(np.rint(arrays.end[shown] * coords.tick_width - coords.left) - 2, x0 + 1)
    y0 = (TOP_PITCH - arrays.pitch[shown]) * coords.row_height - coords.top
    limits = (-MARGIN, size.width() + MARGIN)
    return boxes(
        np.clip(x0, *limits).astype(np.int64) + 1,
        y0,
        np.clip(x1, *limits).astype(np.int64) + 1,
        y0 + coords.row_height - 2,
    )


def _paint_rounded(painter: QPainter, rects: Rects, steps: NDArray[np.int64], style: Style) -> None:
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    radius = 2.0 if rects[0, 3] - rects[0, 1] < 9 else 3.0
    # Two fills take half the time of a fill and a stroke wider than a pixel.
    rim = 1.5 if style.chosen else 1.0
    for step in np.unique(steps).tolist():
        these = [QRectF(x0, y0, x1 - x0 + 1, y1 - y0 + 1) for x0, y0, x1, y1 in rects[steps == step].tolist()]
        outer, inner = _colours(style, step)
        painter.setBrush(outer)
        for box in these:
            painter.drawRoundedRect(box, radius, radius)
        painter.setBrush(inner)
        for box in these:
            painter.drawRoundedRect(box.adjusted(rim, rim, -rim, -rim), radius - 1, radius - 1)
    painter.restore()


def _paint_chamfered(painter: QPainter, rects: Rects, steps: NDArray[np.int64], style: Style) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    inset = 1 if rects[0, 3] - rects[0, 1] >= 5 else 0
    for step in np.unique(steps).tolist():
        these = rects[steps == step]
        outer, inner = _colours(style, step)
        if inset:
            painter.setBrush(outer)
            draw_rects(painter, _shrunk(these, 1, 0))
            draw_rects(painter, _shrunk(these, 0, 1))
        painter.setBrush(inner)
        draw_rects(painter, _shrunk(these, inset, inset))


def _colours(style: Style, step: int) -> tuple[QColor, QColor]:
    """The colours of a note's rim and of its inside."""
    if style.chosen:
        return shades.OUTLINE, shades.chosen(style.voice)
    return shades.border(style.voice, step), shades.fill(style.voice, step)


def _shrunk(rects: Rects, by_x: int, by_y: int) -> Rects:
    """The rectangles without their outer pixels; a narrow one keeps its width."""
    smaller = rects + np.array([by_x, by_y, -by_x, -by_y], dtype=np.int32)
    smaller[:, 2] = np.maximum(smaller[:, 2], smaller[:, 0])
    return np.ascontiguousarray(smaller)


def _names(arrays: NoteArrays, shown: Columns, style: Style) -> list[str]:
    """The names of the notes with the indices `shown`, spelled as a score spells them."""
    begins = [span.onset for span in style.spans]
    onsets = arrays.onset[shown].tolist()
    chords = [style.spans[bisect_right(begins, on) - 1].chord if begins else None for on in onsets]
    return [spelled(pitch, style.key, chord) for pitch, chord in zip(arrays.pitch[shown].tolist(), chords, strict=True)]


def _paint_names(painter: QPainter, rects: Rects, names: Sequence[str], steps: NDArray[np.int64], style: Style) -> None:
    use_font(painter, 10 if len(rects) and rects[0, 3] - rects[0, 1] >= 11 else 9)
    for (x0, y0, x1, y1), name, step in zip(rects.tolist(), names, steps.tolist(), strict=True):
        start = max(x0, 0)
        if x1 - start >= NAME_WIDTH:
            painter.setPen(shades.BACKGROUND if style.chosen else shades.ink(style.voice, step))
            box = QRectF(start + 5, y0, x1 - start - 6, y1 - y0 + 1)
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, name)
