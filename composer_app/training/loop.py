"""The training loop as a generator: iterate to train, stop iterating to stop; what was reached is kept."""

from __future__ import annotations

import contextlib
import dataclasses
import itertools
import math
import time
from collections.abc import Generator, Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from types import ModuleType
from typing import Any

import torch
from torch import Tensor, nn

from composer_app.corpus.originality.melody_index import Index
from composer_app.errors import ComposerError
from composer_app.files.resources import base_model
from composer_app.learning.training_set import Pace, TrainingSet
from composer_app.methods import METHODS
from composer_app.models.file import (
    Card,
    check_place,
    config_of,
    describe,
    device_for,
    load_index,
    load_model,
    new_card,
    save_model,
)
from composer_app.protocol.progress import EpochEnded, Finished, Prepared, Progress, Stepped
from composer_app.protocol.training_settings import TrainingSettings
from composer_app.training import clips, few_songs, rows
from composer_app.training.copying import copy_limit
from composer_app.training.run import Run
from composer_app.training.tensorboard import event_files, tell

BASE_METHOD = "two_voice"
WARM_UP, WARM_UP_SHARE = 100, 0.1  # steps, but of a short run this share at most
SAY_EVERY = 0.25
SAVE_EVERY = 1.0
SAVING_SHARE = 0.04  # of the time at most


def train(settings: TrainingSettings) -> Generator[Progress, None, None]:
    """Train as the settings say and yield how it goes; the best weights stand at `settings.out`.

    Beside it `<name>.last.safetensors` holds all that is needed to resume. Closing the generator
    stops: both files are written first. Raises ComposerError for a folder or model that cannot serve.
    """
    for place in (settings.out, settings.last):
        check_place(place)
    device = device_for(settings.device)
    network, card, run, state = begin(settings)
    method, teacher = METHODS[card.method], teacher_of(card.method)
    songs: TrainingSet | None = None
    for said in teacher.read(settings, method, config_of(card), network is None):
        if isinstance(said, TrainingSet):
            songs = said
        else:
            yield said
    assert songs is not None
    torch.manual_seed(settings.seed)
    network = method.Network(songs.config) if network is None else network
    network.to(device)
    optimizer = teacher.optimizer(network, method)
    if state:
        restore_optimizer(optimizer, state)
    card = dataclasses.replace(
        card, config=describe(network, card.method).config, songs=songs.songs, habits=songs.habits,
        learnt=songs.learnt, name=settings.out.stem,
    )  # fmt: skip
    index = Index.build(songs.melodies, known_before(settings, card.method))
    loop = Loop(settings, network, optimizer, card, run, songs, index, device)
    yield Prepared(
        songs.songs,
        songs.validation_songs,
        songs.dropped,
        sum(p.numel() for p in network.parameters()),
        loop.where,
        card.started_from,
        loop.pace.steps_per_epoch,
        loop.pace.examples_per_step,
        songs.files,
        songs.validation_bars,
    )
    with event_files(settings.tensorboard) as events:
        try:
            for progress in itertools.chain(loop.epochs(), loop.finish()):
                tell(events, progress)
                with loop.time_out():
                    yield progress
        finally:
            loop.keep()
    yield Finished(settings.out, run.best_epoch, run.best, loop.reason)


def warmed_up(step: int, done: float) -> float:
    """The share of the rate at a step when so much of the run is done, which rises to 1 over a run's first steps."""
    return min(1.0, max((step + 1) / WARM_UP, done / WARM_UP_SHARE))


def teacher_of(method: str) -> ModuleType:
    """How a method learns: from clips of two voices, or from rows by rules of its own."""
    return clips if hasattr(METHODS[method], "Crops") else rows


