"""Time from the command to the window on the screen, against a bare PySide6 window, turn by turn in one run."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from composer_app.ui.widgets.theme import ACCENT
from tests.benchmarks.first_light import Screen
from tests.benchmarks.machine import median, percentile, print_table
from tests.desktop.display import HEIGHT, WIDTH, Display, running_display

BARE = """
import sys
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget
application = QApplication(sys.argv)
window = QMainWindow()
window.setCentralWidget(QWidget())
window.resize(1280, 800)
window.show()
application.exec()
"""
ROUNDS = 7


def start(screen: Screen, command: list[str], environment: dict[str, str], until: str = "") -> tuple[float, float]:
    """Starts a program; seconds to its first pixel and, where `until` is a colour, to that colour's first one."""
    begun = time.monotonic()
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        light = screen.wait_for_light() - begun
        return light, screen.wait_for_colour(until) - begun if until else light
    finally:
        process.terminate()
        try:
            process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        screen.wait_for_dark()


def measure(display: Display, home: Path, rounds: int = ROUNDS) -> tuple[list[float], list[tuple[float, float]]]:
    """Seconds of the bare window and of Inkling; the first of each is thrown away, a second start is what counts."""
    environment = os.environ | display.environment | {"INKLING_HOME": str(home), "LC_ALL": "C.UTF-8"}
    bare, own = [], []
    with Screen(display.name, WIDTH, HEIGHT) as screen:
        for _ in range(rounds + 1):
            bare.append(start(screen, [sys.executable, "-c", BARE], environment)[0])
            own.append(start(screen, [sys.executable, "-m", "composer_app"], environment, until=ACCENT))
    return bare[1:], own[1:]


def main() -> None:
    """Prints the table."""
    with running_display() as display, tempfile.TemporaryDirectory() as home:
        bare, own = measure(display, Path(home))
    shown, usable = [light for light, _ in own], [button for _, button in own]
    print_table(
        f"Time to window, second start (median of {ROUNDS}, longest in brackets)",
        [
            ("bare PySide6 window", f"{median(bare):.2f} s ({percentile(bare, 1):.2f} s)"),
            ("Inkling: the window", f"{median(shown):.2f} s ({percentile(shown, 1):.2f} s)"),
            ("Inkling: the Generate button in it", f"{median(usable):.2f} s ({percentile(usable, 1):.2f} s)"),
            ("window : bare window", f"{median(shown) / median(bare):.2f}"),
            ("button : bare window", f"{median(usable) / median(bare):.2f}"),
        ],
    )


if __name__ == "__main__":
    main()
