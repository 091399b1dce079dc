"""Time from the command to the window on the screen, against a bare PySide6 window, turn by turn in one run."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

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


def seconds_to_window(screen: Screen, command: list[str], environment: dict[str, str]) -> float:
    """Starts a program, waits for its first pixel, ends it."""
    begun = time.monotonic()
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        return screen.wait_for_light() - begun
    finally:
        process.terminate()
        try:
            process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        screen.wait_for_dark()


def measure(display: Display, home: Path, rounds: int = ROUNDS) -> tuple[list[float], list[float]]:
    """Seconds of the bare window and of Inkling; the first of each is thrown away, a second start is what counts."""
    environment = os.environ | display.environment | {"INKLING_HOME": str(home), "LC_ALL": "C.UTF-8"}
    bare, own = [], []
    with Screen(display.name, WIDTH, HEIGHT) as screen:
        for _ in range(rounds + 1):
            bare.append(seconds_to_window(screen, [sys.executable, "-c", BARE], environment))
            own.append(seconds_to_window(screen, [sys.executable, "-m", "composer_app"], environment))
    return bare[1:], own[1:]


def main() -> None:
    """Prints the table."""
    with running_display() as display, tempfile.TemporaryDirectory() as home:
        bare, own = measure(display, Path(home))
    print_table(
        f"Time to window, second start (median of {ROUNDS}, longest in brackets)",
        [
            ("bare PySide6 window", f"{median(bare):.2f} s ({percentile(bare, 1):.2f} s)"),
            ("Inkling", f"{median(own):.2f} s ({percentile(own, 1):.2f} s)"),
            ("Inkling : bare window", f"{median(own) / median(bare):.2f}"),
        ],
    )


if __name__ == "__main__":
    main()
