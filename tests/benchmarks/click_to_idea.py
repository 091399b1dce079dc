"""Time from a click on New idea to four ideas in the window, warm; and from the window to a warm generator."""

from __future__ import annotations

import os
import tempfile
import time
from pathlib import Path

from tests.benchmarks.machine import median, percentile, print_table
from tests.desktop import hands
from tests.desktop.display import running_display
from tests.desktop.program import Program, running_program

CLICKS = 12
IDEAS = 4


def seconds_to_ideas(program: Program) -> float:
    """Clicks and asks the window, again and again, how many cards it holds; 20 to 40 ms of it are the asking."""
    before = {idea.id for idea in hands.kept_ideas(program)}
    button = program.find("New idea")
    program.display.move(*button.centre)
    begun = time.monotonic()
    program.display.press()
    fresh: set[int] = set()
    while len(fresh) < IDEAS or max(fresh) not in hands.shown_ideas(program):
        assert time.monotonic() - begun < 60, "no ideas came"
        fresh = {idea.id for idea in hands.kept_ideas(program)} - before
    return time.monotonic() - begun


def main() -> None:
    """Prints the table."""
    with (
        running_display() as display,
        tempfile.TemporaryDirectory() as home,
        running_program(display, Path(home), {"INKLING_AUDIO": "null", "JACK_NO_START_SERVER": "1"}) as program,
    ):
        first = seconds_to_ideas(program)
        times = [seconds_to_ideas(program) for _ in range(CLICKS)]
    print_table(
        f"Click on New idea to {IDEAS} ideas of 8 bars shown ({CLICKS} clicks, load {os.getloadavg()[0]:.1f})",
        [
            ("warm, median", f"{median(times):.2f} s"),
            ("warm, longest", f"{percentile(times, 1):.2f} s"),
            ("clicked as soon as the window is there", f"{first:.2f} s"),
        ],
    )


if __name__ == "__main__":
    main()
