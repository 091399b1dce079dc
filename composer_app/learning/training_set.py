"""What a training run learns from and is checked with, however its method reads it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from composer_app.music.clip import Clip
from composer_app.protocol.progress import FileReport

VALIDATION_SHARE = 0.1


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast a run goes: the peak of the rate, its course, where gradients are cut (0: nowhere), how long."""

    peak: float
    cosine: bool
    clip: float
    steps_per_epoch: int
    examples_per_step: int
    epochs: int
    may_be_half: bool


@dataclass(frozen=True, slots=True)
class TrainingSet:
    """Songs as batches to learn from and one by one to check with.

    `validation` decides which epoch is best: whole songs, or where `validation_bars` is not 0 so many bars of each
    from where its melody begins; `whole` are some whole songs measured beside them.
    `melodies` are those learnt from, by name, for the index of what may not be copied; to be taken once, so that
    they need not all be held. `songs` counts them. `config` is the method's,
    its vocabulary found; `habits` what the songs are like; `learnt` the digests of the files learnt from.
    """

    batches: Any
    validation: Sequence[Any]
    melodies: Iterable[tuple[str, Clip]]
    songs: int
    validation_songs: int
    dropped: int
    config: Any
    habits: dict[str, Any]
    learnt: tuple[str, ...] = ()
    files: tuple[FileReport, ...] = field(default=())
    validation_bars: int = 0
    whole: Sequence[Any] = ()
