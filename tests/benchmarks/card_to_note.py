"""Time from a click on an idea in the real window to its first note in another program, through JACK."""

from __future__ import annotations

import os
import tempfile
import time
from pathlib import Path

from tests.benchmarks.machine import median, percentile, print_table
from tests.desktop import hands
from tests.desktop.display import running_display, wait_until
from tests.desktop.jack import running_jack
from tests.desktop.midi_ear import Ear, listening
from tests.desktop.program import Program, running_program

CLICKS = 20


def seconds_to_notes(program: Program, ear: Ear) -> list[float]:
    """Click a card, wait for the first note, stop, again and again."""
    program.find("New idea")
    hands.generate(program)
    hands.choose_port(program, "Ear")
    card = program.find(f"idea {max(hands.shown_ideas(program))}")
    program.display.move(*card.centre)
    took = []
    for _ in range(CLICKS):
        heard = len(ear.note_ons())
        clicked = time.monotonic()
        program.display.press()
        wait_until(lambda heard=heard: len(ear.note_ons()) > heard, "a note is heard")  # type: ignore[misc]
        took.append(ear.note_ons()[heard].time - clicked)
        program.display.key("Escape")
        time.sleep(0.8)
    return took


def main() -> None:
    """Print the median and the longest."""
    with tempfile.TemporaryDirectory() as name, running_jack(f"inkling-bench-{os.getpid()}") as jack:
        folder = Path(name)
        with (
            listening(jack.environment, folder / "heard.txt") as ear,
            running_display() as display,
            running_program(display, folder / "home", jack.environment) as program,
        ):
            wait_until(ear.is_ready, "the ear listens")
            took = [1000 * seconds for seconds in seconds_to_notes(program, ear)]
    print_table(
        f"From a click on an idea to its first note, median of {CLICKS}",
        [
            ("in another program, JACK period 21 ms", f"{median(took):.0f} ms"),
            ("longest", f"{percentile(took, 1):.0f} ms"),
        ],
    )


if __name__ == "__main__":
    main()
