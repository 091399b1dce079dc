"""Dropout for sequences."""

from __future__ import annotations

from torch import Tensor, nn


class LockedDropout(nn.Module):
    """Dropout with one mask for all steps of a song (Gal & Ghahramani 2016); a mask for every step costs more."""

    def __init__(self, share: float) -> None:
        super().__init__()
        self.share = share

    def forward(self, x: Tensor) -> Tensor:
        """Of (songs, steps, size), drop the same units at every step while training."""
        if not self.training or not self.share:
            return x
        kept = x.new_empty(x.shape[0], 1, x.shape[2]).bernoulli_(1 - self.share)
        return x * (kept / (1 - self.share))
