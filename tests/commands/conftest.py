"""What the tests of the commands share: a command run in this process, a tiny model."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from composer_app.commands import main
from tests.training.songs import tiny_model

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def inkling(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command; its exit status, also of wrong usage, its results and what it said on stderr."""

    def run(*argv: object) -> tuple[int, str, str]:
        try:
            status = main([str(word) for word in argv])
        except SystemExit as left:
            status = int(left.code or 0)
        out, err = capsys.readouterr()
        return status, out, err

    return run


@pytest.fixture
def model(tmp_path: Path) -> Path:
    return tiny_model(tmp_path / "tiny.safetensors")
