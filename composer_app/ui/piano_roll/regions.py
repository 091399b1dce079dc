"""The regions of the canvas: keyboard at the left, ruler and strips on top, the notes in the rest."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect, QSize

KEYBOARD, RULER, SECTIONS, CHORDS = 56, 28, 18, 24


@dataclass(frozen=True, slots=True)
class Regions:
    """The rectangles of the canvas's parts, in its own pixels; `sections` is empty without sections."""

    keyboard: QRect
    ruler: QRect
    sections: QRect
    chords: QRect
    notes: QRect

    @property
    def top(self) -> QRect:
        """Ruler and strips together."""
        return self.ruler.united(self.chords)


def divided(size: QSize, sections: bool) -> Regions:
    """The parts of a canvas of this size."""
    width = max(1, size.width() - KEYBOARD)
    ruler = QRect(KEYBOARD, 0, width, RULER)
    strip = QRect(KEYBOARD, RULER, width, SECTIONS if sections else 0)
    chords = QRect(KEYBOARD, RULER + strip.height(), width, CHORDS)
    top = chords.bottom() + 1
    height = max(1, size.height() - top)
    return Regions(QRect(0, top, KEYBOARD, height), ruler, strip, chords, QRect(KEYBOARD, top, width, height))
