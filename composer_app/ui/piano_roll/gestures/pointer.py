"""The position of the mouse in ticks and pitches, and the interface of a gesture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

DRAG_PIXELS = 3


@dataclass(frozen=True, slots=True)
class Pointer:
    """A point on the canvas: its pixels, its tick and pitch, the ticks in a pixel, and the keys held."""

    x: float
    y: float
    tick: float
    pitch: int
    per_pixel: float = 1.0
    shift: bool = False
    alt: bool = False
    ctrl: bool = False

    def is_drag_from(self, start: Pointer) -> bool:
        """Whether the mouse has moved farther than in a click."""
        return max(abs(self.x - start.x), abs(self.y - start.y)) >= DRAG_PIXELS


class Gesture(Protocol):
    """What the mouse does between press and release; the constructor begins it."""

    def drag(self, at: Pointer) -> None:
        """The mouse moved to `at`."""

    def drop(self, at: Pointer) -> None:
        """The button was released."""

    def cancel(self) -> None:
        """Esc was pressed: undo what the gesture has shown."""
