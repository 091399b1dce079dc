"""The notes of another alternative behind those of the clip: outlines in a hue of their own."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPen

from composer_app.music.clip import Clip
from composer_app.ui.piano_roll import shades
from composer_app.ui.piano_roll.arrays import NoteArrays
from composer_app.ui.piano_roll.coords import Coords
from composer_app.ui.piano_roll.layers.notes import in_view, note_rects
from composer_app.ui.piano_roll.layers.rects import draw_rects


def ghost_notes(clip: Clip | None, shown: Clip) -> NoteArrays:
    """The notes of a clip that the one shown has not; none of no clip."""
    if clip is None:
        return NoteArrays([])
    return NoteArrays(sorted(set(clip.notes) - set(shown.notes)))


def paint_ghosts(painter: QPainter, size: QSize, coords: Coords, ghosts: NoteArrays) -> None:
    """Paint the outlines."""
    shown = in_view(ghosts, size, coords)
    if len(shown):
        painter.setPen(QPen(shades.GHOST, 1))
        painter.setBrush(shades.clear(shades.GHOST, 0.14))
        draw_rects(painter, note_rects(size, coords, ghosts, shown))
