"""How long events wait in the window while the demo set is learnt on all cores."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from tests.benchmarks.machine import percentile, print_table
from tests.desktop import hands
from tests.desktop.display import running_display
from tests.desktop.program import longest_wait, running_program, waits_between

SECONDS = 60


def main() -> None:
    """Prints the table."""
    with (
        running_display() as display,
        tempfile.TemporaryDirectory() as folder,
        running_program(display, Path(folder), {"INKLING_AUDIO": "null", "JACK_NO_START_SERVER": "1"}) as program,
    ):
        hands.train_on_demo(program)
        hands.wait_for_figures(program)
        begun = time.monotonic()
        time.sleep(SECONDS)
        ended = time.monotonic()
        waits = waits_between(program.home, begun, ended)
        longest = longest_wait(program.home, begun, ended)
    print_table(
        f"Waits of events in the window during {SECONDS} s of training",
        [
            ("longest wait", f"{longest:.0f} ms"),
            ("longest wait in a quarter second, median", f"{percentile(waits, 0.5):.0f} ms"),
        ],
    )


if __name__ == "__main__":
    main()
