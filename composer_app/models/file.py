"""Model files: weights as safetensors with a JSON card in the header, so that no code can hide in one.

Names of tensors begin with what they belong to: "weights.", "extra." (an optimiser's state, to resume), "index."
(of the training melodies) and "counts." (what a method keeps beside its weights).
"""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open
from safetensors.torch import save
from torch import Tensor, nn

from composer_app.corpus.originality.melody_index import Index, WrongVersion
from composer_app.errors import ComposerError
from composer_app.files.atomic_write import clear_halves, refusal, write_whole
from composer_app.methods import load
from composer_app.methods.method import AnyModel
from composer_app.methods.model import Card, Model
from composer_app.models.card_json import FORMAT, card_of, config_of, text_of


def save_model(
    path: Path,
    network: nn.Module,
    card: Card,
    extra: Mapping[str, Tensor] | None = None,
    durable: bool = True,
    index: Index | None = None,
) -> None:
    """Write weights and card to `path` in one step; a reader never sees half a file.

    `extra` tensors, the `index` of the training melodies and what the method keeps beside its weights go into the
    same file. Where it need not be `durable` it outlives a killed process but perhaps not a power cut. Raises
    ComposerError on a full disk.
    """
    tensors = {f"weights.{name}": value for name, value in network.state_dict().items()}
    tensors |= {f"extra.{name}": value for name, value in (extra or {}).items()}
    tensors = {name: value.detach().cpu().contiguous() for name, value in tensors.items()}
    beside = load(card.method).beside_weights.of(network)
    for room, arrays in (("index", index.arrays if index is not None else {}), ("counts", beside)):
        tensors |= {f"{room}.{name}": torch.from_numpy(np.array(array)) for name, array in arrays.items()}
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, save(tensors, {FORMAT: text_of(card)}), durable)
    except OSError as error:
        raise ComposerError(f"The model {path.name} was not saved: {refusal(error, path)}") from error


def check_place(path: Path) -> None:
    """Raise ComposerError now where a model could not be saved to `path` later."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=path.parent):
            pass
        clear_halves(path)
    except OSError as error:
        why = error.strerror or error
        raise ComposerError(f"A model cannot be saved to {path} ({why}); choose another place.") from error
    if path.is_dir():
        raise ComposerError(f"{path} is a folder; name a file for the model, such as {path / 'mine.safetensors'}.")


def read_card(path: Path) -> Card:
    """The card of a model file, without its weights; ComposerError says what is wrong with the file."""
    with open_model_file(path) as file:
        return file.card


def load_model(path: Path) -> AnyModel:
    """The model in a file, its network on the CPU; ComposerError where it cannot be read."""
    with open_model_file(path) as file:
        return file.model()


def load_run(path: Path) -> tuple[AnyModel, dict[str, Tensor]]:
    """The model in a file and its extra tensors by name, of the shapes saved; ComposerError as `load_model`."""
    with open_model_file(path) as file:
        return file.model(), file.tensors("extra")


def load_songs(path: Path) -> AnyModel:
    """The model in a file without its weights, to compare ideas with its songs; ComposerError as `load_model`."""
    with open_model_file(path) as file:
        return Model(path, file.card, config_of(load(file.card.method), file.card), None, file.index())


class _Tensors(Protocol):
    """The part of an open safetensors file that is needed here."""

    def keys(self) -> list[str]:
        """The tensors' names."""

    def get_tensor(self, name: str) -> Tensor:
        """The tensor of a name, of the shape saved."""


class OpenFile:
    """A model file whose card has been read."""

    def __init__(self, path: Path, card: Card, file: _Tensors) -> None:
        self.path, self.card, self._file = path, card, file

    def tensors(self, room: str) -> dict[str, Tensor]:
        """The tensors whose names begin with `room`, by the rest of the name, of the shapes saved."""
        names = [name for name in self._file.keys() if name.startswith(f"{room}.")]  # noqa: SIM118 - not a dict
        return {name[len(room) + 1 :]: self._file.get_tensor(name) for name in names}

    def model(self) -> AnyModel:
        """Network, config and index."""
        method = load(self.card.method)
        try:
            config = config_of(method, self.card)
            network: nn.Module = method.network(config)
            network.load_state_dict(self.tensors("weights"))
            method.beside_weights.restore(network, _arrays(self.tensors("counts")))
        except (SafetensorError, OSError, RuntimeError, TypeError, ValueError) as error:
            raise ComposerError(
                f"The weights in {self.path.name} do not fit its description; train the model again."
            ) from error
        return Model(self.path, self.card, config, network.eval(), self.index())

    def index(self) -> Index | None:
        """The index of the melodies that the model learnt from; None where the file carries none."""
        try:
            arrays = _arrays(self.tensors("index"))
            return Index.of(arrays) if arrays else None
        except WrongVersion as error:
            raise ComposerError(
                f"The index of training songs in {self.path.name} was written by another version of Inkling; "
                "update Inkling or train the model again."
            ) from error
        except (SafetensorError, OSError, ValueError) as error:
            raise ComposerError(
                f"The index of training songs in {self.path.name} is damaged; train the model again."
            ) from error


@contextlib.contextmanager
def open_model_file(path: Path) -> Iterator[OpenFile]:
    """A model file with its card read; ComposerError says what is wrong with it."""
    if not path.is_file():
        raise ComposerError(f"There is no model at {path}; choose another one or train one.")
    with contextlib.ExitStack() as stack:
        try:
            file = stack.enter_context(safe_open(path, framework="pt"))
            text = (file.metadata() or {}).get(FORMAT)
        except (SafetensorError, OSError, ValueError) as error:
            raise ComposerError(
                f"{path.name} is not a model file or was cut short; choose another model or train it again."
            ) from error
        yield OpenFile(path, card_of(text, path.name), file)


def _arrays(tensors: Mapping[str, Tensor]) -> dict[str, NDArray[np.generic]]:
    return {name: value.numpy() for name, value in tensors.items()}
