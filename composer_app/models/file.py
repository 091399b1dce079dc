"""Model files: weights as safetensors with a JSON card in the header, so that no code can hide in one."""

from __future__ import annotations

import dataclasses
import json
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open
from safetensors.torch import save
from torch import Tensor, nn

from composer_app.corpus.originality.melody_index import Index, WrongVersion
from composer_app.errors import ComposerError
from composer_app.files.atomic_write import clear_halves, refusal, write_whole
from composer_app.methods import METHODS

FORMAT = "inkling"
VERSION = 2


@dataclass(frozen=True, slots=True)
class Card:
    """What a model file says of itself: its method, sizes, and what its training set was like.

    `habits` holds tempo, minor_share, meters and pitch range of the training songs, for requests that
    leave them open, and what keeps ideas to the songs' manner; `figures` what validation gave; `songs` how
    many it learnt from, `learnt` the digests of their files where the method keeps them; `reasons` why it
    cannot do some tasks.
    """

    method: str
    config: dict[str, Any]
    name: str = ""
    songs: int = 0
    started_from: str = ""
    habits: dict[str, Any] = field(default_factory=dict)
    figures: dict[str, float] = field(default_factory=dict)
    reasons: dict[str, str] = field(default_factory=dict)
    learnt: tuple[str, ...] = ()


def save_model(
    path: Path,
    network: nn.Module,
    card: Card,
    extra: dict[str, Tensor] | None = None,
    durable: bool = True,
    index: Index | None = None,
) -> None:
    """Write weights and card to `path` in one step; a reader never sees half a file.

    `extra` tensors (an optimiser's, to resume), the `index` of the training melodies and the network's `counts` of
    few songs go into the same file. Where it need not be `durable` it outlives a killed process but perhaps not a
    power cut. Raises ComposerError on a full disk.
    """
    tensors = {f"weights.{name}": value.detach().cpu().contiguous() for name, value in network.state_dict().items()}
    for name, value in (extra or {}).items():
        tensors[f"extra.{name}"] = value.detach().cpu().contiguous()
    for name, array in (index.arrays if index is not None else {}).items():
        tensors[f"index.{name}"] = torch.from_numpy(np.array(array))
    counts = getattr(network, "counts", None)
    for name, array in (counts.arrays if counts is not None else {}).items():
        tensors[f"counts.{name}"] = torch.from_numpy(np.array(array))
    text = json.dumps({"version": VERSION, **dataclasses.asdict(card)})
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, save(tensors, {FORMAT: text}), durable)
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
    if not path.is_file():
        raise ComposerError(f"There is no model at {path}; choose another one or train one.")
    try:
        with safe_open(path, framework="pt") as file:
            text = (file.metadata() or {}).get(FORMAT)
    except (SafetensorError, OSError, ValueError) as error:
        raise ComposerError(
            f"{path.name} is not a model file or was cut short; choose another model or train it again."
        ) from error
    if text is None:
        raise ComposerError(f"{path.name} holds weights, but not of an Inkling model; choose another file.")
    try:
        card = json.loads(text)
        version = card.pop("version")
    except (ValueError, KeyError, AttributeError, TypeError) as error:
        raise ComposerError(f"The description inside {path.name} is damaged; train the model again.") from error
    if version != VERSION:
        raise ComposerError(
            f"{path.name} was written by another version of Inkling (model version {version}, "
            f"this program reads {VERSION}); update Inkling or train the model again."
        )
    try:
        found = Card(**card)
    except TypeError as error:
        raise ComposerError(f"The description inside {path.name} is damaged; train the model again.") from error
    if found.method not in METHODS:
        raise ComposerError(f"{path.name} was trained by a method this program does not know: {found.method}.")
    sizes = {field.name for field in dataclasses.fields(METHODS[found.method].Config)}
    if set(found.config) - sizes:
        raise ComposerError(
            f"{path.name} was trained by an older Inkling, whose {found.method} was another network; "
            "train it again, or choose another model."
        )
    return found


def load_model(path: Path) -> tuple[nn.Module, Card, dict[str, Tensor]]:
    """The network on the CPU, its card and the extra tensors of a model file."""
    card = read_card(path)
    try:
        network = build(card)
        tensors: dict[str, Tensor] = {}
        with safe_open(path, framework="pt") as file:
            for name in file.keys():  # noqa: SIM118 - not a dict
                if not name.startswith("index."):
                    tensors[name] = file.get_tensor(name)
        weights = {name[8:]: value for name, value in tensors.items() if name.startswith("weights.")}
        network.load_state_dict(weights)
        counts = {name[7:]: value.numpy() for name, value in tensors.items() if name.startswith("counts.")}
        if counts:
            network.counts = METHODS[card.method].BackOff.of(counts, config_of(card).chord_tokens)
    except (SafetensorError, OSError, RuntimeError, TypeError, ValueError) as error:
        raise ComposerError(f"The weights in {path.name} do not fit its description; train the model again.") from error
    return network, card, {name[6:]: value for name, value in tensors.items() if name.startswith("extra.")}


def load_index(path: Path) -> Index | None:
    """The index of the melodies a model learnt from; None where the file carries none.

    ComposerError for a file that is no model, or whose index is damaged or of another version.
    """
    read_card(path)
    arrays: dict[str, NDArray[Any]] = {}
    try:
        with safe_open(path, framework="np") as file:
            for name in file.keys():  # noqa: SIM118 - not a dict
                if name.startswith("index."):
                    arrays[name[6:]] = file.get_tensor(name)
        return Index.of(arrays) if arrays else None
    except WrongVersion as error:
        raise ComposerError(
            f"The index of training songs in {path.name} was written by another version of Inkling; "
            "update Inkling or train the model again."
        ) from error
    except (SafetensorError, OSError, ValueError) as error:
        raise ComposerError(f"The index of training songs in {path.name} is damaged; train the model again.") from error


def build(card: Card) -> nn.Module:
    """A fresh network of a card's method and sizes."""
    network: nn.Module = METHODS[card.method].Network(config_of(card))
    return network


def config_of(card: Card) -> Any:
    """The configuration that a card holds as JSON, its lists tuples again."""
    return METHODS[card.method].Config(**{name: _tupled(value) for name, value in card.config.items()})


def _tupled(value: Any) -> Any:
    return tuple(_tupled(item) for item in value) if isinstance(value, list | tuple) else value


def describe(network: Any, method: str) -> Card:
    """The beginnings of a network's card."""
    reasons = getattr(METHODS[method], "REASONS", {})
    return Card(method, dataclasses.asdict(network.config), reasons=dict(reasons))


def new_card(method: str, preset: str = "") -> Card:
    """The card of a network yet to be made, by a preset or the method's first; ComposerError for an unknown one."""
    presets = getattr(METHODS[method], "PRESETS", {}) or {"": METHODS[method].Config()}
    if preset and preset not in presets:
        known = ", ".join(name for name in presets if name) or "none"
        raise ComposerError(f"The method {method} has no preset {preset}; its presets are: {known}.")
    config = presets[preset or next(iter(presets))]
    return Card(method, dataclasses.asdict(config), reasons=dict(getattr(METHODS[method], "REASONS", {})))


def device_for(choice: str) -> torch.device:
    """The device asked for, or the best there is; ComposerError where it is not there."""
    there = {"cpu": True, "cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available()}
    if choice == "auto":
        return torch.device(next(name for name in ("cuda", "mps", "cpu") if there[name]))
    if not there[choice]:
        raise ComposerError(f"This computer has no {choice.upper()} device that torch can use; choose auto or cpu.")
    return torch.device(choice)
