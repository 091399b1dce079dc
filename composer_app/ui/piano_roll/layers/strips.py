"""The strips under the ruler: sections of the form, and names of the chords."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import zip_longest

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter

from composer_app.music.chord import chord_spans
from composer_app.music.clip import Clip, Section
from composer_app.music.form import SILENT_NAMES, section_type
from composer_app.music.meter import Timeline
from composer_app.ui.piano_roll import shades
from composer_app.ui.piano_roll.coords import Coords
from composer_app.ui.piano_roll.layers.type import use_font
from composer_app.ui.widgets import theme

# Naming takes some microseconds a chord: beyond this a clip is a stress test, and no one reads the names.
NAMED_UP_TO = 20_000
TYPE_SIZES = (12, 11, 10, 9, 8)
NARROWEST = 6  # pixels that a root takes
_CHORD = re.compile(r"([A-G][#b♯♭]*)(?:m(?!aj)|dim|°|aug|\+)?")
SECTION_HUES = (theme.GOOD, theme.ACCENT, theme.CHORDS, "#c58af9", "#5cc8d7")


@dataclass(frozen=True, slots=True)
class Label:
    """A text over a span of ticks."""

    first: int
    last: int
    text: str


def chord_labels(clip: Clip) -> tuple[Label, ...]:
    """The chord names of a clip, spelled in its key."""
    if not clip.chords or len(clip.chords) > NAMED_UP_TO:
        return ()
    spans = chord_spans(clip.chords, clip.length)
    return tuple(Label(span.onset, span.end, span.chord.name_in(clip.key)) for span in spans if span.chord)


def section_labels(sections: Sequence[Section], length: int) -> tuple[Label, ...]:
    """The sections, each up to the next; those in which the melody is silent by their names."""
    ends = [section.tick for section in sections[1:]] + [max(length, sections[-1].tick + 1)] if sections else []
    return tuple(
        Label(s.tick, end, SILENT_NAMES.get(section_letter(s.label), s.label))
        for s, end in zip(sections, ends, strict=True)
    )


def section_letter(label: str) -> str:
    """The type of a section: "A" for "A", "A4" and "A 2", whose number is a length or a count."""
    return label.rstrip(" 0123456789") or label


def section_hues(labels: Sequence[Label]) -> list[str]:
    """A colour for each section: A, B, C have the same in every clip; sections without melody are grey."""
    types = [section_type(label.text) or section_letter(label.text) for label in labels]
    unnamed = [kind for kind in dict.fromkeys(types) if len(kind) > 1]
    hues = []
    for kind in types:
        place = unnamed.index(kind) if kind in unnamed else ord(kind) - ord("A")
        hues.append(theme.MUTED if kind.islower() and kind not in unnamed else SECTION_HUES[place % len(SECTION_HUES)])
    return hues


def section_tip(label: Label, timeline: Timeline) -> str:
    """A section in words: "Section A, bars 5 to 12"."""
    name = f"Section {label.text}" if len(label.text) < 4 else label.text
    first, last = timeline.bar_at(label.first) + 1, timeline.bar_at(max(label.first, label.last - 1)) + 1
    return f"{name}, bar {first}" if first == last else f"{name}, bars {first} to {last}"


def paint_chords(painter: QPainter, size: QSize, coords: Coords, labels: Sequence[Label]) -> None:
    """Paint the chord names; one that would run into the next is cut short."""
    free, face, size_now = -1e9, painter.font().toString(), 0
    for label, after in zip_longest(labels, labels[1:]):
        x0, x1 = coords.x(label.first), coords.x(label.last)
        room = (coords.x(after.first) if after else x1 + 60) - x0 - 4
        if x1 < 0 or x0 > size.width() or x0 < free or room < NARROWEST:
            continue
        painter.fillRect(round(x0), 4, 1, size.height() - 8, shades.BAR)
        pixels, width, text = _fitting(label.text, int(room), face)
        if pixels != size_now:
            use_font(painter, pixels, strong=True)
            size_now = pixels
        painter.setPen(shades.TEXT)
        start = min(max(x0, 0.0), max(x0, x1 - width - 10)) + min(5.0, max(2.0, room - width))
        painter.drawText(QRectF(start, 0, room + 4, size.height()), Qt.AlignmentFlag.AlignVCenter, text)
        free = x0 + width


@lru_cache(maxsize=4096)
def _fitting(name: str, room: int, face: str) -> tuple[int, float, str]:
    """A chord's name in the largest type that fits: pixels, width and text; kept, as each frame asks again.

    Without room for all of it root and mode, the root, or nothing.
    """
    for text in (name, *shortened(name)):
        for pixels in TYPE_SIZES if text == name else TYPE_SIZES[-2:]:
            font = QFont()
            font.fromString(face)
            font.setPixelSize(pixels)
            font.setWeight(QFont.Weight.DemiBold)
            width = QFontMetricsF(font).horizontalAdvance(text)
            if width <= room:
                return pixels, width, text
    return TYPE_SIZES[-1], 0.0, ""


def shortened(name: str) -> tuple[str, str]:
    """A chord's name without its extensions and bass, and its root alone: "Dm7/A" gives "Dm" and "D"."""
    found = _CHORD.match(name)
    return (found.group(0), found.group(1)) if found else (name[:2], name[:1])


def paint_sections(painter: QPainter, size: QSize, coords: Coords, labels: Sequence[Label]) -> None:
    """Paint the sections; the same type has the same hue."""
    use_font(painter, 10, strong=True)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for label, hue in zip(labels, section_hues(labels), strict=True):
        x0, x1 = coords.x(label.first), coords.x(label.last)
        if x1 < 0 or x0 > size.width():
            continue
        x0, x1 = max(x0, -20.0), min(x1, size.width() + 20.0)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(shades.mixed(theme.PANEL, hue, 0.28))
        box = QRectF(x0 + 1, 1, max(2.0, x1 - x0 - 2), size.height() - 3)
        painter.drawRoundedRect(box, 3, 3)
        painter.setPen(shades.mixed(theme.TEXT, hue, 0.35))
        painter.drawText(box.adjusted(max(6.0, 6 - x0), 0, -2, 0), Qt.AlignmentFlag.AlignVCenter, label.text)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
