"""The velocity lane: a stem with a head for every note, as high as it is loud."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter

from composer_app.music.voices import VOICES
from composer_app.ui.piano_roll import shades
from composer_app.ui.piano_roll.arrays import Columns, NoteArrays
from composer_app.ui.piano_roll.coords import Coords
from composer_app.ui.piano_roll.editor import Editor
from composer_app.ui.piano_roll.lane import LOUDEST, MARGIN, Lane
from composer_app.ui.piano_roll.layers.rects import boxes, draw_rects
from composer_app.ui.piano_roll.layers.type import use_font

HEAD = 7
LINES = (32, 64, 96)  # velocities
FAINT = 0.38  # opacity of what is not selected while something is
STEMS_UP_TO = 2000  # beyond that one stem a pixel, the loudest, is all that can be seen


def paint_velocities(painter: QPainter, size: QSize, coords: Coords, editor: Editor) -> None:
    """Paint the lane with its origin at the upper left corner."""
    lane = Lane(0, size.height())
    painter.fillRect(0, 0, size.width(), size.height(), shades.ROW_DARK)
    for velocity in LINES:
        painter.fillRect(0, round(lane.y(velocity)), size.width(), 1, shades.STEP)
    painter.setPen(Qt.PenStyle.NoPen)
    dim = bool(editor.picked or editor.draft)
    chosen: list[tuple[str, NoteArrays, Columns]] = []
    for voice in VOICES:
        arrays = editor.arrays[voice]
        shown = _beginning_in_view(arrays, size, coords)
        if editor.hidden:
            shown = shown[~np.isin(shown, editor.indices(editor.hidden, voice))]
        picked = np.isin(shown, editor.picked_at[voice]) if editor.picked else np.zeros(len(shown), dtype=bool)
        chosen.append((voice, arrays, shown[picked]))
        _paint_stems(painter, coords, lane, arrays, shown[~picked], _colours(voice, FAINT if dim else 1))
        draft = NoteArrays(sorted(note for its, note in editor.draft if its == voice))
        chosen.append((voice, draft, _beginning_in_view(draft, size, coords)))
    for voice, arrays, these in chosen:
        _paint_stems(painter, coords, lane, arrays, these, [shades.chosen(voice)])


def paint_lane_scale(painter: QPainter, size: QSize) -> None:
    """Paint the lane's name and its loudest and softest velocity, left of it."""
    painter.fillRect(0, 0, size.width(), size.height(), shades.PANEL)
    use_font(painter, 9)
    painter.setPen(shades.MUTED)
    right, left = Qt.AlignmentFlag.AlignRight, Qt.AlignmentFlag.AlignLeft
    room = QRect(4, 1, size.width() - 9, size.height() - 2)
    painter.drawText(room, right | Qt.AlignmentFlag.AlignTop, str(LOUDEST))
    painter.drawText(room, right | Qt.AlignmentFlag.AlignBottom, "1")
    painter.drawText(room, left | Qt.AlignmentFlag.AlignVCenter, "Velocity")


def _beginning_in_view(arrays: NoteArrays, size: QSize, coords: Coords) -> Columns:
    """The indices of the notes that begin within the lane."""
    first, last = coords.tick(-HEAD), coords.tick(size.width() + HEAD)
    begin, stop = np.searchsorted(arrays.onset, (first, last))
    return np.arange(begin, stop)


def _loudest(onset: Columns, velocity: Columns, coords: Coords) -> tuple[Columns, Columns]:
    """Of the notes in each pixel the first onset and the highest velocity."""
    pixel = (onset * coords.tick_width).astype(np.int64)
    starts = np.flatnonzero(np.diff(pixel, prepend=pixel[0] - 1))
    return onset[starts], np.maximum.reduceat(velocity, starts)


def _colours(voice: str, opacity: float) -> list[QColor]:
    return [shades.clear(shades.fill(voice, step), opacity) for step in range(shades.STEPS)]


def _paint_stems(
    painter: QPainter, coords: Coords, lane: Lane, arrays: NoteArrays, shown: Columns, colours: list[QColor]
) -> None:
    """Paint notes in the colours of their steps, or all in the only colour there is."""
    if not len(shown):
        return
    onset, velocity = arrays.onset[shown], arrays.velocity[shown]
    if len(shown) > STEMS_UP_TO:
        onset, velocity = _loudest(onset, velocity, coords)
    x = np.rint(onset * coords.tick_width - coords.left).astype(np.int64) + 1
    y = np.rint(lane.top + lane.height - MARGIN - (velocity - 1) / (LOUDEST - 1) * (lane.height - 2 * MARGIN))
    y = y.astype(np.int64)
    bottom = np.full_like(y, lane.top + lane.height - 1)
    steps: NDArray[np.int64] = shades.steps_of(velocity) if len(colours) > 1 else np.zeros_like(velocity)
    for step in np.unique(steps).tolist():
        these = steps == step
        painter.setBrush(colours[step])
        draw_rects(painter, boxes(x[these], y[these] + HEAD // 2 + 1, x[these] + 1, bottom[these]))
        half = HEAD // 2
        draw_rects(painter, boxes(x[these] - half, y[these] - half, x[these] + half + 1, y[these] + half))
