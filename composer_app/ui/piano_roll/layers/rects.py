"""Handing numpy rectangles to a painter without a Python object for each."""

from __future__ import annotations

from typing import cast

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter
from shiboken6 import Shiboken

Rects = NDArray[np.int32]


def boxes(x0: NDArray[np.int64], y0: NDArray[np.int64], x1: NDArray[np.int64], y1: NDArray[np.int64]) -> Rects:
    """Rectangles, shaped (n, 4), whose corner pixels x0, y0, x1 and y1 all belong to them, as QRect has it."""
    return np.ascontiguousarray(np.stack([x0, y0, x1, y1], axis=1), dtype=np.int32)


def draw_rects(painter: QPainter, rects: Rects) -> None:
    """Draw them all in one call; QRect is four 32-bit integers in memory, and so is a row."""
    if len(rects):
        painter.drawRects(cast(QRect, Shiboken.wrapInstance(rects.ctypes.data, QRect)), len(rects))
