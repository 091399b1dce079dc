"""The regions of the canvas: keyboard at the left, ruler and strips on top, velocities below, the notes in the rest."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect, QSize

from composer_app.ui.piano_roll.lane import Lane

KEYBOARD, RULER, SECTIONS, CHORDS, LANE = 56, 28, 18, 24, 76
LEAST_NOTES = 160  # pixels that the notes keep: in a lower canvas the lane is hidden


@dataclass(frozen=True, slots=True)
class Regions:
    """The rectangles of the canvas's parts, in its own pixels; `sections` and `lane` may be empty."""

    keyboard: QRect
    ruler: QRect
    sections: QRect
    chords: QRect
    notes: QRect
    lane: QRect

    @property
    def top(self) -> QRect:
        """Ruler and strips together."""
        return self.ruler.united(self.chords)

    @property
    def velocities(self) -> Lane:
        """The lane in the pixels of the notes."""
        return Lane(self.lane.top() - self.notes.top(), self.lane.height())


def divided(size: QSize, sections: bool, lane: bool = False) -> Regions:
    """The parts of a canvas of this size, with a strip for sections and a lane for velocities where they are wanted."""
    width = max(1, size.width() - KEYBOARD)
    ruler = QRect(KEYBOARD, 0, width, RULER)
    strip = QRect(KEYBOARD, RULER, width, SECTIONS if sections else 0)
    chords = QRect(KEYBOARD, RULER + strip.height(), width, CHORDS)
    top = chords.bottom() + 1
    room = max(1, size.height() - top)
    below = LANE if lane and room >= LEAST_NOTES + LANE else 0
    notes = QRect(KEYBOARD, top, width, room - below)
    velocities = QRect(KEYBOARD, notes.bottom() + 1, width, below)
    return Regions(QRect(0, top, KEYBOARD, notes.height()), ruler, strip, chords, notes, velocities)
