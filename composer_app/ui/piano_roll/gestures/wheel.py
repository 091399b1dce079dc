"""The wheel: scrolling and zooming the canvas."""

from __future__ import annotations

from PySide6.QtCore import QPoint

from composer_app.ui.piano_roll.coords import Coords
from composer_app.ui.piano_roll.gestures.pointer import Pointer

NOTCH = 120
ZOOM_PER_NOTCH = 1.2
PIXELS_PER_NOTCH = 60


def turned(coords: Coords, delta: QPoint, at: Pointer, over_keys: bool) -> Coords:
    """What is seen after a turn of the wheel: Ctrl zooms, over the keys or with Shift in pitch; Shift goes sideways."""
    either = delta.y() or delta.x()  # some systems turn the wheel sideways while a key is held
    if at.ctrl:
        return zoomed_rows(coords, either, at.y) if at.shift or over_keys else zoomed(coords, either, at.x)
    return scrolled(coords, either, 0) if at.shift else scrolled(coords, delta.x(), delta.y())


def zoomed(coords: Coords, delta: int, x: float) -> Coords:
    """Zoom in time about a point; `delta` is in eighths of a degree, 120 a notch."""
    return coords.zoomed(ZOOM_PER_NOTCH ** (delta / NOTCH), x)


def zoomed_rows(coords: Coords, delta: int, y: float) -> Coords:
    """Zoom in pitch about a point, at least one pixel a row at a time."""
    rows = coords.row_height * ZOOM_PER_NOTCH ** (delta / NOTCH)
    change = round(rows) - coords.row_height or (1 if delta > 0 else -1)
    return coords.zoomed_rows(coords.row_height + change, y)


def scrolled(coords: Coords, delta_x: float, delta_y: float) -> Coords:
    """Scroll by a wheel's delta in both directions."""
    pixels = PIXELS_PER_NOTCH / NOTCH
    return coords.scrolled(coords.left - delta_x * pixels, coords.top - round(delta_y * pixels))
