"""The progress of training and of evaluation; frozen, so that it may cross processes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class ReadingFiles:
    """How many files of the folder are kept and dropped so far."""

    kept: int
    dropped: int


@dataclass(frozen=True, slots=True)
class FileReport:
    """What a method's own rules made of one file: notes kept and dropped, and why in words."""

    path: Path
    kept: bool
    reason: str
    notes_kept: int
    notes_dropped: int


@dataclass(frozen=True, slots=True)
class Prepared:
    """The songs are encoded and the network is built: counts, the device in words, what training starts from.

    `files` reports on each file, where the method reads files by its own rules. Validation is on the first
    `validation_bars` bars of each song from where its melody begins, or on whole songs where that is 0.
    """

    training_songs: int
    validation_songs: int
    dropped: int
    parameters: int
    device: str
    started_from: str
    steps_per_epoch: int
    examples_per_step: int = 0
    files: tuple[FileReport, ...] = ()
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
    """An epoch's figures: the loss, mostly in nats a step, in training and in validation (also nats a melody note).

    `figures` holds the method's other validation metrics, its published one first. `copy_rate` is the share of ideas
    that copy a song; above `copy_limit` it is more than songs share by chance.
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
    """How many of the songs are scored so far."""

    done: int
    songs: int


Progress = ReadingFiles | Prepared | Stepped | EpochEnded | Finished
