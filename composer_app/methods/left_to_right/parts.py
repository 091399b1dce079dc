"""The parts of a method that generates from left to right: encoding, network, sampling and evaluation as functions.

A song is an array of integers, (steps,) or (steps, width), one row a step, encoded by the method's own rules.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray
from torch import nn
from torch.optim import Optimizer

from composer_app.corpus.transcription.tracks import SongRead
from composer_app.learning.training_set import Batch, Batches
from composer_app.methods.entry import Entry
from composer_app.methods.method import Evaluated, Loss
from composer_app.music.clip import Clip
from composer_app.music.note import Note
from composer_app.music.score import Score

Rows = NDArray[Any]
Symbols = NDArray[np.int64]
Figures = dict[str, dict[str, float]]
"""By baseline and figure."""


class Config(Protocol):
    """What every config sets for training: peak learning rate, "cosine" or "constant", gradient norm, epochs."""

    @property
    def rate(self) -> float:
        """The peak learning rate."""

    @property
    def schedule(self) -> str:
        """Its course, "cosine" or "constant"."""

    @property
    def clip(self) -> float:
        """The norm that gradients are clipped to, 0: not clipped."""

    @property
    def epochs(self) -> int:
        """How many epochs a run has by default."""


class Sums(Evaluated, Protocol):
    """A song's sums, which give the method's figures."""

    def figures(self) -> dict[str, float]:
        """The published measure first, "next_note_accuracy" among them."""


ConfigT = TypeVar("ConfigT", bound=Config)
NetworkT = TypeVar("NetworkT", bound=nn.Module)
BatchT = TypeVar("BatchT", bound=Batch)
BatchT_co = TypeVar("BatchT_co", bound=Batch, covariant=True)
SumsT = TypeVar("SumsT", bound=Sums)


class Windows(Batches[BatchT_co], Protocol[BatchT_co]):
    """Batches cut from songs: `examples` in all of them, `batch_examples` in a batch."""

    examples: int
    batch_examples: int


@dataclass(frozen=True)
class Parts(Generic[ConfigT, NetworkT, BatchT, SumsT]):
    """The functions of a method that generates from left to right.

    read: a score as rows by the method's rules. fit: the config with its vocabulary, from the training songs.
    windows: batches cut from the songs. loss: of a batch. evaluate: one whole song's sums.
    streams: a song as named streams of symbols (symbols,), for the baselines; a stream's figures are called after it.
    seed_rows, no_rows: rows to continue: those of a clip, or without one those that published generation begins with.
    write: an endless iterator that gives one row of every idea, (ideas,) or (ideas, width), and its nats (ideas,),
        from start rows, seeds, temperature and top-p.
    step_ticks: ticks that rows last at a tempo, (rows,). decode: rows from a tick on at a tempo as chords and melody.
    changes: marks (symbols,) of the symbols of a stream at which something begins, where that is not where they differ.
    more_baselines: further figures of baselines, given groups of songs to score and the songs to count; where there
        are none of these each group is scored by counts of the others.
    """

    entry: Entry
    config: Callable[..., ConfigT]
    presets: Mapping[str, ConfigT]
    read: Callable[[Score, ConfigT], SongRead]
    fit: Callable[[ConfigT, Sequence[Rows]], ConfigT]
    network: Callable[[ConfigT], NetworkT]
    optimizer: Callable[[NetworkT, ConfigT], Optimizer]
    windows: Callable[[Sequence[Rows], ConfigT], Windows[BatchT]]
    loss: Callable[[NetworkT, BatchT], Loss]
    evaluate: Callable[[NetworkT, Rows], SumsT]
    streams: Callable[[Rows, ConfigT], dict[str, Symbols]]
    seed_rows: Callable[[Clip, ConfigT], Rows]
    no_rows: Callable[[ConfigT], Rows]
    write: Callable[[NetworkT, Rows, Sequence[int], float, float], Iterator[tuple[Rows, NDArray[np.float64]]]]
    step_ticks: Callable[[ConfigT, Rows, float], NDArray[np.float64]]
    decode: Callable[[ConfigT, Rows, int, float], tuple[tuple[Note, ...], tuple[Note, ...]]]
    changes: Callable[[Rows, ConfigT], dict[str, NDArray[np.bool_]]] = lambda *_: {}
    more_baselines: Callable[[Sequence[Sequence[Rows]], Sequence[Rows], ConfigT], Figures] = lambda *_: {}
