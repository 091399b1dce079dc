"""The desk the desktop tests sit at: a screen and a JACK server, both without hardware."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tests.desktop.display import Display, running_display
from tests.desktop.jack import Jack, running_jack


@pytest.fixture(scope="session")
def display() -> Iterator[Display]:
    with running_display() as display:
        yield display


@pytest.fixture(scope="session")
def jack() -> Iterator[Jack]:
    with running_jack(f"inkling-test-{os.getpid()}") as jack:
        yield jack
