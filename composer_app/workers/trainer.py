"""The trainer's process: one per run, niced, stopped and paused through its pipe."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from pathlib import Path
from typing import Literal

from composer_app.errors import ComposerError
from composer_app.protocol.progress import EpochEnded, Finished, Progress, Stepped
from composer_app.protocol.training_settings import TrainingSettings
from composer_app.workers.child import GONE, answers, end, set_up_process, spawn, stream

Command = Literal["stop", "pause", "resume"]


class TrainerDied(ComposerError):
    """The trainer's process ended before its work did; `last` is the checkpoint to go on from, if any."""

    def __init__(self, last: Path | None) -> None:
        kept = "what it had reached is kept and can be resumed" if last else "it had not reached a checkpoint yet"
        super().__init__(f"Training ended unexpectedly (its process was killed or ran out of memory); {kept}.")
        self.last = last


@dataclass(frozen=True, slots=True)
class Paused:
    """Training waits to be resumed."""


def serve(pipe: Connection) -> None:
    """The child: train once and stream the progress; a closed pipe stops it like "stop"."""
    set_up_process(threads=max(1, (os.cpu_count() or 2) - 1), nice=10)
    with contextlib.suppress(*GONE):
        stream(pipe, _train(pipe.recv(), pipe), "Training ended")


def _train(settings: TrainingSettings, pipe: Connection) -> Generator[Progress, None, None]:
    # Only this process may import torch.
    from composer_app.training.loop import train

    best, best_loss, has_learnt = 0, float("inf"), settings.resume
    with contextlib.closing(train(settings)) as run:
        for progress in run:
            yield progress
            has_learnt = has_learnt or isinstance(progress, Stepped | EpochEnded)
            if isinstance(progress, EpochEnded) and progress.is_best:
                best, best_loss = progress.epoch, progress.validation_loss
            if _stop_requested(pipe):
                break
        else:
            return
    if not has_learnt or not settings.out.exists():  # the file may be of another run
        raise ComposerError("Training was stopped before it had begun; nothing was changed.")
    yield Finished(settings.out, best, best_loss, "stopped")


def _stop_requested(pipe: Connection) -> bool:
    """Take the commands that wait; "pause" waits here for the next one."""
    while pipe.poll():
        command: Command = pipe.recv()
        while command == "pause":
            pipe.send(Paused())
            command = pipe.recv()
        if command == "stop":
            return True
    return False


class Trainer:
    """The window's end of a training run: `train` blocks its thread, commands may come from another."""

    def __init__(self) -> None:
        self._process: SpawnProcess | None = None
        self._pipe: Connection | None = None

    @property
    def pid(self) -> int | None:
        """The child's process id while it runs."""
        return self._process.pid if self._process is not None else None

    def train(self, settings: TrainingSettings) -> Iterator[Progress | Paused]:
        """Run to the end and yield the progress; ComposerError for bad input, TrainerDied for a dead child."""
        self._process, self._pipe = spawn(serve, "Inkling trainer")
        pipe = self._pipe
        try:
            pipe.send(settings)
            yield from answers(pipe)
        except (EOFError, OSError) as error:
            raise TrainerDied(settings.last if settings.last.exists() else None) from error
        finally:
            process, self._process, self._pipe = self._process, None, None
            # Closing the pipe stops the child, which then still writes what it has reached.
            end(process, pipe, patience=10.0)

    def stop(self) -> None:
        """End the run soon; best and last checkpoint are written first."""
        self._send("stop")

    def pause(self) -> None:
        """Wait at the next step."""
        self._send("pause")

    def resume(self) -> None:
        """Go on after a pause."""
        self._send("resume")

    def close(self) -> None:
        """Stop whatever runs."""
        self._send("stop")

    def _send(self, command: Command) -> None:
        with contextlib.suppress(OSError, AttributeError):
            self._pipe.send(command)  # type: ignore[union-attr]
