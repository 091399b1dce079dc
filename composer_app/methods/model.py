"""A model: a method's trained network, and the card that says what it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Generic, TypeVar

from torch import nn

from composer_app.corpus.originality.melody_index import Index
from composer_app.learning.training_set import CorpusStatistics

ConfigT = TypeVar("ConfigT")
NetworkT = TypeVar("NetworkT", bound=nn.Module)


@dataclass(frozen=True, slots=True)
class Card:
    """What a model file says of itself: its method, sizes, and what its training set was like.

    `corpus_statistics` is used where a request leaves tempo, meter, key or range open; `figures` is what validation
    gave; `songs` how many it learnt from, `learnt` the digests of their files where the method keeps them;
    `refusals` says why it cannot do some tasks.
    """

    method: str
    config: dict[str, object]
    name: str = ""
    songs: int = 0
    started_from: str = ""
    corpus_statistics: CorpusStatistics = field(default_factory=CorpusStatistics)
    figures: Mapping[str, float] = field(default_factory=dict)
    refusals: Mapping[str, str] = field(default_factory=dict)
    learnt: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Model(Generic[ConfigT, NetworkT]):
    """An opened model file; `weights` is None where it was opened only to compare an idea with its songs.

    `index` holds the melodies it learnt from, None where the file carries none.
    """

    path: Path
    card: Card
    config: ConfigT
    weights: NetworkT | None
    index: Index | None = None

    @property
    def network(self) -> NetworkT:
        """The network, to write with, to evaluate or to train on."""
        assert self.weights is not None
        return self.weights
