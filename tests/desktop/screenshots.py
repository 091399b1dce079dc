"""`make screenshots`: draws the README's pictures anew, from the real window at work."""

from __future__ import annotations

import os
import tempfile
import time
from pathlib import Path

from tests.desktop import hands
from tests.desktop.display import running_display, wait_until
from tests.desktop.jack import running_jack
from tests.desktop.program import ROOT, Program, running_program

FOLDER = ROOT / "resources" / "screenshots"
EPOCHS = 4  # so many points the curves have


def main() -> None:
    """One picture: an idea open and playing, alternatives for half of it, and the demo set being learnt."""
    FOLDER.mkdir(exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        running_display() as display,
        running_jack(f"inkling-screenshots-{os.getpid()}") as jack,
        running_program(display, Path(folder), jack.environment | {"INKLING_AUDIO": "jack"}) as program,
    ):
        opened = hands.open_newest(program)
        program.click(f"star {opened.id}")
        hands.train_on_demo(program)
        hands.loop_bars(program, 5, 8)
        hands.write_here(program, "Fill bars 5-8")
        program.click("alternative_2")
        display.key("Escape")
        hands.wait_for_figures(program)
        wait_until(lambda: is_in_epoch(program, EPOCHS + 1), "it has learnt for some epochs", 1800)
        program.click("play")
        time.sleep(4)
        window = next(widget for widget in program.widgets() if widget.kind == "MainWindow")
        x, y, width, height = window.rectangle
        display.screenshot(FOLDER / "window.png", x, y, width, height)
        program.click("play")
        program.click("stop_training")
    print(f"{FOLDER / 'window.png'}")


def is_in_epoch(program: Program, number: int) -> bool:
    """Whether the training run has come so far."""
    epoch = program.search(lambda widget: widget.label == "Epoch" and widget.text.isdigit())
    return epoch is not None and int(epoch.text) >= number


if __name__ == "__main__":
    main()
