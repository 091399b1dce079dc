"""Prediction by partial matching: the variable-order back-off model that a network's harmony and melody must beat.

A symbol is looked for after the longest context that was seen before; where it never followed there, a share of
the probability is left for shorter contexts, at last for every symbol of the alphabet alike (Cleary & Witten 1984,
IEEE Transactions on Communications 32). That share is as many as there are different symbols after the context
(escape method C, Moffat 1990), and what a longer context holds is excluded from the shorter ones, so that all
probabilities sum to 1. For melodies see Pearce & Wiggins 2004.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import numpy as np

from composer_app.baselines.prediction import NOTHING, Prediction, Symbols

ORDER = 3  # over pop songs four cost 0.1 nats a note more and five 0.25: so long a context mostly occurs once
Context = tuple[int, ...]


class Ppm:
    """Counts of what followed each context of up to `order` symbols; symbols are 0 to `size` - 1."""

    def __init__(self, size: int, order: int = ORDER) -> None:
        self.size, self.order = size, order
        self._followers: list[dict[Context, dict[int, int]]] = [{} for _ in range(order + 1)]

    def add(self, row: Sequence[int], amount: int = 1) -> None:
        """Count a row of symbols, or take it out with -1."""
        padded = (-1,) * self.order + tuple(row)
        for end, symbol in enumerate(row, self.order):
            for length, table in enumerate(self._followers):
                followers = table.setdefault(padded[end - length : end], {})
                count = followers.get(symbol, 0) + amount
                if count:
                    followers[symbol] = count
                else:
                    del followers[symbol]

    def predict(self, rows: Sequence[Symbols], left_out: Sequence[Symbols] = ()) -> Prediction:
        """Each symbol of the rows (symbols,) from those before it, by counts without the rows `left_out`."""
        for row in left_out:
            self.add(row.tolist(), -1)
        likeliest: list[int] = []
        nats: list[float] = []
        for row in rows:
            padded = (-1,) * self.order + tuple(row.tolist())
            for end, symbol in enumerate(padded[self.order :], self.order):
                context = padded[end - self.order : end]
                found = self.favourite(context)
                likeliest.append(NOTHING if found is None else found)
                nats.append(-math.log(self.likelihood(context, symbol)))
        for row in left_out:
            self.add(row.tolist())
        return Prediction(np.array(likeliest, np.int64), np.array(nats))

    def likelihood(self, context: Context, symbol: int) -> float:
        """The probability of a symbol after the `order` symbols of a context; all of them sum to 1."""
        unseen = 1 / self.size
        for shares, _, other in self._levels(context):
            if symbol in shares:
                return shares[symbol]
            unseen = other
        return unseen

    def favourite(self, context: Context) -> int | None:
        """The most likely symbol after a context, of several the lowest; None where nothing was counted."""
        best: tuple[float, int] | None = None
        for shares, left, _ in self._levels(context):
            most = max((share, -symbol) for symbol, share in shares.items())
            best = most if best is None else max(best, most)
            if best[0] > left:  # no symbol of a shorter context can be likelier
                break
        return None if best is None else -best[1]

    def _levels(self, context: Context) -> Iterator[tuple[dict[int, float], float, float]]:
        """From the longest context on: the shares of symbols that no longer one holds, what is left, each other's."""
        excluded: set[int] = set()
        left = 1.0
        for length in range(self.order, -1, -1):
            followers = self._followers[length].get(context[self.order - length :], {})
            fresh = {symbol: count for symbol, count in followers.items() if symbol not in excluded}
            if fresh:
                excluded |= fresh.keys()
                # Where every symbol of the alphabet is known by now there is none to leave a share for.
                escapes = len(fresh) if len(excluded) < self.size else 0
                total = sum(fresh.values()) + escapes
                shares = {symbol: left * count / total for symbol, count in fresh.items()}
                left *= escapes / total
                yield shares, left, left / max(1, self.size - len(excluded))
