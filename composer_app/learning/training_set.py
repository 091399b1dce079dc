"""The training and validation songs of a run, whatever its method."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypedDict, TypeVar

import torch

from composer_app.music.clip import Clip
from composer_app.protocol.progress import FileReport

VALIDATION_SHARE = 0.1

AnyBatch = TypeVar("AnyBatch", bound="Batch")
ConfigT = TypeVar("ConfigT")
BatchT = TypeVar("BatchT", bound="Batch")
SongT = TypeVar("SongT")
MadeT_co = TypeVar("MadeT_co", bound="Batch", covariant=True)


class Batch(Protocol):
    """Examples side by side, as tensors."""

    def to(self: AnyBatch, device: torch.device) -> AnyBatch:
        """The same batch on another device."""


class Batches(Protocol[MadeT_co]):
    """An endless stream of batches."""

    def stream(self, seed: int, start: int = 0) -> Iterator[MadeT_co]:
        """Batches number `start` and on; batch k of a seed is always the same, so that a run can be resumed."""


class CorpusStatistics(TypedDict, total=False):
    """Statistics of the training songs: defaults of what a request leaves open, and the source of plans.

    `tempo` in quarters a minute, `low` and `high` as MIDI pitches of the melody; `plans` and `counted` are two_voice's.
    """

    tempo: float
    minor_share: float
    meter: str
    low: int
    high: int
    plans: Sequence[object]
    counted: dict[str, object]


@dataclass(frozen=True, slots=True)
class Schedule:
    """The course of a run: peak of the learning rate, cosine or constant, gradient norm (0: not clipped), length."""

    peak: float
    cosine: bool
    clip: float
    steps_per_epoch: int
    examples_per_step: int
    epochs: int
    may_be_half: bool


@dataclass(frozen=True, slots=True)
class TrainingSet(Generic[ConfigT, BatchT, SongT]):
    """Songs as batches to learn from and one by one to validate with.

    `validation` decides which epoch is best: whole songs, or where `validation_bars` is not 0 so many bars of each
    from where its melody begins; `whole` are some whole songs evaluated beside them.
    `melodies` are those learnt from, by name, for the index of what may not be copied; they are taken once, so that
    they need not all be held. `songs` counts them. `config` is the method's, its vocabulary found; `learnt` holds
    the digests of the files learnt from. An epoch goes through `examples` once, `examples_per_step` a batch.
    """

    batches: Batches[BatchT]
    validation: Sequence[SongT]
    melodies: Iterable[tuple[str, Clip]]
    songs: int
    validation_songs: int
    dropped: int
    config: ConfigT
    statistics: CorpusStatistics
    examples: float
    examples_per_step: int
    learnt: tuple[str, ...] = ()
    files: tuple[FileReport, ...] = field(default=())
    validation_bars: int = 0
    whole: Sequence[SongT] = ()
