"""The desk the desktop tests sit at: a screen and a JACK server, both without hardware."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from tests.desktop.display import Display, running_display
from tests.desktop.jack import Jack, running_jack
from tests.desktop.program import Program, running_program


@pytest.fixture(scope="session")
def display() -> Iterator[Display]:
    with running_display() as display:
        yield display


@pytest.fixture(scope="session")
def jack() -> Iterator[Jack]:
    with running_jack(f"inkling-test-{os.getpid()}") as jack:
        yield jack


@pytest.fixture
def inkling(display: Display, jack: Jack, tmp_path: Path) -> Callable[..., AbstractContextManager[Program]]:
    """Starts the program at this desk: `with inkling() as program`; its sound goes to JACK."""

    @contextmanager
    def start(*arguments: str, home: Path | None = None) -> Iterator[Program]:
        environment = jack.environment | {"INKLING_AUDIO": "jack"}
        with running_program(display, home or tmp_path / "inkling", environment, *arguments) as program:
            try:
                yield program
            except BaseException:
                display.screenshot(tmp_path / "failed.png")
                print(f"The screen when it failed: {tmp_path / 'failed.png'}\nThe program printed: {program.log}")
                raise

    return start
