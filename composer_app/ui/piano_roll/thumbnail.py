"""A clip drawn small, for cards and lists."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from composer_app.music.clip import Clip
from composer_app.music.voices import VOICES
from composer_app.ui.piano_roll import shades
from composer_app.ui.piano_roll.arrays import NoteArrays
from composer_app.ui.piano_roll.descriptions import selection_description
from composer_app.ui.piano_roll.layers.lines import bars_between
from composer_app.ui.piano_roll.layers.rects import boxes, draw_rects

FEWEST_ROWS = 24
BAR_ROOM = 10
MARGIN = 4


def paint_clip(painter: QPainter, rect: QRect, clip: Clip) -> None:
    """Paint all voices and the bar lines of a whole clip into a rectangle, without a background."""
    if not clip.length:
        return
    ticks = clip.timeline.bar_start(clip.bars)
    scale = rect.width() / ticks
    for bar in bars_between(clip.timeline, 0, ticks, BAR_ROOM / scale):
        if bar.start:
            x = rect.left() + round(bar.start * scale)
            painter.fillRect(x, rect.top(), 1, rect.height(), shades.clear(shades.MUTED, 0.16))
    if not clip.notes:
        return
    low, rows = _rows(clip)
    room = rect.height() - 2 * MARGIN
    # Rows narrower than a note share pixels: a note of one pixel could hardly be seen.
    row = min(5.0, room / rows)
    thick = max(2, round(row) - 1)
    bottom = rect.top() + (rect.height() + rows * row) / 2
    painter.setPen(Qt.PenStyle.NoPen)
    for voice in VOICES:
        arrays = NoteArrays(clip.part(voice))
        x0 = rect.left() + np.rint(arrays.onset * scale).astype(np.int64)
        x1 = np.maximum(x0 + 1, rect.left() + np.rint(arrays.end * scale).astype(np.int64) - 2)
        y0 = np.rint(bottom - (arrays.pitch - low + 1) * row).astype(np.int64)
        painter.setBrush(shades.fill(voice, shades.STEPS - 1))
        draw_rects(painter, boxes(x0, y0, np.minimum(x1, rect.right()), y0 + thick - 1))


def _rows(clip: Clip) -> tuple[int, int]:
    """The lowest row and the number of rows, the notes in the middle of at least two octaves."""
    pitches = [note.pitch for note in clip.notes]
    low, high = min(pitches), max(pitches)
    missing = max(0, FEWEST_ROWS - (high - low + 1))
    return low - missing // 2, high - low + 1 + missing


def kept_picture(kept: QPixmap | None, size: QSize, ratio: float, paint: Callable[[QPainter], None]) -> QPixmap:
    """The picture that was kept while it fits `size` (logical pixels), else another, clear before `paint` paints it."""
    if kept is not None and kept.size() == size * ratio and kept.devicePixelRatio() == ratio:
        return kept
    made = QPixmap(size * ratio)
    made.setDevicePixelRatio(ratio)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    paint(painter)
    painter.end()
    return made


class SmallRoll(QWidget):
    """A small picture of a clip, with a playhead."""

    def __init__(self, parent: QWidget | None = None, height: int = 64) -> None:
        super().__init__(parent)
        self._clip = Clip()
        self._playhead: float | None = None
        self._picture: QPixmap | None = None
        self.setFixedHeight(height)
        self.setMinimumWidth(80)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def clip(self) -> Clip:
        """The clip that is shown."""
        return self._clip

    def set_clip(self, clip: Clip) -> None:
        """Show a clip."""
        self._clip = clip
        self._picture = None
        self.setAccessibleName("Small piano roll")
        self.setAccessibleDescription(selection_description(frozenset(), clip))
        self.update()

    def set_playhead(self, fraction: float | None) -> None:
        """Show how much of the clip has played, 0 to 1; None while it does not play."""
        if fraction != self._playhead:
            self._playhead = fraction
            self.update()

    def _paint_still(self, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(shades.BACKGROUND)
        painter.drawRoundedRect(QRectF(self.rect()), 4, 4)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        paint_clip(painter, self.rect().adjusted(MARGIN, 0, -MARGIN, 0), self._clip)

    def sizeHint(self) -> QSize:
        return QSize(240, self.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        self._picture = kept_picture(self._picture, self.size(), self.devicePixelRatioF(), self._paint_still)
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._picture)
        if self._playhead is not None:
            inside = self.rect().adjusted(MARGIN, 0, -MARGIN, 0)
            x = inside.left() + round(self._playhead * (inside.width() - 1))
            painter.fillRect(inside.left(), 0, x - inside.left(), self.height(), shades.clear(shades.ACCENT, 0.08))
            painter.fillRect(x, 0, 1, self.height(), shades.ACCENT)
        painter.end()
