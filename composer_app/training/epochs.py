"""Epoch after epoch: optimiser steps, then the evaluation that decides which epoch is best."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Generator, Iterator, Sequence

import torch
from torch import nn

from composer_app.errors import ComposerError
from composer_app.learning.copying import copy_limit
from composer_app.learning.training_set import CorpusStatistics
from composer_app.methods.method import BatchT, ConfigT, EvaluatedT, NetworkT, SongT
from composer_app.models.file import load_model, save_model
from composer_app.protocol.progress import EpochEnded, Progress, Stepped
from composer_app.training.precision import precision
from composer_app.training.state import State


def epochs(state: State[ConfigT, NetworkT, BatchT, SongT, EvaluatedT]) -> Iterator[Progress]:
    """Epochs until one of the ends is reached; the state says then which."""
    run, course, clock = state.run, state.course, state.clock
    batches = state.songs.batches.stream(state.settings.seed, run.step)
    while (end := course.end(run, clock, bool(state.songs.validation_bars))) is None:
        while run.in_epoch < course.schedule.steps_per_epoch and not course.out_of_time(clock):
            count(state, optimise(state, next(batches)))
            if state.train_loss and clock.report_due():
                yield state.stepped()
        yield from end_epoch(state)
    state.reason = end


def optimise(state: State[ConfigT, NetworkT, BatchT, SongT, EvaluatedT], batch: BatchT) -> float:
    """One step of the optimiser; the batch's loss."""
    for group in state.optimizer.param_groups:
        group["lr"] = state.course.rate(state.run, state.clock)
    # Seeding every step makes a resumed run drop the same units as one that never stopped.
    torch.manual_seed((state.settings.seed * 1_000_003 + state.run.step) % 2**63)
    state.network.train()
    state.optimizer.zero_grad(set_to_none=True)
    with precision(state.device, state.run.half):
        loss = state.learning.loss(state.network, batch.to(state.device)).loss
    torch.autograd.backward(loss)
    if state.course.schedule.clip:
        nn.utils.clip_grad_norm_(state.network.parameters(), state.course.schedule.clip)
    state.optimizer.step()
    return float(loss.detach())


def count(state: State[ConfigT, NetworkT, BatchT, SongT, EvaluatedT], loss: float) -> None:
    """Count a step with its loss, and save the last state where that is due."""
    run = state.run
    if not math.isfinite(loss):
        state.is_broken = True
        raise ComposerError("The loss is no longer a number, so training ended; start again from the best model.")
    run.step, run.in_epoch = run.step + 1, run.in_epoch + 1
    run.scored, run.loss_sum = run.scored + 1, run.loss_sum + loss
    state.train_loss = run.loss_sum / run.scored
    if state.clock.save_due:
        state.save_last(durable=False)


def end_epoch(state: State[ConfigT, NetworkT, BatchT, SongT, EvaluatedT]) -> Iterator[Progress]:
    """Evaluate the network, keep it where it is the best so far, and save the last state."""
    run, songs = state.run, state.songs
    state.epoch_end()
    total = yield from evaluated(state, songs.validation)
    assert total is not None
    whole = yield from evaluated(state, songs.whole)
    seed = state.settings.seed + run.epoch + 1
    copied = state.learning.copy_rate(state.network, songs, state.index, seed, state.card.corpus_statistics)
    # Among epochs that copy no more than songs do by chance the lowest loss is best; no loss makes up for copying.
    limit = copy_limit(state.index)
    excess = max(0.0, copied - limit)
    is_best = (excess, total.loss) < (run.best_excess, run.best)
    figures = state.learning.figures(total, whole)
    run.copying = run.copying + 1 if excess else 0
    run.epoch, run.in_epoch, run.scored, run.loss_sum = run.epoch + 1, 0, 0, 0.0
    run.since_best = 0 if is_best else run.since_best + 1
    if is_best:
        run.best, run.best_excess, run.best_epoch = total.loss, excess, run.epoch
        of_epoch = {"validation_loss": total.loss, "copy_rate": copied, "epoch": run.epoch}
        statistics: CorpusStatistics = {**songs.statistics, **state.learning.statistics(state.network)}
        state.card = dataclasses.replace(state.card, figures=figures | of_epoch, corpus_statistics=statistics)
        state.save_best()
    state.save_last()
    seconds = state.clock.seconds
    yield EpochEnded(
        run.epoch, run.step, state.train_loss, total.loss, figures.get("nats_per_note", total.loss), copied,
        run.step / max(seconds, 1e-6), seconds, is_best, limit, tuple(figures.items()),
    )  # fmt: skip


def evaluated(
    state: State[ConfigT, NetworkT, BatchT, SongT, EvaluatedT], songs: Sequence[SongT]
) -> Generator[Progress, None, EvaluatedT | None]:
    """The sums over songs, or cuts of them; None of none."""
    total: EvaluatedT | None = None
    for song in songs:
        with precision(state.device, state.run.half):
            found = state.learning.evaluate(state.network, song)
        total = found if total is None else total + found
        if state.clock.report_due():
            yield state.stepped()
    return total


def calibrate(state: State[ConfigT, NetworkT, BatchT, SongT, EvaluatedT]) -> Iterator[Stepped]:
    """Where a run ends by itself, what is to be learnt from the best weights, which may be an early epoch's."""
    calibration = state.learning.final_calibration
    if calibration is None or not state.run.best_epoch:
        return
    seed, seconds = state.settings.seed, state.course.seconds
    best = load_model(state.settings.out)
    best.network.to(state.device)
    torch.manual_seed(seed)
    taken = None if seconds is None else seconds * state.course.final_share
    for _ in calibration(best.network, state.songs, best.card.corpus_statistics, seed, taken):
        if state.clock.report_due():
            yield state.stepped()
    save_model(state.settings.out, best.network, best.card, index=state.index)
