"""The cost of a wrong pitch, published and mended, and mixtures of logistics for velocity, time and length."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import torch
from torch import Tensor

PITCHES = 128
HIT, OCTAVE, CONSONANT, MISS = 0.0, 0.25, 0.5, 1.0
DEGREE = 18
FLOOR = 1e-3
MANY = 4096  # mixtures at a time


def interval_cost(semitones: int) -> float:
    """The cost of a pitch so many semitones off: bounded, and but for the hit itself the same in every octave."""
    if semitones == 0:
        return HIT
    return {0: OCTAVE, 5: CONSONANT, 7: CONSONANT}.get(abs(semitones) % 12, MISS)


@cache
def musical_cost() -> Tensor:
    """The cost from 0 to 1 of each pitch predicted where another is true, (128, 128)."""
    return torch.tensor([[interval_cost(a - b) for b in range(PITCHES)] for a in range(PITCHES)])


@cache
def polynomial() -> tuple[float, ...]:
    """The coefficients of the even powers 2, 4, ... 18 of (predicted - true) / 12, fitted within the octave.

    Least squares on a quarter-semitone raster of `interval_cost`, straight between semitones. Degree 18 is the lowest
    at which 4th, 5th and octave are cheaper than their neighbours. Beyond the octave it explodes: 108 at 13
    semitones, 4e8 at 24, which is the published flaw.
    """
    off = np.arange(0, 12.01, 0.25)
    costs = np.interp(off, range(13), [interval_cost(step) for step in range(13)])
    powers = np.stack([(off / 12) ** power for power in range(2, DEGREE + 1, 2)], 1)
    return tuple(float(c) for c in np.linalg.lstsq(powers, costs, rcond=None)[0])


def polynomial_cost(off: Tensor) -> Tensor:
    """The published cost of errors `off` (notes,) in semitones, any real numbers, (notes,)."""
    square = (off / 12) ** 2
    cost = torch.zeros_like(off)
    for coefficient in reversed(polynomial()):
        cost = (cost + coefficient) * square
    return cost


@dataclass(frozen=True, slots=True)
class Scale:
    """The integers from `low` to `high`, mapped to a range of about five; by their logarithms where ratios matter."""

    low: int
    high: int
    logged: bool

    def place(self, value: Tensor) -> Tensor:
        """Map integers or halves, a tensor of any shape (...), to the scale; (...)."""
        return torch.log1p(value) if self.logged else value / 26


def mixture_nats(parameters: Tensor, value: Tensor, scale: Scale) -> Tensor:
    """The negative log-likelihood (...) of integers (...) under mixtures of logistics (..., 3 * components).

    A component's probability of an integer is its mass between the halves below and above, to infinity at the ends.
    """
    weight, mean, width = parameters.float().chunk(3, -1)
    number = value.float()[..., None]
    sharp = torch.exp(-width.clamp(-4.0, 3.0))
    above = torch.sigmoid((scale.place(number + 0.5) - mean) * sharp).where(number < scale.high, 1.0)
    below = torch.sigmoid((scale.place(number - 0.5) - mean) * sharp).where(number > scale.low, 0.0)
    mass = (weight.softmax(-1) * (above - below)).sum(-1)
    return -torch.log((1 - FLOOR) * mass + FLOOR / (scale.high - scale.low + 1))


def expected(parameters: Tensor, scale: Scale) -> Tensor:
    """The means (cases,) of mixtures (cases, 3 * components)."""
    numbers = torch.arange(scale.low, scale.high + 1.0, device=parameters.device)
    return torch.cat([mixture_table(part, scale).exp() @ numbers for part in torch.split(parameters, MANY)])


def mixture_table(parameters: Tensor, scale: Scale) -> Tensor:
    """The log-likelihoods (cases, numbers) of all integers of a scale under mixtures (cases, 3 * components)."""
    numbers = torch.arange(scale.low, scale.high + 1, device=parameters.device)
    return -mixture_nats(parameters[..., None, :], numbers, scale)
