"""What a composer does with mouse and keyboard, step by step."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from pathlib import Path

from composer_app.ui.piano_roll.coords import LEAD
from composer_app.ui.piano_roll.regions import KEYBOARD
from tests.desktop.display import is_soon, wait_until
from tests.desktop.program import Program, Widget

LIST_OPENS = 5.0


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
    program.click("Generate idea")
    fresh: list[int] = []

    def is_written() -> bool:
        fresh[:] = sorted({idea.id for idea in kept_ideas(program)} - before)
        return len(fresh) >= count and max(fresh) in shown_ideas(program)

    wait_until(is_written, f"{count} ideas are shown\n{program.log}")
    program.find("Generate idea")
    return fresh


def choose_port(program: Program, name: str) -> None:
    """Picks the output whose name holds `name`."""
    choose(program, "port", name)


def choose(program: Program, control: str, name: str) -> None:
    """Opens a list of choices and picks the one whose text holds `name`."""
    rows: list[Widget] = []
    found: list[Widget] = []

    def is_open() -> bool:
        rows[:] = [widget for widget in program.widgets() if widget.kind == "row" and widget.window != "MainWindow"]
        return bool(rows)

    def is_offered() -> bool:
        if not is_open():
            program.click(control)
            is_soon(is_open, LIST_OPENS)
        found[:] = [row for row in rows if name in row.text]
        if rows and not found:
            program.display.key("Escape")  # a list that is open stays as it is: look anew
            is_soon(lambda: not is_open(), LIST_OPENS)
        return bool(found)

    def is_closed() -> bool:
        if is_open():  # a click that comes too soon after the one that opened it is taken for its second half
            program.display.click(*found[0].centre)
        return is_soon(lambda: not is_open(), 1)

    wait_until(is_offered, f"{name} is offered")
    wait_until(is_closed, f"{name} is picked")
    wait_until(lambda: name in program.find(control).text, f"{name} is chosen")


def open_clip(program: Program, path: Path) -> None:
    """Ctrl+O, the path, Enter; waits until the clip is an idea in the list."""
    before = shown_ideas(program)
    program.find("position")
    program.display.key("ctrl+o")
    answer_dialog(program, path)
    wait_until(lambda: shown_ideas(program) != before, f"{path.name} is opened\n{program.log}")


def export_starred(program: Program, folder: Path) -> list[Path]:
    """Ctrl+Shift+E, the folder, Enter; waits for the files."""
    folder.mkdir(exist_ok=True)
    program.display.key("ctrl+shift+e")
    answer_dialog(program, folder)
    wait_until(lambda: any(folder.glob("*.mid")), f"files are exported\n{program.log}")
    return sorted(folder.glob("*.mid"))


def answer_dialog(program: Program, path: Path) -> None:
    """Types a path into the file dialog and presses Enter."""
    name = program.find("fileNameEdit")
    program.display.click(*name.centre)
    program.display.key("ctrl+a")
    program.display.type(str(path))
    program.display.key("Return")
    wait_until(lambda: not program.all_named("fileNameEdit"), "the file dialog closes")
    program.click("position")  # no window manager hands the keyboard back here: a click does


def train_on_demo(program: Program) -> int:
    """Demo songs, Start; waits until the first figures come and answers the trainer's process id."""
    if not program.all_named("demo_songs"):
        program.click("Train ...")
    program.click("demo_songs")
    program.click("start_training")
    wait_until(lambda: bool(program.niced_children()), "the trainer runs")
    (trainer,) = program.niced_children()
    return trainer


def wait_for_figures(program: Program) -> None:
    """Waits until the training panel shows how fast it learns."""
    wait_until(lambda: program.says("steps/s"), f"figures come\n{program.log}")


def stop_training(program: Program) -> None:
    """Ends the run, unless it has ended by itself, and waits until its model is in use."""
    told = "is trained and in use"

    def is_over() -> bool:
        widgets = program.widgets()
        for widget in widgets:
            if widget.name == "stop_training" and widget.seen and widget.enabled:
                program.display.click(*widget.centre)
        return any(told in widget.text for widget in widgets)

    wait_until(is_over, f"the model is in use\n{program.log}")


def open_newest(program: Program) -> KeptIdea:
    """Writes ideas, opens the newest in the roll and waits until it stands there."""
    newest = generate(program)[-1]
    idea = kept(program, newest)
    program.click(f"idea {newest}", times=2)
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
        return len(fresh) == count and bool(program.all_named(f"alternative_{count}"))

    wait_until(is_written, f"{count} alternatives are shown\n{program.log}")
    return fresh
