"""A training run's state: its progress, and the model that it begins from."""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass, field
from pathlib import Path

import torch
from torch import Tensor

from composer_app.errors import ComposerError
from composer_app.files.resources import base_model
from composer_app.methods import catalogue, load
from composer_app.methods.method import AnyModel
from composer_app.methods.model import Card
from composer_app.models.card_json import new_card
from composer_app.models.file import load_model, load_run
from composer_app.protocol.training_settings import TrainingSettings

BASE_METHOD = "two_voice"


@dataclass(slots=True)
class Run:
    """What changes while training and is needed to resume it."""

    step: int = 0
    epoch: int = 0
    in_epoch: int = 0
    loss_sum: float = 0.0
    best: float = math.inf
    best_epoch: int = 0
    since_best: int = 0
    seconds: float = 0.0
    half: bool = False
    best_excess: float = math.inf
    copying: int = 0
    scored: int = 0

    @property
    def tensor(self) -> Tensor:
        """Every field as a float, (fields,), to be saved beside the weights."""
        return torch.tensor([float(value) for value in dataclasses.astuple(self)], dtype=torch.float64)

    @classmethod
    def of(cls, tensor: Tensor) -> Run:
        """The run that `tensor` (fields,) was made of; one of an older version lacks the last fields."""
        kinds = [type(value) for value in dataclasses.astuple(cls())]
        return cls(*(kind(value) for kind, value in zip(kinds, tensor.tolist(), strict=False)))


@dataclass(frozen=True, slots=True)
class Beginning:
    """What a run begins from: a card, and the model to train further.

    `model` is None where training starts from scratch: the vocabulary may depend on the songs. `run` and the
    optimiser's `moments` are those of the stopped run that is resumed.
    """

    card: Card
    model: AnyModel | None = None
    run: Run = field(default_factory=Run)
    moments: dict[str, Tensor] = field(default_factory=dict)


def begin(settings: TrainingSettings) -> Beginning:
    """What the settings ask a run to begin from; ComposerError without such a method, preset or model."""
    if settings.method not in catalogue():
        raise ComposerError(f"There is no method {settings.method}; choose one of {', '.join(catalogue())}.")
    if settings.resume:
        model, state = load_run(settings.last)
        if "run" not in state:
            raise ComposerError(f"{settings.last} holds no stopped run, so none can be resumed; train anew.")
        run = Run.of(state.pop("run"))
        return Beginning(model.card, model, run, state)
    source = start_of(settings)
    if source is None:
        card = new_card(load(settings.method), settings.preset)
        return Beginning(dataclasses.replace(card, started_from="nothing"))
    model = load_model(source)
    card = dataclasses.replace(model.card, started_from=model.card.name or source.stem, figures={})
    return Beginning(card, model)


def start_of(settings: TrainingSettings) -> Path | None:
    """The model that a run begins from; None where it begins from nothing, as a method without a base must."""
    is_base = settings.start == "base"
    if settings.start == "none" or (is_base and (settings.method != BASE_METHOD or settings.preset)):
        return None
    return base_model() if is_base else Path(settings.start)


def moments_of(optimizer: torch.optim.Optimizer) -> dict[str, Tensor]:
    """An optimiser's state by "<parameter number>.<moment>": moments of the parameters' shapes, step counts scalars."""
    found: dict[str, Tensor] = {}
    for number, moments in optimizer.state_dict()["state"].items():
        found |= {f"{number}.{name}": value for name, value in moments.items()}
    return found


def restore_moments(optimizer: torch.optim.Optimizer, found: dict[str, Tensor]) -> None:
    """Load the moments of a stopped run into an optimiser, of names and shapes as `moments_of` gives them."""
    groups = optimizer.state_dict()["param_groups"]
    moments: dict[int, dict[str, Tensor]] = {}
    for name, value in found.items():
        number, moment = name.split(".", 1)
        moments.setdefault(int(number), {})[moment] = value
    optimizer.load_state_dict({"state": moments, "param_groups": groups})
