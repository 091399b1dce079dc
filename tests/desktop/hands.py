"""What a composer does with mouse and keyboard, step by step."""

from __future__ import annotations

import json
import sqlite3
import time
from dataclasses import dataclass
from pathlib import Path

from composer_app.ui.piano_roll.coords import LEAD
from composer_app.ui.piano_roll.regions import KEYBOARD
from tests.desktop.display import wait_until
from tests.desktop.program import Program, Widget

WARM = 30.0


@dataclass(frozen=True, slots=True)
class KeptIdea:
    """An idea as the library's file holds it: onset, duration, pitch and velocity of each note."""

    id: int
    name: str
    model: str
    starred: bool
    chords: list[list[int]]
    melody: list[list[int]]

    @property
    def pitches(self) -> list[int]:
        return sorted(note[2] for note in self.chords + self.melody)


def kept_ideas(program: Program) -> list[KeptIdea]:
    """The ideas in the library, read from the file beside the program; none before it is made."""
    path = program.home / "data" / "ideas.sqlite"
    if not path.exists():
        return []
    database = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        rows = database.execute(
            "SELECT id, name, model, starred, clip FROM ideas WHERE deleted = 0 ORDER BY id"
        ).fetchall()
    except sqlite3.OperationalError:  # the file is there, its tables are not yet
        return []
    finally:
        database.close()
    clips = [json.loads(row[4]) for row in rows]
    return [
        KeptIdea(row[0], row[1], row[2], bool(row[3]), clip["chords"], clip["melody"])
        for row, clip in zip(rows, clips, strict=True)
    ]


def shown_ideas(program: Program) -> list[int]:
    """The ids of the ideas whose cards can be seen, newest first."""
    parts = [widget for widget in program.widgets() if widget.kind == "part" and widget.name.startswith("idea ")]
    return [int(part.name.split()[1]) for part in parts]


def generate(program: Program, count: int = 4) -> list[int]:
    """Clicks Generate idea and waits until all alternatives are written and shown; answers their ids, oldest first."""
    before = {idea.id for idea in kept_ideas(program)}
    program.click("Generate idea", WARM)
    fresh: list[int] = []

    def is_written() -> bool:
        fresh[:] = sorted({idea.id for idea in kept_ideas(program)} - before)
        return len(fresh) >= count and max(fresh) in shown_ideas(program)

    wait_until(is_written, WARM, f"{count} ideas are shown\n{program.log}")
    program.find("Generate idea")
    return fresh


def choose_port(program: Program, name: str) -> None:
    """Picks the output whose name holds `name`."""
    choose(program, "port", name)


def choose(program: Program, control: str, name: str) -> None:
    """Opens a list of choices and picks the one whose text holds `name`."""
    found: list[Widget] = []

    def is_offered() -> bool:
        rows = [widget for widget in program.widgets() if widget.kind == "row" and widget.window != "MainWindow"]
        found[:] = [row for row in rows if name in row.text]
        if not rows:
            program.click(control)
            time.sleep(0.5)  # the list opens
        elif not found:
            program.display.key("Escape")  # a list that is open stays as it is: look anew
        return bool(found)

    wait_until(is_offered, 10, f"{name} is offered")
    program.display.click(*found[0].centre)
    wait_until(lambda: name in program.find(control).text, 5, f"{name} is chosen")


def open_clip(program: Program, path: Path) -> None:
    """Ctrl+O, the path, Enter; waits until the clip is an idea in the list."""
    before = shown_ideas(program)
    program.find("position")
    program.display.key("ctrl+o")
    answer_dialog(program, path)
    wait_until(lambda: shown_ideas(program) != before, 15, f"{path.name} is opened\n{program.log}")


def export_starred(program: Program, folder: Path) -> list[Path]:
    """Ctrl+Shift+E, the folder, Enter; waits for the files."""
    folder.mkdir(exist_ok=True)
    program.display.key("ctrl+shift+e")
    answer_dialog(program, folder)
    wait_until(lambda: any(folder.glob("*.mid")), 15, f"files are exported\n{program.log}")
    return sorted(folder.glob("*.mid"))


def answer_dialog(program: Program, path: Path) -> None:
    """Types a path into the file dialog and presses Enter."""
    name = program.find("fileNameEdit", 15)
    program.display.click(*name.centre)
    program.display.key("ctrl+a")
    program.display.type(str(path))
    program.display.key("Return")
    wait_until(lambda: not program.all_named("fileNameEdit"), 10, "the file dialog closes")
    program.click("position")  # no window manager hands the keyboard back here: a click does


def train_on_demo(program: Program) -> int:
    """Demo songs, Start; waits until the first figures come and answers the trainer's process id."""
    if not program.all_named("demo_songs"):
        program.click("Train ...")
    program.click("demo_songs")
    program.find("start_training", 30)
    before = set(program.children())
    program.click("start_training")
    wait_until(lambda: set(program.children()) - before != set(), 20, "the trainer runs")
    (trainer,) = set(program.children()) - before
    program.find("stop_training", 20)
    return trainer


def wait_for_figures(program: Program) -> None:
    """Waits until the training panel shows how fast it learns."""
    wait_until(lambda: program.says("steps/s"), 90, f"figures come\n{program.log}")


def open_newest(program: Program) -> KeptIdea:
    """Writes ideas, opens the newest in the roll and waits until it stands there."""
    newest = generate(program)[-1]
    idea = kept(program, newest)
    program.display.double_click(*program.find(f"idea {newest}").centre)
    program.find("clip_name", is_ready=lambda widget: widget.text == idea.name)
    program.display.key("Escape")  # the double click let it be heard
    return idea


def kept(program: Program, number: int) -> KeptIdea:
    """An idea as it is kept now."""
    return next(idea for idea in kept_ideas(program) if idea.id == number)


def loop_bars(program: Program, first: int, last: int, bars: int = 8) -> None:
    """Drags over the ruler from one bar, counted from 1, to the end of another, all bars being in view."""
    x, y, width, height = program.find("Piano roll").rectangle
    views = [widget.rectangle for widget in program.all_named("qt_scrollarea_viewport")]
    left, top, across, _ = next(each for each in views if x <= each[0] < x + width and y <= each[1] < y + height)
    step = (across - KEYBOARD - 2 * LEAD) / bars
    start, end = (round(left + KEYBOARD + LEAD + step * bar) for bar in (first - 1, last))
    program.display.drag((start + 3, top + 14), (end - 3, top + 14))


def write_here(program: Program, button: str, count: int = 4) -> list[int]:
    """Clicks what writes into the opened clip and waits for the alternatives; answers their ids, oldest first."""
    before = {idea.id for idea in kept_ideas(program)}
    program.click(button)
    fresh: list[int] = []

    def is_written() -> bool:
        fresh[:] = sorted({idea.id for idea in kept_ideas(program)} - before)
        return len(fresh) == count and bool(program.all_named(f"take_{count}"))

    wait_until(is_written, WARM, f"{count} alternatives are shown\n{program.log}")
    return fresh
