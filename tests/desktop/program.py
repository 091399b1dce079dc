"""The real program, started as a composer starts it, and a way to find what is on its window."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.desktop.display import PATIENCE, Display, wait_until

ROOT = Path(__file__).parent.parent.parent


@dataclass(frozen=True, slots=True)
class Widget:
    """Something visible: what it is called, what it says, where it is."""

    name: str
    kind: str
    text: str
    label: str
    enabled: bool
    checked: bool
    focused: bool
    seen: bool
    rectangle: tuple[int, int, int, int]
    window: str

    @property
    def centre(self) -> tuple[int, int]:
        x, y, width, height = self.rectangle
        return x + width // 2, y + height // 2


class Program:
    """A running Inkling: `home` holds its settings and library, `log` what it printed."""

    def __init__(self, process: subprocess.Popen[bytes], display: Display, home: Path) -> None:
        self.process = process
        self.display = display
        self.home = home

    @property
    def log(self) -> str:
        return (self.home / "printed.txt").read_text(errors="replace")

    def widgets(self) -> list[Widget]:
        """Everything visible now, as the program itself sees it."""
        answer = self.home / "widgets.json"
        answer.unlink(missing_ok=True)
        (self.home / "widgets.json.wanted").touch()
        give_up = time.monotonic() + PATIENCE
        while not answer.exists():
            assert self.process.poll() is None, f"the program ended with {self.process.returncode}\n{self.log}"
            if time.monotonic() > give_up:
                self.process.send_signal(signal.SIGABRT)  # the fault handler writes down where it hangs
                self.process.wait(timeout=20)
                raise AssertionError(f"the window has not answered for {PATIENCE} s\n{self.log}")
            time.sleep(0.02)
        fields = json.loads(answer.read_text(encoding="utf-8"))
        return [Widget(kind=each.pop("class"), rectangle=tuple(each.pop("rectangle")), **each) for each in fields]

    def all_named(self, name: str) -> list[Widget]:
        return [widget for widget in self.widgets() if widget.name == name]

    def search(self, fits: Callable[[Widget], bool]) -> Widget | None:
        return next((widget for widget in self.widgets() if fits(widget)), None)

    def find(self, name: str, timeout: float = PATIENCE, is_ready: Callable[[Widget], bool] = lambda _: True) -> Widget:
        """The visible, enabled widget or menu entry with this name (or this text or accessible name), waited for."""
        found: list[Widget] = []

        def look() -> bool:
            found[:] = [
                widget
                for widget in self.widgets()
                if name in (widget.name, widget.text, widget.label)
                and widget.seen
                and widget.enabled
                and is_ready(widget)
            ]
            return bool(found)

        wait_until(look, f"{name!r} is shown and enabled", timeout)
        return found[0]

    def click(self, name: str, button: int = 1, times: int = 1) -> Widget:
        """Clicks a widget once it stands still: what is laid out anew would be missed."""
        before, widget = None, self.find(name)
        while before is None or before.rectangle != widget.rectangle:
            before, widget = widget, self.find(name)
        self.display.click(*widget.centre, button, times)
        return widget

    def says(self, text: str) -> bool:
        """Whether any visible widget shows this text, capitals aside."""
        return any(text.lower() in widget.text.lower() for widget in self.widgets())

    def children(self) -> dict[int, str]:
        """Its child processes, process id to command line."""
        found: dict[int, str] = {}
        for listing in Path(f"/proc/{self.process.pid}/task").glob("*/children"):
            numbers: list[str] = []
            with contextlib.suppress(OSError):
                numbers = listing.read_text().split()
            for number in map(int, numbers):
                with contextlib.suppress(OSError):  # it has ended meanwhile, the others have not
                    command = Path(f"/proc/{number}/cmdline").read_bytes().replace(b"\0", b" ").decode()
                    if command and "resource_tracker" not in command:
                        found[number] = command
        return found

    def niced_children(self) -> list[int]:
        """Those of its child processes that give way to others, as the trainer does."""
        found = []
        for number in self.children():
            with contextlib.suppress(OSError):
                if os.getpriority(os.PRIO_PROCESS, number) > os.getpriority(os.PRIO_PROCESS, self.process.pid):
                    found.append(number)
        return found

    def kill(self) -> None:
        """Ends the window as a crash does: nothing of it runs any more."""
        self.process.kill()
        self.process.wait(timeout=20)


@contextmanager
def running_program(
    display: Display, home: Path, environment: dict[str, str] | None = None, *arguments: str
) -> Iterator[Program]:
    """Starts the program and waits until its window answers; ends it and checks that it leaves nothing behind."""
    home.mkdir(parents=True, exist_ok=True)
    settings = os.environ | display.environment | (environment or {})
    settings |= {
        "INKLING_HOME": str(home),
        "INKLING_WIDGETS": str(home / "widgets.json"),
        "INKLING_EVENT_WAITS": str(home / "event_waits.txt"),
        "LC_ALL": "C.UTF-8",
        "PYTHONUNBUFFERED": "1",
        "PYTHONFAULTHANDLER": "1",
    }
    with (home / "printed.txt").open("ab") as log:
        command = [sys.executable, "-m", "composer_app", *arguments]
        process = subprocess.Popen(command, cwd=ROOT, env=settings, stdout=log, stderr=log)
    program = Program(process, display, home)
    try:
        program.find("search")  # comes with all that is wired after the first paint: no key and no click is lost
        yield program
    finally:
        end(program)


def end(program: Program) -> None:
    """Terminates what still runs, the children too."""
    children = program.children()
    if program.process.poll() is None:
        program.process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            program.process.wait(timeout=PATIENCE)
    if program.process.poll() is None:
        program.kill()
    wait_until(lambda: not any(is_alive(child) for child in children), f"children of the window ended: {children}")


def is_alive(number: int) -> bool:
    """Whether a process runs; a zombie does not."""
    try:
        return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def waits_between(home: Path, start: float, end: float) -> list[float]:
    """The longest wait of an event in ms in each quarter second between two monotonic times."""
    rows = [line.split() for line in (home / "event_waits.txt").read_text().splitlines()]
    waits = [float(wait) for time, wait in rows if start <= float(time) <= end]
    assert len(waits) > (end - start) * 2, "the event loop was not measured"
    return waits


def longest_wait(home: Path, start: float, end: float) -> float:
    """The longest wait of an event in ms between two monotonic times; fails when nothing was measured."""
    return max(waits_between(home, start, end))
