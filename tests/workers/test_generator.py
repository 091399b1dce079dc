import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from composer_app.errors import ComposerError
from composer_app.generation.request import Request
from composer_app.workers.generator import Generator
from tests.training.songs import tiny_model


@pytest.fixture
def generator() -> Iterator[Generator]:
    worker = Generator()
    yield worker
    worker.close()


def test_process_stays_warm_and_outlives_a_bad_model(generator: Generator, tmp_path: Path) -> None:
    model = tiny_model(tmp_path / "tiny.safetensors")
    generator.warm(model)
    assert len(list(generator.generate(Request(bars=2, count=2, seed=1), model))) == 2
    with pytest.raises(ComposerError, match="There is no model"):
        list(generator.generate(Request(bars=2, count=1), tmp_path / "gone.safetensors"))
    assert generator.is_alive
    assert len(list(generator.generate(Request(bars=2, count=1, seed=1), model))) == 1


def test_killed_process_is_said_and_the_next_request_starts_another(generator: Generator, tmp_path: Path) -> None:
    model = tiny_model(tmp_path / "tiny.safetensors")
    generator.warm(model)
    assert generator.pid is not None
    os.kill(generator.pid, signal.SIGKILL)
    with pytest.raises(ComposerError, match="stopped unexpectedly"):
        list(generator.generate(Request(bars=2, count=1), model))
    assert len(list(generator.generate(Request(bars=2, count=1), model))) == 1
