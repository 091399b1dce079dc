"""Scrolling while a gesture holds the mouse outside the notes."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect

from composer_app.ui.piano_roll.coords import Coords

SLOWNESS = 3


def pulled(coords: Coords, mouse: QPointF, notes: QRect, down: bool = True) -> Coords:
    """The coordinates of the next step: the farther outside, the faster; `down` allows vertical scrolling too."""
    over_x = min(0.0, mouse.x() - notes.left()) + max(0.0, mouse.x() - notes.right())
    over_y = min(0.0, mouse.y() - notes.top()) + max(0.0, mouse.y() - notes.bottom())
    rows = round(over_y / SLOWNESS) if down else 0
    if not over_x and not rows:
        return coords
    return coords.scrolled(coords.left + over_x / SLOWNESS, coords.top + rows)
