"""Sampling from logits by random numbers from outside, so that a seed alone decides what is written."""

from __future__ import annotations

import torch
from torch import Tensor

# Of more than MANY classes only the LIKELIEST are considered: sorting all would cost more than a network's step.
MANY, LIKELIEST = 512, 128


def nucleus(logits: Tensor, chance: Tensor, temperature: float = 1.0, top_p: float = 1.0) -> Tensor:
    """Sample indices (ideas,) from logits (ideas, n) by random numbers `chance` from 0 to 1 (ideas,), cut at `top_p`.

    Nucleus sampling, Holtzman et al. 2020.
    """
    share = (logits.double() / temperature).softmax(1)
    if share.shape[1] > MANY and top_p < 1:
        ordered, order = share.topk(LIKELIEST, dim=1)
    else:
        ordered, order = share.sort(dim=1, descending=True, stable=True)
    kept = torch.where(ordered.cumsum(1) - ordered < top_p, ordered, 0.0)
    return order.gather(1, by_chance(kept, chance)[:, None])[:, 0]


def by_chance(share: Tensor, chance: Tensor) -> Tensor:
    """Sample indices (ideas,) from weights `share` (ideas, n) of any sum by numbers `chance` from 0 to 1 (ideas,)."""
    index = (share.cumsum(1) < chance[:, None] * share.sum(1, keepdim=True)).sum(1)
    return index.clamp(max=share.shape[1] - 1)
