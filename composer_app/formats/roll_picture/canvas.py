"""A picture to draw smooth shapes into, and its bytes as a PNG file (W3C, Portable Network Graphics, third edition)."""

from __future__ import annotations

import struct
import zlib

import numpy as np
from numpy.typing import NDArray

from composer_app.formats.roll_picture.lettering import CAPITAL, DEPTH, strokes_of

Colour = tuple[int, int, int]
STROKE = 0.95  # width of a letter's lines, in units of a letter
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_RGB = 2


class Canvas:
    """A picture of `width` x `height` pixels; positions are in pixels, with fractions, y downwards."""

    def __init__(self, width: int, height: int, background: Colour) -> None:
        self.pixels: NDArray[np.uint8] = np.empty((height, width, 3), dtype=np.uint8)
        self.pixels[:] = background

    def fill(self, x: float, y: float, width: float, height: float, colour: Colour) -> None:
        """Fill whole pixels."""
        left, top = max(0, round(x)), max(0, round(y))
        self.pixels[top : max(top, round(y + height)), left : max(left, round(x + width))] = colour

    def rounded(self, x: float, y: float, width: float, height: float, radius: float, colour: Colour) -> None:
        """Fill a rectangle with round corners, its edge smooth."""
        top, left, down, across = self._places(x, y, x + width, y + height)
        radius = min(radius, width / 2, height / 2)
        outside_x = np.abs(across - (x + width / 2)) - (width / 2 - radius)
        outside_y = np.abs(down - (y + height / 2)) - (height / 2 - radius)
        far = np.hypot(np.maximum(outside_x, 0), np.maximum(outside_y, 0)) + np.minimum(
            np.maximum(outside_x, outside_y), 0
        )
        self._blend(top, left, radius - far + 0.5, colour)

    def text(self, x: float, base: float, text: str, height: float, colour: Colour) -> float:
        """Write a text from `x` on a base line, its capitals so high; the x at which it ends."""
        strokes, width = strokes_of(text)
        unit = height / CAPITAL
        if not len(strokes):
            return x + width * unit
        lines = strokes * unit + np.array((x, base - height) * 2, dtype=np.float32)
        top, left, down, across = self._places(x, base - height, x + width * unit, base + (DEPTH - CAPITAL) * unit)
        x0, y0, x1, y1 = (lines[:, column, None, None] for column in range(4))
        along = (across - x0) * (x1 - x0) + (down - y0) * (y1 - y0)
        share = np.clip(along / np.maximum((x1 - x0) ** 2 + (y1 - y0) ** 2, 1e-6), 0, 1)
        far = np.hypot(across - x0 - share * (x1 - x0), down - y0 - share * (y1 - y0)).min(axis=0)
        self._blend(top, left, STROKE * unit / 2 - far + 0.5, colour)
        return x + width * unit

    def png(self) -> bytes:
        """The picture as the bytes of a PNG file, each line stored as its difference from the one above."""
        height, width, _ = self.pixels.shape
        lines = np.empty((height, 1 + 3 * width), dtype=np.uint8)
        lines[:, 0] = 2  # the filter "Up"
        flat = self.pixels.reshape(height, -1)
        lines[0, 1:] = flat[0]
        np.subtract(flat[1:], flat[:-1], out=lines[1:, 1:])
        head = struct.pack(">IIBBBBB", width, height, 8, _RGB, 0, 0, 0)
        body = zlib.compress(lines.tobytes(), 6)
        return _SIGNATURE + _chunk(b"IHDR", head) + _chunk(b"IDAT", body) + _chunk(b"IEND", b"")

    def _places(
        self, x0: float, y0: float, x1: float, y1: float
    ) -> tuple[int, int, NDArray[np.float32], NDArray[np.float32]]:
        """The pixels that a box touches: top, left, and the middles of its rows and columns."""
        height, width, _ = self.pixels.shape
        top, left = max(0, int(y0) - 1), max(0, int(x0) - 1)
        bottom, right = min(height, int(y1) + 2), min(width, int(x1) + 2)
        down = np.arange(top, max(top, bottom), dtype=np.float32)[:, None] + np.float32(0.5)
        across = np.arange(left, max(left, right), dtype=np.float32)[None, :] + np.float32(0.5)
        return top, left, down, across

    def _blend(self, top: int, left: int, cover: NDArray[np.float32], colour: Colour) -> None:
        """Lay a colour over the pixels, as much of it as they are covered (0 to 1)."""
        height, width = cover.shape
        under = self.pixels[top : top + height, left : left + width]
        share = np.clip(cover, 0, 1)[:, :, None]
        under[:] = np.rint(under + (np.array(colour, dtype=np.float32) - under) * share).astype(np.uint8)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
