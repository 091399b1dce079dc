"""Pixels and music: where ticks and pitches lie on the canvas, and back."""

from __future__ import annotations

from dataclasses import dataclass, replace

TOP_PITCH = 127
LEAD = 12
MIN_TICK_WIDTH, MAX_TICK_WIDTH = 1 / 50_000, 2.0
MIN_ROW, MAX_ROW = 4, 32


@dataclass(frozen=True, slots=True)
class Coords:
    """The part of the music in view: pixels per tick and per row, and the pixels scrolled away.

    x grows with ticks, y falls with pitch; rows are whole pixels so that lines stay crisp.
    """

    tick_width: float = 0.1
    row_height: int = 12
    left: float = -LEAD
    top: int = 0

    def x(self, tick: float) -> float:
        """The pixel at which a tick lies."""
        return tick * self.tick_width - self.left

    def tick(self, x: float) -> float:
        """The tick, perhaps negative, under a pixel."""
        return (x + self.left) / self.tick_width

    def y(self, pitch: int) -> int:
        """The upper edge of a pitch's row."""
        return (TOP_PITCH - pitch) * self.row_height - self.top

    def pitch(self, y: float) -> int:
        """The pitch, 0-127, of the row under a pixel."""
        return max(0, min(TOP_PITCH, TOP_PITCH - int((y + self.top) // self.row_height)))

    def width(self, ticks: float) -> float:
        """The pixels that a number of ticks takes."""
        return ticks * self.tick_width

    def scrolled(self, left: float, top: int) -> Coords:
        """The same scale, scrolled elsewhere."""
        return replace(self, left=max(-LEAD, left), top=max(0, top))

    def zoomed(self, factor: float, x: float) -> Coords:
        """Wider or narrower by a factor, the tick under `x` staying where it is."""
        width = min(MAX_TICK_WIDTH, max(MIN_TICK_WIDTH, self.tick_width * factor))
        return replace(self, tick_width=width, left=max(-LEAD, self.tick(x) * width - x))

    def zoomed_rows(self, row_height: int, y: float) -> Coords:
        """With rows of another height, the pitch under `y` staying where it is."""
        rows = min(MAX_ROW, max(MIN_ROW, row_height))
        return replace(self, row_height=rows, top=max(0, round((y + self.top) * rows / self.row_height - y)))


def fitted(ticks: tuple[float, float], pitches: tuple[int, int], size: tuple[int, int], margin: int = 6) -> Coords:
    """Coordinates that show a span of ticks and pitches in `size` pixels.

    The pitches are centred with at least `margin` rows above and below, where rows of 7-20 pixels allow it.
    """
    (first, last), (low, high), (width, height) = ticks, pitches, size
    tick_width = max(1, width - 2 * LEAD) / max(1.0, last - first)
    tick_width = min(MAX_TICK_WIDTH, max(MIN_TICK_WIDTH, tick_width))
    row = max(7, min(20, height // (high - low + 1 + 2 * margin)))
    middle = (TOP_PITCH - (low + high) / 2 + 0.5) * row
    top = max(0, min((TOP_PITCH + 1) * row - height, round(middle - height / 2)))
    return Coords(tick_width, row, first * tick_width - LEAD, max(0, top))
