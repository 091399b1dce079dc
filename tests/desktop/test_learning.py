"""The demo set is learnt in the window while the window stays live."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

from tests.desktop import hands
from tests.desktop.display import wait_until
from tests.desktop.program import Program, longest_wait

Inkling = Callable[..., AbstractContextManager[Program]]
SECONDS = 20
LONGEST_WAIT_MS = 50


def test_after_twenty_seconds_on_the_demo_set_ideas_come_from_the_new_model(inkling: Inkling) -> None:
    with inkling() as program:
        hands.train_on_demo(program)
        hands.wait_for_figures(program)
        begun = time.monotonic()
        time.sleep(SECONDS)
        ended = time.monotonic()
        program.click("stop_training")
        wait_until(lambda: program.says("in the list and in use"), 60, f"the model is in use\n{program.log}")
        newest = hands.generate(program)[-1]
        idea = next(idea for idea in hands.kept_ideas(program) if idea.id == newest)
        assert idea.model.lower() not in ("base", "base model")
        assert idea.melody
        assert longest_wait(program.home, begun, ended) <= LONGEST_WAIT_MS


def test_a_killed_trainer_is_told_and_its_last_checkpoint_offered(inkling: Inkling) -> None:
    with inkling() as program:
        trainer = hands.train_on_demo(program)
        models = program.home / "data" / "models"
        wait_until(lambda: any(models.glob("*.safetensors")), 90, "a checkpoint is on disk")
        os.kill(trainer, signal.SIGKILL)
        program.find("resume_training", 15)
        program.click("resume_training")
        hands.wait_for_figures(program)
        program.click("stop_training")
        wait_until(lambda: program.says("in the list and in use"), 60, f"the model is in use\n{program.log}")


def test_the_window_never_imports_torch(inkling: Inkling) -> None:
    with inkling() as program:
        hands.generate(program)
        assert "libtorch" not in Path(f"/proc/{program.process.pid}/maps").read_text()
