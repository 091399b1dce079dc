"""A training run as TensorBoard event files, for those who watch training there."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from composer_app.errors import ComposerError
from composer_app.protocol.progress import EpochEnded, Progress, Stepped


class EventWriter(Protocol):
    """The part of tensorboardX's SummaryWriter that is used."""

    def add_scalar(self, tag: str, scalar_value: float, global_step: int) -> None:
        """Write one figure at a step."""


@contextlib.contextmanager
def event_files(folder: Path | None) -> Iterator[EventWriter | None]:
    """A writer of event files in `folder`, closed at every end; None where no folder is given.

    Raises ComposerError where tensorboardX is not installed or the folder cannot be written to.
    """
    if folder is None:
        yield None
        return
    try:
        from tensorboardX import SummaryWriter
    except ImportError as error:
        raise ComposerError(
            "Event files for TensorBoard need tensorboardX, which is not installed: pip install tensorboardX."
        ) from error
    try:
        writer = SummaryWriter(str(folder))
    except OSError as error:
        why = error.strerror or error
        raise ComposerError(f"Event files cannot be written to {folder} ({why}); choose another folder.") from error
    try:
        yield writer
    finally:
        writer.close()


def write_events(writer: EventWriter | None, said: Progress) -> None:
    """Write a run's progress: the loss as it runs, every figure at an epoch's end, by optimiser step."""
    if writer is None:
        return
    if isinstance(said, Stepped):
        writer.add_scalar("loss/training", said.train_loss, said.step)
        writer.add_scalar("speed/steps_per_second", said.steps_per_second, said.step)
    elif isinstance(said, EpochEnded):
        writer.add_scalar("loss/validation", said.validation_loss, said.step)
        writer.add_scalar("ideas/copy_rate", said.copy_rate, said.step)
        for name, value in said.figures:
            writer.add_scalar(f"validation/{name}", value, said.step)
