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


def write_events(writer: EventWriter | None, progress: Progress) -> None:
    """Write a run's progress: the loss as it runs, every figure at an epoch's end, by optimiser step."""
    if writer is None:
        return
    if isinstance(progress, Stepped):
        writer.add_scalar("loss/training", progress.train_loss, progress.step)
        writer.add_scalar("speed/steps_per_second", progress.steps_per_second, progress.step)
    elif isinstance(progress, EpochEnded):
        writer.add_scalar("loss/validation", progress.validation_loss, progress.step)
        writer.add_scalar("ideas/copy_rate", progress.copy_rate, progress.step)
        for name, value in progress.figures:
            writer.add_scalar(f"validation/{name}", value, progress.step)
