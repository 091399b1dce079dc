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
from tests.desktop.program import Program, waits_between

Inkling = Callable[..., AbstractContextManager[Program]]
SECONDS = 20
USUAL_WAIT_MS, LONGEST_WAIT_MS = 50, 250  # a shared machine stands still now and then, with the window on it


def test_after_twenty_seconds_on_the_demo_set_ideas_come_from_the_new_model(inkling: Inkling) -> None:
    with inkling() as program:
        hands.train_on_demo(program)
        hands.wait_for_figures(program)
        begun = time.monotonic()
        time.sleep(SECONDS)
        ended = time.monotonic()
        hands.stop_training(program)
        newest = hands.generate(program)[-1]
        idea = next(idea for idea in hands.kept_ideas(program) if idea.id == newest)
        assert idea.model.lower() not in ("base", "base model")
        assert idea.melody
        waits = sorted(waits_between(program.home, begun, ended))
        assert waits[len(waits) * 95 // 100] <= USUAL_WAIT_MS
        assert waits[-1] <= LONGEST_WAIT_MS


def test_a_killed_trainer_is_told_and_its_last_checkpoint_offered(inkling: Inkling) -> None:
    with inkling() as program:
        trainer = hands.train_on_demo(program)
        models = program.home / "data" / "models"
        wait_until(lambda: any(models.glob("*.last.safetensors")), "a checkpoint is on disk")
        os.kill(trainer, signal.SIGKILL)
        program.click("resume_training")
        hands.wait_for_figures(program)
        hands.stop_training(program)


def test_the_window_never_imports_torch(inkling: Inkling) -> None:
    with inkling() as program:
        hands.generate(program)
        assert "libtorch" not in Path(f"/proc/{program.process.pid}/maps").read_text()