def begin(settings: TrainingSettings) -> tuple[Any, Card, Run, dict[str, Tensor]]:
    """The network to go on with, its card, where the run stands and the optimiser's state where it is resumed.

    There is no network yet where it is to begin from nothing: its vocabulary may depend on the songs.
    """
    if settings.method not in METHODS:
        raise ComposerError(f"There is no method {settings.method}; choose one of {', '.join(METHODS)}.")
    if settings.resume:
        network, card, state = load_model(settings.last)
        if "run" not in state:
            raise ComposerError(f"{settings.last} holds no stopped run, so none can be resumed; train anew.")
        return network, card, Run.of(state.pop("run")), state
    source = start_of(settings, settings.method)
    if source is None:
        card = new_card(settings.method, settings.preset)
        return None, dataclasses.replace(card, started_from="nothing"), Run(), {}
    network, card, _ = load_model(source)
    return network, dataclasses.replace(card, started_from=card.name or source.stem, figures={}), Run(), {}


def start_of(settings: TrainingSettings, method: str) -> Path | None:
    """The model that a run begins from; None where it begins from nothing, as a method without a base must."""
    if settings.start == "none" or (settings.start == "base" and (method != BASE_METHOD or settings.preset)):
        return None
    return base_model() if settings.start == "base" else Path(settings.start)


def known_before(settings: TrainingSettings, method: str) -> Index | None:
    """The songs of the model that the run begins from: what it learnt from them it may copy too."""
    if settings.resume:
        return load_index(settings.last)
    source = start_of(settings, method)
    return load_index(source) if source else None


def restore_optimizer(optimizer: torch.optim.Optimizer, state: dict[str, Tensor]) -> None:
    """Put the moments of a stopped run back; keys are "<parameter number>.<moment>"."""
    groups = optimizer.state_dict()["param_groups"]
    moments: dict[int, dict[str, Tensor]] = {}
    for name, value in state.items():
        number, moment = name.split(".", 1)
        moments.setdefault(int(number), {})[moment] = value
    optimizer.load_state_dict({"state": moments, "param_groups": groups})


