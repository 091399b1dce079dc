"""What a run works with, and its files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic

import torch

from composer_app.corpus.originality.melody_index import Index
from composer_app.learning.training_set import TrainingSet
from composer_app.methods.method import BatchT, ConfigT, EvaluatedT, Learning, NetworkT, SongT
from composer_app.methods.model import Card
from composer_app.models.file import save_model
from composer_app.protocol.progress import Stepped
from composer_app.protocol.training_settings import TrainingSettings
from composer_app.training.clock import Clock
from composer_app.training.run import Run, moments_of
from composer_app.training.schedule import ALL_DONE, Course


@dataclass(slots=True)
class State(Generic[ConfigT, NetworkT, BatchT, SongT, EvaluatedT]):
    """A run in memory. `train_loss` is the mean over the present epoch, that of the last one at its end.

    `epoch_end` is called before each evaluation (see `Learning`). `is_broken` says that the weights have gone astray
    and must not be kept, `reason` why the run ended.
    """

    settings: TrainingSettings
    learning: Learning[ConfigT, NetworkT, BatchT, SongT, EvaluatedT]
    network: NetworkT
    optimizer: torch.optim.Optimizer
    songs: TrainingSet[ConfigT, BatchT, SongT]
    index: Index
    device: torch.device
    card: Card
    run: Run
    course: Course
    clock: Clock
    epoch_end: Callable[[], None]
    train_loss: float = 0.0
    is_broken: bool = False
    reason: str = ALL_DONE

    def stepped(self) -> Stepped:
        """How far the run is."""
        run, seconds, done = self.run, self.clock.seconds, self.course.share_done(self.run, self.clock)
        left = seconds * (1 - done) / done if done > 0.002 else None
        return Stepped(run.epoch + 1, run.step, self.train_loss, run.step / max(seconds, 1e-6), seconds, left)

    def save_best(self) -> None:
        """Write the model."""
        save_model(self.settings.out, self.network, self.card, index=self.index)

    def save_last(self, durable: bool = True) -> None:
        """Write all that is needed to go on from this step."""
        with self.clock.saving(often=not durable):
            self.run.seconds = self.clock.seconds
            extra = {"run": self.run.tensor, **moments_of(self.optimizer)}
            save_model(self.settings.last, self.network, self.card, extra, durable, self.index)

    def keep(self) -> None:
        """At every end: the last state, and a model even where no epoch was finished; but no weights gone astray."""
        if not self.run.step or self.is_broken:
            return
        self.save_last()
        if not self.run.best_epoch:
            self.save_best()
