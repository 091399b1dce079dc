"""The notes that an idea shares with songs its model learnt from: framed, with the song's name over them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen

from composer_app.music.note import Note
from composer_app.music.originality import Originality, Shared
from composer_app.ui.piano_roll import shades
from composer_app.ui.piano_roll.arrays import NoteArrays
from composer_app.ui.piano_roll.coords import Coords
from composer_app.ui.piano_roll.layers.notes import note_rects
from composer_app.ui.piano_roll.layers.type import use_font
from composer_app.ui.widgets import theme

FRAME, LABEL_HEIGHT = 4, 14


@dataclass(frozen=True, slots=True)
class SharedNotes:
    """A run that is shared, the notes it had as the clip was opened, and the hue to show it in."""

    run: Shared
    notes: tuple[Note, ...]
    hue: str


def shared_notes(found: Originality | None, melody: Sequence[Note]) -> tuple[SharedNotes, ...]:
    """The shared runs to show in a melody; none without originality."""
    if found is None:
        return ()
    hue = theme.VERDICTS[found.verdict]
    return tuple(
        SharedNotes(run, tuple(note for note in melody if run.start <= note.onset < run.end), hue) for run in found.runs
    )


def paint_shared(
    painter: QPainter, size: QSize, coords: Coords, melody: NoteArrays, shared: Sequence[SharedNotes]
) -> None:
    """Frame the notes of each run that are still in the melody; edited notes are shared no longer."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    use_font(painter, 10, strong=True)
    taken: list[QRectF] = []
    for part in shared:
        still = melody.indices(part.notes)
        if len(still):
            rects = note_rects(size, coords, melody, still)
            boxes = [QRectF(x0, y0, x1 - x0 + 1, y1 - y0 + 1) for x0, y0, x1, y1 in rects.tolist()]
            _paint_run(painter, size, boxes, part, taken)
    painter.restore()


def _paint_run(painter: QPainter, size: QSize, boxes: Sequence[QRectF], part: SharedNotes, taken: list[QRectF]) -> None:
    hue = shades.mixed(theme.BACKGROUND, part.hue, 1.0)
    around = boxes[0]
    for box in boxes:
        around = around.united(box)
    around = around.adjusted(-FRAME, -FRAME, FRAME, FRAME)
    painter.setPen(QPen(hue, 1, Qt.PenStyle.DashLine))
    painter.setBrush(shades.clear(hue, 0.08))
    painter.drawRoundedRect(around, 4, 4)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(hue, 2))
    for box in boxes:
        painter.drawRoundedRect(box.adjusted(-1, -1, 1, 1), 3, 3)
    _paint_label(painter, size, around, part, taken)


def _paint_label(painter: QPainter, size: QSize, around: QRectF, part: SharedNotes, taken: list[QRectF]) -> None:
    """Write the run's description above its frame, or above a label that is there already, within the view."""
    text = part.run.description
    width = QFontMetricsF(painter.font()).horizontalAdvance(text) + 8
    left = max(around.left(), 2.0)
    if left > min(around.right(), size.width()):
        return
    label = QRectF(left, around.top() - LABEL_HEIGHT, width, LABEL_HEIGHT)
    if label.top() < 0:
        label.moveTop(around.bottom())
    while any(label.intersects(other) for other in taken):
        label.translate(0, -LABEL_HEIGHT)
    taken.append(label)
    painter.fillRect(label, shades.clear(shades.BACKGROUND, 0.85))
    painter.setPen(shades.mixed(theme.TEXT, part.hue, 0.6))
    painter.drawText(label.adjusted(4, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, text)
