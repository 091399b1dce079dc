"""What a training run says as it goes; frozen, so that it may cross processes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Reading:
    """So many files of the folder were kept and dropped so far."""

    kept: int
    dropped: int


@dataclass(frozen=True, slots=True)
class FileTold:
    """What became of one file by a method's own rules: notes kept and dropped, and why in words."""

    path: Path
    kept: bool
    reason: str
    notes_kept: int
    notes_dropped: int


@dataclass(frozen=True, slots=True)
class Prepared:
    """The songs are encoded and the network stands: counts, device in words, where it begins.

    `files` tells what became of each file, where the method reads files by its own rules. Validation is on so many
    bars of each song from where its melody begins (`validation_bars`), or on whole songs where that is 0.
    """

    training_songs: int
    validation_songs: int
    dropped: int
    parameters: int
    device: str
    started_from: str
    steps_per_epoch: int
    examples_per_step: int = 0
    files: tuple[FileTold, ...] = ()
    validation_bars: int = 0


@dataclass(frozen=True, slots=True)
class Stepped:
    """A few times a second: optimiser steps so far, running loss in nats a grid step, speed, seconds left."""

    epoch: int
    step: int
    train_loss: float
    steps_per_second: float
    seconds: float
    seconds_left: float | None


@dataclass(frozen=True, slots=True)
class EpochEnded:
    """An epoch's figures: the loss, mostly nats a step, on training songs and in validation (also nats a melody note).

    `figures` holds what else the method measures in validation, its own published measure first.

    `copy_rate` is the share of ideas that copy a song; above `copy_limit` it is more than songs share by chance.
    """

    epoch: int
    step: int
    train_loss: float
    validation_loss: float
    validation_nats_per_note: float
    copy_rate: float
    steps_per_second: float
    seconds: float
    is_best: bool
    copy_limit: float = 0.0
    figures: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Finished:
    """The end: the best model's file and why the run ended, in words for the composer."""

    model: Path
    best_epoch: int
    best_validation_loss: float
    reason: str


@dataclass(frozen=True, slots=True)
class Scoring:
    """So many songs of so many are scored."""

    done: int
    songs: int


Progress = Reading | Prepared | Stepped | EpochEnded | Finished