class Loop:
    """One run's loop, its clock and its files."""

    def __init__(
        self,
        settings: TrainingSettings,
        network: Any,
        optimizer: torch.optim.Optimizer,
        card: Card,
        run: Run,
        songs: TrainingSet,
        index: Index,
        device: torch.device,
    ) -> None:
        self.settings, self.network, self.optimizer = settings, network, optimizer
        self.method, self.teacher = METHODS[card.method], teacher_of(card.method)
        self.card, self.run, self.songs, self.device = card, run, songs, device
        self.pace: Pace = self.teacher.pace(songs, card.started_from == "nothing")
        self.index, self.copy_limit = index, copy_limit(index)
        self.counts = few_songs.counted(network, self.method, songs)
        self.epoch_limit = settings.epochs or (None if settings.minutes else self.pace.epochs)
        self.reason = "all epochs are done"
        self.saving = 0.0
        self.shown = run.loss_sum / max(1, run.scored)
        self.is_broken = False
        self.began = self.said = self.saved = time.monotonic()
        if not settings.resume:
            run.half = self._half_is_faster()
        self.began = time.monotonic() - run.seconds

    @property
    def where(self) -> str:
        """The device in words."""
        kind = self.device.type
        name = torch.cuda.get_device_name() if kind == "cuda" else "Apple GPU" if kind == "mps" else "CPU"
        return f"{name}, {'bfloat16' if self.run.half else 'float32'}"

    @contextlib.contextmanager
    def time_out(self) -> Iterator[None]:
        """Whoever listens may pause; that is no time of training's."""
        left = time.monotonic()
        try:
            yield
        finally:
            self.began += time.monotonic() - left

    def epochs(self) -> Iterator[Progress]:
        """Epoch after epoch until one of the ends is reached."""
        batches = self.songs.batches.stream(self.settings.seed, self.run.step)
        while not self._over():
            while self.run.in_epoch < self.pace.steps_per_epoch and not self._out_of_time():
                loss = self._optimise(next(batches))
                self._count(loss)
                if self.shown and time.monotonic() - self.said > SAY_EVERY:
                    yield self._stepped()
            yield from self._end_epoch()

    def _count(self, loss: float) -> None:
        run = self.run
        if not math.isfinite(loss):
            self.is_broken = True
            raise ComposerError("The loss is no longer a number, so training ended; start again from the best model.")
        run.step, run.in_epoch = run.step + 1, run.in_epoch + 1
        run.scored, run.loss_sum = run.scored + 1, run.loss_sum + loss
        self.shown = run.loss_sum / run.scored
        if time.monotonic() - self.saved > max(SAVE_EVERY, self.saving / SAVING_SHARE):
            self.save_last(durable=False)

    def _optimise(self, batch: Any) -> float:
        for group in self.optimizer.param_groups:
            group["lr"] = self._rate()
        # Seeding every step makes a resumed run drop the same units as one that never stopped.
        torch.manual_seed((self.settings.seed * 1_000_003 + self.run.step) % 2**63)
        self.network.train()
        self.optimizer.zero_grad(set_to_none=True)
        with self._precision(self.run.half):
            found = self.method.likelihood(self.network, batch.to(self.device))
        loss: Any = found.loss
        loss.backward()
        if self.pace.clip:
            nn.utils.clip_grad_norm_(self.network.parameters(), self.pace.clip)
        self.optimizer.step()
        return float(loss.detach())

    def _rate(self) -> float:
        """A short warm-up, then half a cosine down to a fiftieth of the peak; or the peak all along."""
        peak = self.pace.peak
        if not self.pace.cosine:
            return peak
        done = self._share_done()
        return peak * warmed_up(self.run.step, done) * max(0.02, 0.5 + 0.5 * math.cos(math.pi * done))

    def _share_done(self) -> float:
        done = 0.0
        if self.epoch_limit:
            done = self.run.step / (self.epoch_limit * self.pace.steps_per_epoch)
        if self.settings.minutes:
            done = max(done, self._seconds() / (self._time * (1 - self.teacher.FINISHING)))
        return min(1.0, done)

    def _seconds(self) -> float:
        return time.monotonic() - self.began

    def _out_of_time(self) -> bool:
        return bool(self.settings.minutes) and self._seconds() >= self._time * (1 - self.teacher.FINISHING)

    @property
    def _time(self) -> float:
        """The seconds that the run may last."""
        return 60 * (self.settings.minutes or 0)

    def _over(self) -> bool:
        if self.epoch_limit and self.run.epoch >= self.epoch_limit:
            return True
        if self._out_of_time() and self.run.in_epoch == 0:
            self.reason = "the time is up"
            return True
        if self.run.since_best >= self.settings.patience:
            since = f"for {self.settings.patience} epochs"
            copies = self.run.copying >= self.settings.patience
            what = "new bars" if self.songs.validation_bars else "songs it has not heard"
            self.reason = f"it has copied its songs {since}" if copies else f"it foresees {what} no better {since}"
            return True
        return False

    def _stepped(self) -> Stepped:
        self.said = time.monotonic()
        run, seconds, done = self.run, self._seconds(), self._share_done()
        left = seconds * (1 - done) / done if done > 0.002 else None
        return Stepped(run.epoch + 1, run.step, self.shown, run.step / max(seconds, 1e-6), seconds, left)

    def _end_epoch(self) -> Iterator[Progress]:
        run = self.run
        few_songs.weigh(self.counts, self.network, self.method, self.songs)
        total = yield from self._measured(self.songs.validation)
        whole = yield from self._measured(self.songs.whole)
        seed = self.settings.seed + run.epoch + 1
        copied = self.teacher.listened(self.network, self.method, self.songs, self.index, seed, self.card.habits)
        # Among epochs that copy no more than songs do by chance the lowest loss is best; no loss makes up for copying.
        excess = max(0.0, copied - self.copy_limit)
        is_best = (excess, total.loss) < (run.best_excess, run.best)
        run.copying = run.copying + 1 if excess else 0
        train_loss = self.shown
        figures = self.teacher.figures(total, whole)
        run.epoch, run.in_epoch, run.scored, run.loss_sum = run.epoch + 1, 0, 0, 0.0
        run.since_best = 0 if is_best else run.since_best + 1
        if is_best:
            run.best, run.best_excess, run.best_epoch = total.loss, excess, run.epoch
            told = {"validation_loss": total.loss, "copy_rate": copied, "epoch": run.epoch}
            habits = self.songs.habits | few_songs.told(self.network)
            self.card = dataclasses.replace(self.card, figures=figures | told, habits=habits)
            save_model(self.settings.out, self.network, self.card, index=self.index)
        self.save_last()
        seconds = self._seconds()
        per_note = figures.get("nats_per_note", total.loss)
        speed = run.step / max(seconds, 1e-6)
        yield EpochEnded(
            run.epoch, run.step, train_loss, total.loss, per_note, copied, speed, seconds, is_best, self.copy_limit,
            tuple(figures.items()),
        )  # fmt: skip

    def _measured(self, songs: Sequence[Any]) -> Generator[Progress, None, Any]:
        """The sums over songs, or cuts of them; None of none."""
        total = None
        for song in songs:
            with self._precision(self.run.half):
                measured = self.method.measure(self.network, song)
            total = measured if total is None else total + measured
            if time.monotonic() - self.said > SAY_EVERY:
                yield self._stepped()
        return total

    def finish(self) -> Iterator[Progress]:
        """Where a run ends by itself, what is to be learnt from the best weights, which may be an early epoch's."""
        if not (self.teacher.FINISHING and self.run.best_epoch):
            return
        best, card, _ = load_model(self.settings.out)
        best.to(self.device)
        torch.manual_seed(self.settings.seed)
        seconds = self._time * self.teacher.FINISHING if self.settings.minutes else None
        taught = self.teacher.finished(best, self.method, self.songs, card.habits, self.settings.seed, seconds)
        for _ in taught:
            if time.monotonic() - self.said > SAY_EVERY:
                yield self._stepped()
        save_model(self.settings.out, best, card, index=self.index)

    def save_last(self, durable: bool = True) -> None:
        """Write all that is needed to go on from this step."""
        begun = time.monotonic()
        self.run.seconds = self._seconds()
        extra = {"run": self.run.tensor}
        for number, moments in self.optimizer.state_dict()["state"].items():
            extra |= {f"{number}.{name}": value for name, value in moments.items()}
        save_model(self.settings.last, self.network, self.card, extra, durable, self.index)
        self.saved = time.monotonic()
        if not durable:
            self.saving = self.saved - begun

    def keep(self) -> None:
        """At every end: the last state, and a model even where no epoch was finished; but no weights gone astray."""
        if not self.run.step or self.is_broken:
            return
        self.save_last()
        if not self.run.best_epoch:
            save_model(self.settings.out, self.network, self.card, index=self.index)

    def _precision(self, half: bool) -> AbstractContextManager[Any]:
        return torch.autocast(self.device.type, dtype=torch.bfloat16, enabled=half)

    def _half_is_faster(self) -> bool:
        """bfloat16 is several times faster on some processors and slower on others: time both."""
        if not self.pace.may_be_half:
            return False
        if self.device.type != "cpu":
            return self.device.type == "cuda"
        batch = next(self.songs.batches.stream(self.settings.seed))
        took = {}
        for half in (False, True, False, True):
            start = time.perf_counter()
            with self._precision(half):
                self.method.likelihood(self.network, batch).loss.backward()
            took[half] = time.perf_counter() - start
        self.network.zero_grad(set_to_none=True)
        return took[True] < 0.9 * took[False]
