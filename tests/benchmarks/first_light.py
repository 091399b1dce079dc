"""When the first pixel of a window is on the screen, seen from outside through libX11."""

from __future__ import annotations

import ctypes
import ctypes.util
import time
from types import TracebackType

_ALL_PLANES = 0xFFFFFFFF
_Z_PIXMAP = 2
_DATA = 16  # where the pixels stand in an XImage: after four numbers


class Screen:
    """Looks at an X screen's pixels; a fresh Xvfb is black wherever no window is."""

    def __init__(self, display: str, width: int, height: int) -> None:
        self._x = ctypes.CDLL(ctypes.util.find_library("X11") or "libX11.so.6")
        self._x.XOpenDisplay.restype = ctypes.c_void_p
        self._x.XDefaultRootWindow.restype = ctypes.c_ulong
        self._x.XGetImage.restype = ctypes.c_void_p
        self._x.XGetPixel.restype = ctypes.c_ulong
        self._display = ctypes.c_void_p(self._x.XOpenDisplay(display.encode()))
        assert self._display, f"the display {display} cannot be opened"
        self._root = ctypes.c_ulong(self._x.XDefaultRootWindow(self._display))
        self._points = [(width * i // 6, height * j // 6) for i in range(1, 6) for j in range(1, 6)]

    def __enter__(self) -> Screen:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._x.XCloseDisplay(self._display)

    def is_lit(self) -> bool:
        """Whether any of 25 points is not black."""
        return any(self._pixel(x, y) for x, y in self._points)

    def shows(self, colour: str, width: int = 480, height: int = 240) -> bool:
        """Whether a colour such as "#f2b04e" is seen in the upper left part of the screen."""
        image = self._image(0, 0, width, height)
        data = ctypes.cast(image.value + _DATA, ctypes.POINTER(ctypes.c_void_p)).contents.value
        pixels = ctypes.string_at(data, width * height * 4)
        self._x.XDestroyImage(image)
        wanted = bytes.fromhex(colour[1:])[::-1]
        return any(pixels[at : at + 3] == wanted for at in range(0, len(pixels), 4 * 7))

    def wait_for_colour(self, colour: str, timeout: float = 60.0) -> float:
        """The monotonic time at which a colour is first seen."""
        give_up = time.monotonic() + timeout
        while not self.shows(colour):
            assert time.monotonic() < give_up, f"{colour} never came"
            time.sleep(0.005)
        return time.monotonic()

    def wait_for_light(self, timeout: float = 60.0) -> float:
        """The monotonic time at which something is first seen."""
        give_up = time.monotonic() + timeout
        while not self.is_lit():
            assert time.monotonic() < give_up, "no window came"
            time.sleep(0.002)
        return time.monotonic()

    def wait_for_dark(self, timeout: float = 20.0) -> None:
        """Waits until every window is gone."""
        give_up = time.monotonic() + timeout
        while self.is_lit():
            assert time.monotonic() < give_up, "the window stays"
            time.sleep(0.02)

    def _pixel(self, x: int, y: int) -> int:
        image = self._image(x, y, 1, 1)
        pixel = int(self._x.XGetPixel(image, 0, 0)) & 0xFFFFFF
        self._x.XDestroyImage(image)
        return pixel

    def _image(self, x: int, y: int, width: int, height: int) -> ctypes.c_void_p:
        planes = ctypes.c_ulong(_ALL_PLANES)
        return ctypes.c_void_p(self._x.XGetImage(self._display, self._root, x, y, width, height, planes, _Z_PIXMAP))
