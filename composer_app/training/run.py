"""How far a training run is, as it stands in its last checkpoint."""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass

import torch
from torch import Tensor


@dataclass(slots=True)
class Run:
    """What changes while training and is needed to go on with it."""

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
        """Every field as a float, to stand beside the weights."""
        return torch.tensor([float(value) for value in dataclasses.astuple(self)], dtype=torch.float64)

    @classmethod
    def of(cls, tensor: Tensor) -> Run:
        """The run that `tensor` was made of; an older one lacks the last fields."""
        kinds = [type(value) for value in dataclasses.astuple(cls())]
        return cls(*(kind(value) for kind, value in zip(kinds, tensor.tolist(), strict=False)))
