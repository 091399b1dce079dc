"""What a method consists of: the interface between methods and the packages that train, generate and save.

The type parameters are the method's config, its network, a batch, a song as it evaluates one, and the sums over
songs that evaluation yields.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.optim import Optimizer

from composer_app.corpus.originality.melody_index import Index
from composer_app.learning.training_set import Batch, CorpusStatistics, Schedule, TrainingSet
from composer_app.methods.entry import Entry
from composer_app.methods.model import Model
from composer_app.music.clip import Clip
from composer_app.music.originality import Originality
from composer_app.protocol.progress import ReadingFiles, Scoring
from composer_app.protocol.request import GeneratedIdea, Request, Sketch
from composer_app.protocol.training_settings import TrainingSettings

ConfigT = TypeVar("ConfigT")
NetworkT = TypeVar("NetworkT", bound=nn.Module)
BatchT = TypeVar("BatchT", bound=Batch)
SongT = TypeVar("SongT")
EvaluatedT = TypeVar("EvaluatedT", bound="Evaluated")
AnyEvaluated = TypeVar("AnyEvaluated", bound="Evaluated")

Report = dict[str, Any]
"""Figures as JSON: a method's own, and under "baselines" those of each baseline."""


@dataclass(frozen=True, slots=True)
class FolderScore:
    """A model's figures on the songs of a folder: all of them as JSON and as a table of text.

    `songs` are scored, `dropped` files are those that the method cannot read. `figures` are the main ones by name,
    "next_note_accuracy" among them, and `baselines` the same of each baseline.
    """

    songs: int
    dropped: int
    figures: Mapping[str, float]
    baselines: Mapping[str, Mapping[str, float]]
    report: Report
    table: str


class Loss(Protocol):
    """What training minimises."""

    @property
    def loss(self) -> Tensor:
        """A scalar tensor, mostly in nats."""


class Evaluated(Protocol):
    """Sums over songs, to be added and then divided."""

    @property
    def loss(self) -> float:
        """What the best epoch is chosen by; mostly in nats."""

    def __add__(self: AnyEvaluated, other: AnyEvaluated) -> AnyEvaluated:
        """The sums over the songs of both."""


@dataclass(frozen=True)
class Learning(Generic[ConfigT, NetworkT, BatchT, SongT, EvaluatedT]):
    """How a method learns.

    read: the folder of the settings as a training set, given the config and whether the network is fresh (its
        vocabulary is then found in these songs); yields progress, the set comes last. ComposerError where
        fewer than two different songs are left.
    optimizer, schedule: what trains the network, and the course of a run; the flag says whether it is fresh.
    loss: of a batch. evaluate: one song's sums. figures: those over the validation songs, and over some whole songs
        where there are any, the published measure first.
    copy_rate: the share of fresh ideas that copy a song, given the index of the songs and a seed.
    epoch_end: called with the network and the songs when a run begins; what it returns is called at the end of each
        epoch, before the network is evaluated, to fit what is kept beside the weights.
    statistics: those of what is kept beside the weights, added to the songs' own.
    final_calibration: further learning from the best weights when a run ends by itself, given a seed and
        the seconds it may take (None: a fixed course); yields after each step. It takes `final_share` of the time.
    """

    read: Callable[[TrainingSettings, ConfigT, bool], Iterator[ReadingFiles | TrainingSet[ConfigT, BatchT, SongT]]]
    optimizer: Callable[[NetworkT, ConfigT], Optimizer]
    schedule: Callable[[TrainingSet[ConfigT, BatchT, SongT], bool], Schedule]
    loss: Callable[[NetworkT, BatchT], Loss]
    evaluate: Callable[[NetworkT, SongT], EvaluatedT]
    figures: Callable[[EvaluatedT, EvaluatedT | None], dict[str, float]]
    copy_rate: Callable[
        [NetworkT, TrainingSet[ConfigT, BatchT, SongT], Index, int, CorpusStatistics],
        float,
    ]
    epoch_end: Callable[[NetworkT, TrainingSet[ConfigT, BatchT, SongT]], Callable[[], None]] = field(
        default=lambda *_: lambda: None
    )
    statistics: Callable[[NetworkT], CorpusStatistics] = field(default=lambda _: CorpusStatistics())
    final_calibration: (
        Callable[
            [NetworkT, TrainingSet[ConfigT, BatchT, SongT], CorpusStatistics, int, float | None],
            Iterator[None],
        ]
        | None
    ) = None
    final_share: float = 0.0


@dataclass(frozen=True)
class Writing(Generic[ConfigT, NetworkT]):
    """How a method generates ideas.

    ideas: one idea a seed, in order, and if the flag is set sketches of them as they grow. ComposerError where
        the method cannot do the task, or not with this clip.
    originality: what a clip shares with the songs in the index, given the request that began it; for a clip that the
        composer has edited since. The model's weights are not needed.
    """

    ideas: Callable[[Request, Model[ConfigT, NetworkT], Sequence[int], bool], Iterator[GeneratedIdea | Sketch]]
    originality: Callable[[Clip, Request, Model[ConfigT, NetworkT], Index], Originality]


@dataclass(frozen=True)
class BesideWeights(Generic[NetworkT]):
    """Arrays that a model file keeps beside the weights: `of` a network, by name, and `restore` them to it.

    `restore` raises ValueError where something is missing or does not fit.
    """

    of: Callable[[NetworkT], Mapping[str, NDArray[np.generic]]] = field(default=lambda _: {})
    restore: Callable[[NetworkT, Mapping[str, NDArray[np.generic]]], None] = field(default=lambda *_: None)


@dataclass(frozen=True)
class Method(Generic[ConfigT, NetworkT, BatchT, SongT, EvaluatedT]):
    """A method: its entry in the catalogue, its sizes, its network, and how it learns, writes and is evaluated.

    `config` makes a config from what a model's card holds, `presets` are the configs to begin from, the default
    first. `evaluate` scores the songs of a folder that the model has not learnt from, or those held out only, and
    yields progress; the figures come last.
    """

    entry: Entry
    config: Callable[..., ConfigT]
    presets: Mapping[str, ConfigT]
    network: Callable[[ConfigT], NetworkT]
    learning: Learning[ConfigT, NetworkT, BatchT, SongT, EvaluatedT]
    writing: Writing[ConfigT, NetworkT]
    evaluate: Callable[[Model[ConfigT, NetworkT], Path, Sequence[Path]], Iterator[Scoring | FolderScore]]
    beside_weights: BesideWeights[NetworkT] = field(default_factory=BesideWeights)


AnyMethod = Method[Any, Any, Any, Any, Any]
"""A method of the table, whatever its types."""
AnyModel = Model[Any, Any]
