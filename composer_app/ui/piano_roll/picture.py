"""The whole canvas but the playhead: every layer in its region, from back to front."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import numpy as np
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter

from composer_app.music.chord import ChordSpan
from composer_app.music.voices import VOICES
from composer_app.ui.piano_roll import shades
from composer_app.ui.piano_roll.arrays import NoteArrays
from composer_app.ui.piano_roll.coords import Coords
from composer_app.ui.piano_roll.editor import Editor
from composer_app.ui.piano_roll.layers.ghosts import paint_ghosts
from composer_app.ui.piano_roll.layers.keyboard import paint_keyboard
from composer_app.ui.piano_roll.layers.lines import paint_lines
from composer_app.ui.piano_roll.layers.marks import paint_band, paint_end, paint_playhead
from composer_app.ui.piano_roll.layers.notes import Style, in_view, paint_notes
from composer_app.ui.piano_roll.layers.rows import paint_rows
from composer_app.ui.piano_roll.layers.ruler import paint_brace, paint_loop_shade, paint_ruler, paint_target
from composer_app.ui.piano_roll.layers.shared import SharedNotes, paint_shared
from composer_app.ui.piano_roll.layers.strips import Label, paint_chords, paint_sections
from composer_app.ui.piano_roll.layers.type import use_font
from composer_app.ui.piano_roll.layers.velocities import paint_lane_scale, paint_velocities
from composer_app.ui.piano_roll.regions import Regions


@dataclass(frozen=True, slots=True)
class Captions:
    """Labels and marks around the notes."""

    spans: tuple[ChordSpan, ...] = ()
    chords: tuple[Label, ...] = ()
    sections: tuple[Label, ...] = ()
    target: tuple[int, int] | None = None
    shared: tuple[SharedNotes, ...] = ()
    ghosts: NoteArrays = field(default_factory=lambda: NoteArrays([]))


def paint_picture(painter: QPainter, regions: Regions, coords: Coords, editor: Editor, captions: Captions) -> None:
    """Paint everything but the playhead."""
    timeline, loop = editor.clip.timeline, editor.loop_draft or editor.loop
    painter.fillRect(QRect(0, 0, regions.notes.right() + 1, regions.notes.top()), shades.PANEL)
    with _inside(painter, regions.notes) as size:
        paint_rows(painter, size, coords, editor.clip.key)
        paint_lines(painter, size, coords, timeline, editor.grid)
        paint_end(painter, size, coords, editor.clip.length)
        paint_ghosts(painter, size, coords, captions.ghosts)
        _paint_voices(painter, size, coords, editor, captions.spans)
        paint_shared(painter, size, coords, editor.arrays["melody"], captions.shared)
        if loop:
            paint_loop_shade(painter, size, coords, loop)
        if editor.band:
            paint_band(painter, coords, editor.band)
        if not (any(editor.clip.parts.values()) or editor.draft):
            _paint_hint(painter, size)
    with _inside(painter, regions.ruler) as size:
        if captions.target:
            paint_target(painter, size, coords, captions.target)
        paint_ruler(painter, size, coords, timeline)
        if loop:
            paint_brace(painter, size, coords, loop)
    with _inside(painter, regions.sections) as size:
        paint_sections(painter, size, coords, captions.sections)
    with _inside(painter, regions.chords) as size:
        paint_chords(painter, size, coords, captions.chords)
    with _inside(painter, regions.keyboard) as size:
        paint_keyboard(painter, size, coords, editor.pressed_key)
    if not regions.lane.isEmpty():
        with _inside(painter, regions.lane) as size:
            paint_velocities(painter, size, coords, editor)
        with _inside(painter, QRect(0, regions.lane.top(), regions.lane.left(), regions.lane.height())) as size:
            paint_lane_scale(painter, size)
    for x, y, width, height in _seams(regions):
        painter.fillRect(x, y, width, height, shades.EDGE)


def paint_moving(painter: QPainter, regions: Regions, coords: Coords, playhead: float) -> None:
    """Paint the playhead, over the notes and the velocities."""
    painter.translate(regions.notes.left(), 0)
    paint_playhead(painter, coords, playhead, regions.notes.bottom() + 1 + regions.lane.height())
    painter.translate(-regions.notes.left(), 0)


def _paint_voices(painter: QPainter, size: QSize, coords: Coords, editor: Editor, spans: tuple[ChordSpan, ...]) -> None:
    key = editor.clip.key
    for voice in VOICES:
        arrays = editor.arrays[voice]
        shown = in_view(arrays, size, coords)
        hidden = editor.indices(editor.hidden, voice)
        if len(hidden):
            shown = shown[~np.isin(shown, hidden)]
        picked = editor.picked_at[voice]
        chosen = np.isin(shown, picked) if len(picked) else np.zeros(len(shown), dtype=bool)
        paint_notes(painter, size, coords, arrays, shown[~chosen], Style(voice, False, key, spans))
        paint_notes(painter, size, coords, arrays, shown[chosen], Style(voice, True, key, spans))
    for voice in VOICES:
        draft = NoteArrays(sorted(note for its, note in editor.draft if its == voice))
        paint_notes(painter, size, coords, draft, in_view(draft, size, coords), Style(voice, True, key, spans))


def _paint_hint(painter: QPainter, size: QSize) -> None:
    use_font(painter, 14)
    painter.setPen(shades.MUTED)
    text = "Double-click to draw a note, press R to record, or generate an idea"
    painter.drawText(QRect(0, 0, size.width(), size.height()), Qt.AlignmentFlag.AlignCenter, text)


def _seams(regions: Regions) -> list[tuple[int, int, int, int]]:
    notes, right = regions.notes, regions.notes.right() + 1
    seams = [(0, notes.top() - 1, right, 1), (notes.left() - 1, notes.top(), 1, notes.height())]
    if not regions.lane.isEmpty():
        seams.append((0, regions.lane.top(), right, 1))
    return [*seams, (regions.chords.left(), regions.chords.top() - 1, right, 1)]


@contextmanager
def _inside(painter: QPainter, region: QRect) -> Iterator[QSize]:
    """Paint in a region only, its upper left corner being the origin."""
    painter.save()
    painter.setClipRect(region)
    painter.translate(region.topLeft())
    yield region.size()
    painter.restore()
