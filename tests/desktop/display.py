"""A screen of its own and a hand on mouse and keyboard: Xvfb and xdotool."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

WIDTH, HEIGHT = 1600, 1000
PATIENCE = 300.0  # seconds; what comes is waited for no longer than it takes, so that a slow machine costs nothing


@dataclass(frozen=True, slots=True)
class Display:
    """A running X server; `name` is what DISPLAY must hold."""

    name: str

    @property
    def environment(self) -> dict[str, str]:
        return {"DISPLAY": self.name, "QT_QPA_PLATFORM": "xcb"}

    def _xdotool(self, *words: str | int) -> None:
        command = ["xdotool", *map(str, words)]
        subprocess.run(command, env=os.environ | self.environment, check=True, timeout=30, capture_output=True)

    def click(self, x: int, y: int, button: int = 1, times: int = 1) -> None:
        self._xdotool("mousemove", x, y, "sleep", "0.05", "click", "--repeat", times, "--delay", 60, button)

    def move(self, x: int, y: int) -> None:
        self._xdotool("mousemove", x, y)

    def press(self) -> None:
        """A click where the mouse is."""
        self._xdotool("click", 1)

    def double_click(self, x: int, y: int) -> None:
        self.click(x, y, times=2)

    def drag(self, start: tuple[int, int], end: tuple[int, int]) -> None:
        """Presses at `start`, moves in small steps as a hand does, lets go at `end`."""
        self._xdotool("mousemove", *start, "mousedown", 1)
        for step in range(1, 11):
            x, y = (round(a + (b - a) * step / 10) for a, b in zip(start, end, strict=True))
            self._xdotool("mousemove", x, y, "sleep", "0.02")
        self._xdotool("mouseup", 1)

    def key(self, *names: str) -> None:
        self._xdotool("key", "--delay", 40, *names)

    def type(self, text: str) -> None:
        self._xdotool("type", "--delay", 15, text)

    def screenshot(self, path: Path, x: int = 0, y: int = 0, width: int = WIDTH, height: int = HEIGHT) -> None:
        command = ["import", "-silent", "-window", "root", "-crop", f"{width}x{height}+{x}+{y}", "+repage", str(path)]
        subprocess.run(command, env=os.environ | self.environment, check=True, timeout=30)


@contextmanager
def running_display() -> Iterator[Display]:
    """An X server on a number that is free."""
    read_end, write_end = os.pipe()
    command = [
        "Xvfb",
        "-displayfd",
        str(write_end),
        "-screen",
        "0",
        f"{WIDTH}x{HEIGHT}x24",
        "-nolisten",
        "tcp",
        "-noreset",
    ]
    server = subprocess.Popen(command, pass_fds=[write_end], stderr=subprocess.DEVNULL)
    os.close(write_end)
    try:
        with os.fdopen(read_end) as pipe:
            number = pipe.readline().strip()
        assert number, "Xvfb did not start"
        yield Display(f":{number}")
    finally:
        server.terminate()
        server.wait(timeout=20)


def wait_until(fact: Callable[[], bool], what: str = "", timeout: float = PATIENCE) -> None:
    """Waits until `fact()` is true; fails loudly when it never is."""
    assert is_soon(fact, timeout), f"not within {timeout} s: {what or fact}"


def is_soon(fact: Callable[[], bool], timeout: float) -> bool:
    """Whether `fact()` comes true within some seconds."""
    give_up = time.monotonic() + timeout
    while not fact():
        if time.monotonic() > give_up:
            return False
        time.sleep(0.05)
    return True
