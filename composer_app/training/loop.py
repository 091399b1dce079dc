"""The training loop as a generator: iterate to train, stop iterating to stop; what was reached is kept."""

from __future__ import annotations

import dataclasses
from collections.abc import Generator, Iterator
from itertools import chain

import torch

from composer_app.corpus.originality.melody_index import Index
from composer_app.learning.training_set import TrainingSet
from composer_app.methods import load
from composer_app.methods.method import BatchT, ConfigT, EvaluatedT, Method, NetworkT, SongT
from composer_app.models.card_json import card_for, config_of
from composer_app.models.device import device_for
from composer_app.models.file import check_place
from composer_app.protocol.progress import Finished, Prepared, Progress
from composer_app.protocol.training_settings import TrainingSettings
from composer_app.training.clock import Clock
from composer_app.training.epochs import calibrate, epochs
from composer_app.training.precision import device_name, half_is_faster
from composer_app.training.run import Beginning, begin, restore_moments
from composer_app.training.schedule import Course
from composer_app.training.state import State
from composer_app.training.tensorboard import event_files, write_events


def train(settings: TrainingSettings) -> Generator[Progress, None, None]:
    """Train as the settings say and yield the progress; the best weights stand at `settings.out`.

    Beside it `<name>.last.safetensors` holds all that is needed to resume. Closing the generator
    stops: both files are written first. Raises ComposerError for a folder or model that cannot serve.
    """
    for place in (settings.out, settings.last):
        check_place(place)
    device = device_for(settings.device)
    beginning = begin(settings)
    yield from trained_by(load(beginning.card.method), settings, beginning, device)


def trained_by(
    method: Method[ConfigT, NetworkT, BatchT, SongT, EvaluatedT],
    settings: TrainingSettings,
    beginning: Beginning,
    device: torch.device,
) -> Iterator[Progress]:
    """Read the songs, then epochs and what comes after the last one."""
    songs: TrainingSet[ConfigT, BatchT, SongT] | None = None
    config = config_of(method, beginning.card)
    for message in method.learning.read(settings, config, beginning.model is None):
        if isinstance(message, TrainingSet):
            songs = message
        else:
            yield message
    assert songs is not None
    state = begun(method, settings, beginning, songs, device)
    yield Prepared(
        songs.songs,
        songs.validation_songs,
        songs.dropped,
        sum(p.numel() for p in state.network.parameters()),
        device_name(device, state.run.half),
        state.card.started_from,
        state.course.schedule.steps_per_epoch,
        state.course.schedule.examples_per_step,
        songs.files,
        songs.validation_bars,
    )
    with event_files(settings.tensorboard) as events:
        try:
            for progress in chain(epochs(state), calibrate(state)):
                write_events(events, progress)
                with state.clock.paused():
                    yield progress
        finally:
            state.keep()
    yield Finished(settings.out, state.run.best_epoch, state.run.best, state.reason)


def begun(
    method: Method[ConfigT, NetworkT, BatchT, SongT, EvaluatedT],
    settings: TrainingSettings,
    beginning: Beginning,
    songs: TrainingSet[ConfigT, BatchT, SongT],
    device: torch.device,
) -> State[ConfigT, NetworkT, BatchT, SongT, EvaluatedT]:
    """The state that a run begins with, or goes on from."""
    learning, run = method.learning, beginning.run
    torch.manual_seed(settings.seed)
    model = beginning.model
    network: NetworkT = method.network(songs.config) if model is None else model.network
    network.to(device)
    optimizer = learning.optimizer(network, songs.config)
    if beginning.moments:
        restore_moments(optimizer, beginning.moments)
    card = dataclasses.replace(
        beginning.card, config=card_for(method, songs.config).config, songs=songs.songs,
        corpus_statistics=songs.statistics, learnt=songs.learnt, name=settings.out.stem,
    )  # fmt: skip
    index = Index.build(songs.melodies, model.index if model is not None else None)
    schedule = learning.schedule(songs, card.started_from == "nothing")
    epoch_end = learning.epoch_end(network, songs)
    if not settings.resume:
        run.half = schedule.may_be_half and half_is_faster(learning, network, songs, settings.seed, device)
    return State(
        settings, learning, network, optimizer, songs, index, device, card, run,
        Course(schedule, settings, learning.final_share), Clock(run.seconds), epoch_end,
        run.loss_sum / max(1, run.scored),
    )  # fmt: skip
