"""A folder is looked at while the window stays live, and nothing of it is left when the window closes."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import AbstractContextManager

from tests.desktop.display import wait_until
from tests.desktop.program import Program

Inkling = Callable[..., AbstractContextManager[Program]]


def test_the_demo_songs_are_counted_and_shown(inkling: Inkling) -> None:
    with inkling() as program:
        if not program.all_named("demo_songs"):
            program.click("Train ...")
        program.click("demo_songs")
        program.click("look_at_data", 30)
        wait_until(lambda: program.says("hours of music") or program.says("minutes of music"), 60, "it is counted")
        program.find("Pitch class", 20)
        program.click("Page: Songs")
        wait_until(lambda: any(widget.kind == "row" and widget.text for widget in program.widgets()), 20, "songs")
        program.display.key("Escape")
        wait_until(lambda: not program.all_named("data_title"), 10, "Escape closes it")


def test_a_count_under_way_ends_with_the_window(inkling: Inkling) -> None:
    with inkling() as program:
        if not program.all_named("demo_songs"):
            program.click("Train ...")
        program.click("demo_songs")
        program.click("look_at_data", 30)
        program.find("stop_counting", 30)
        time.sleep(0.2)
