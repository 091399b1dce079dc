"""A model's card as JSON in its file, and what is wrong with one that cannot be used."""

from __future__ import annotations

import dataclasses
import json

from composer_app.errors import ComposerError
from composer_app.methods import catalogue, load
from composer_app.methods.method import BatchT, ConfigT, EvaluatedT, Method, NetworkT, SongT
from composer_app.methods.model import Card

FORMAT = "inkling"
VERSION = 3
READABLE = (2, 3)  # a network's parts had other names in 2, which two_voice translates
ON_DISK = {"corpus_statistics": "habits", "refusals": "reasons"}  # names of the card that are others in its file


def text_of(card: Card) -> str:
    """A card as it stands in a file."""
    fields = {ON_DISK.get(name, name): value for name, value in dataclasses.asdict(card).items()}
    return json.dumps({"version": VERSION, **fields})


def card_of(text: str | None, file: str) -> Card:
    """The card that a file of this name holds; ComposerError where it is none that this program can use."""
    if text is None:
        raise ComposerError(f"{file} holds weights, but not of an Inkling model; choose another file.")
    damaged = f"The description inside {file} is damaged; train the model again."
    try:
        fields = json.loads(text)
        version = fields.pop("version")
    except (ValueError, KeyError, AttributeError, TypeError) as error:
        raise ComposerError(damaged) from error
    if version not in READABLE:
        raise ComposerError(
            f"{file} was written by another version of Inkling (model version {version}, this program reads "
            f"{' and '.join(map(str, READABLE))}); update Inkling or train the model again."
        )
    in_code = {on_disk: name for name, on_disk in ON_DISK.items()}
    try:
        card = Card(**{in_code.get(name, name): value for name, value in fields.items()})
    except TypeError as error:
        raise ComposerError(damaged) from error
    if card.method not in catalogue():
        raise ComposerError(f"{file} was trained by a method this program does not know: {card.method}.")
    try:
        config_of(load(card.method), card)
    except TypeError as error:
        raise ComposerError(
            f"{file} was trained by an older Inkling, whose {card.method} was another network; "
            "train it again, or choose another model."
        ) from error
    return card


def config_of(method: Method[ConfigT, NetworkT, BatchT, SongT, EvaluatedT], card: Card) -> ConfigT:
    """The configuration that a card holds as JSON, its lists tuples again; TypeError where it does not fit."""
    return method.config(**{name: _tupled(value) for name, value in card.config.items()})


def _tupled(value: object) -> object:
    return tuple(_tupled(item) for item in value) if isinstance(value, list | tuple) else value


def new_card(method: Method[ConfigT, NetworkT, BatchT, SongT, EvaluatedT], preset: str = "") -> Card:
    """The card of a network yet to be made, by a preset or the method's first; ComposerError for an unknown one."""
    presets = method.presets
    if preset and preset not in presets:
        known = ", ".join(name for name in presets if name) or "none"
        raise ComposerError(f"The method {method.entry.name} has no preset {preset}; its presets are: {known}.")
    return card_for(method, presets[preset or next(iter(presets))])


def card_for(method: Method[ConfigT, NetworkT, BatchT, SongT, EvaluatedT], config: ConfigT) -> Card:
    """The beginnings of the card of a network of this config."""
    return Card(method.entry.name, _fields(config), refusals=dict(method.entry.refusals))


def _fields(config: object) -> dict[str, object]:
    assert dataclasses.is_dataclass(config)
    assert not isinstance(config, type)
    return dataclasses.asdict(config)
