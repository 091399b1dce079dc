"""A model ready to write: its network, its card, and the melodies it learnt from."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

from composer_app.corpus.originality.melody_index import Index
from composer_app.methods import METHODS
from composer_app.models.file import Card, config_of, load_index, load_model, read_card


@dataclass(frozen=True, slots=True)
class Model:
    """A network that writes; `index` is None where the file carries no melodies to compare with."""

    path: Path
    network: Any
    card: Card
    index: Index | None = None

    @property
    def method(self) -> ModuleType:
        """The method that trained it."""
        return METHODS[self.card.method]


def load(path: Path) -> Model:
    """The model in a file; ComposerError where it cannot be read."""
    network, card, _ = load_model(path)
    return Model(path, network.eval(), card, load_index(path))


def load_songs(path: Path) -> Model:
    """The model in a file to compare with, not to write with: its weights are left unread; ComposerError as `load`."""
    card = read_card(path)
    return Model(path, SimpleNamespace(config=config_of(card)), card, load_index(path))
