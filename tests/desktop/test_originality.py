"""The badge of an idea tells of the notes it has now, not of those it was written with."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

from tests.desktop import hands
from tests.desktop.display import wait_until
from tests.desktop.program import Program

Inkling = Callable[..., AbstractContextManager[Program]]


def badge(program: Program, idea: int) -> str:
    return program.find(f"originality {idea}").text


def test_badge_follows_an_edit_and_its_undo(inkling: Inkling) -> None:
    with inkling() as program:
        idea = hands.open_newest(program).id
        written = badge(program, idea)
        assert written != "green 0"
        program.click("position")
        program.display.key("ctrl+a", "Delete")
        wait_until(lambda: badge(program, idea) == "green 0", "without notes nothing is shared")
        program.display.key("ctrl+z")
        wait_until(lambda: badge(program, idea) == written, "the verdict is back")
