"""What a model that counts says of rows of symbols."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Symbols = NDArray[np.int64]
NOTHING = -1_000_003  # stands for no symbol: before the start of a row, or where nothing was counted


@dataclass(frozen=True, slots=True)
class Prediction:
    """Of every symbol of some rows, one after another (symbols,): the likeliest one instead, and its own nats."""

    likeliest: Symbols
    nats: NDArray[np.float64]


class Counting(Protocol):
    """A model that counts what follows what."""

    def predict(self, rows: Sequence[Symbols], left_out: Sequence[Symbols] = ()) -> Prediction:
        """Each symbol of the rows (symbols,) from those before it in its row, by counts without the rows `left_out`.

        These must be among the rows that were counted.
        """
