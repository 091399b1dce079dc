"""A folder is looked at while the window stays live, and nothing of it is left when the window closes."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

from composer_app.files.resources import resource
from tests.desktop import hands
from tests.desktop.display import wait_until
from tests.desktop.program import Program

Inkling = Callable[..., AbstractContextManager[Program]]
COPIES = 160  # of each demo song, so that counting lasts for seconds even on a fast machine


def test_the_demo_songs_are_counted_and_shown(inkling: Inkling) -> None:
    with inkling() as program:
        if not program.all_named("demo_songs"):
            program.click("Train ...")
        program.click("demo_songs")
        program.click("look_at_data")
        wait_until(lambda: program.says("hours of music") or program.says("minutes of music"), "it is counted")
        program.find("Pitch class")
        program.click("Page: Songs")
        wait_until(lambda: any(widget.kind == "row" and widget.text for widget in program.widgets()), "songs")
        program.display.key("Escape")
        wait_until(lambda: not program.all_named("data_title"), "Escape closes it")


def test_a_count_under_way_ends_with_the_window(inkling: Inkling, tmp_path: Path) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    for song in resource("demo").glob("*.mid"):
        for number in range(COPIES):
            shutil.copy(song, folder / f"{song.stem}-{number}.mid")
    with inkling() as program:
        if not program.all_named("choose_folder"):
            program.click("Train ...")
        program.click("choose_folder")
        hands.answer_dialog(program, folder)
        program.click("look_at_data")
        program.find("stop_counting")
