"""Markov models: what most often followed the longest known context of up to k symbols.

The likelihood is interpolated down to the unigram and a floor (Jelinek & Mercer 1980). Contexts are hashed to 64 bits
and sorted, so that a million symbols take seconds and tens of megabytes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from composer_app.baselines.prediction import NOTHING, Prediction, Symbols

FLOOR = 1e-4
TRUST = 5.0  # sightings at which a context is believed as much as the shorter ones
LONGEST = 4

Hashes = NDArray[np.uint64]
_RANDOM = np.random.default_rng(5)
_WEIGHTS = _RANDOM.integers(1, 2**63, LONGEST + 1, dtype=np.uint64) * np.uint64(2) + np.uint64(1)


class Markov:
    """Counts over rows of symbols (symbols,), by contexts of 0 to `order` symbols."""

    def __init__(self, rows: Sequence[Symbols], order: int = 2) -> None:
        self.tables = [Table(rows, length) for length in range(order + 1)]

    def predict(self, rows: Sequence[Symbols], left_out: Sequence[Symbols] = ()) -> Prediction:
        """By contexts of up to `order` symbols."""
        *_, found = self.by_order(rows, left_out)
        return found

    def by_order(self, rows: Sequence[Symbols], left_out: Sequence[Symbols] = ()) -> Iterator[Prediction]:
        """By contexts of no symbol, of up to one, two ..."""
        size = sum(map(len, rows))
        best, share = np.full(size, NOTHING), np.full(size, FLOOR)
        for table in self.tables:
            found = table.ask(rows, left_out)
            best = np.where(found.known, found.likeliest, best)
            trust = found.total / (found.total + TRUST)
            share = np.where(found.known, trust * found.count / found.total.clip(1) + (1 - trust) * share, share)
            yield Prediction(best, -np.log(share.clip(FLOOR)))

    def frequencies(self, rows: Sequence[Symbols], left_out: Sequence[Symbols] = ()) -> NDArray[np.float64]:
        """How frequent each symbol of the rows is among all that were counted, (symbols,) from 0 to 1."""
        found = self.tables[0].ask(rows, left_out)
        return np.asarray(found.count / found.total.clip(1), np.float64)


@dataclass(frozen=True, slots=True)
class Sightings:
    """Of each symbol (symbols,): whether its context is known, how often it was seen, the symbol's share of that."""

    likeliest: Symbols
    known: NDArray[np.bool_]
    total: Symbols
    count: Symbols


class Table:
    """How often each symbol followed each context of `order` symbols."""

    def __init__(self, rows: Sequence[Symbols], order: int) -> None:
        self.order = order
        contexts, symbols = hashed(rows, order)
        by_context = np.lexsort((symbols, contexts))
        contexts, symbols = contexts[by_context], symbols[by_context]
        is_new = np.ones(len(contexts), bool)
        is_new[1:] = (contexts[1:] != contexts[:-1]) | (symbols[1:] != symbols[:-1])
        begins = np.flatnonzero(is_new)
        self.counts = np.diff(np.append(begins, len(contexts)))
        self.contexts, self.symbols = contexts[begins], symbols[begins]
        self.alphabet, self.letters = np.unique(self.symbols, return_inverse=True)

    def ask(self, rows: Sequence[Symbols], left_out: Sequence[Symbols] = ()) -> Sightings:
        """The sightings of each symbol of the rows, without those in the rows `left_out`."""
        contexts, symbols = hashed(rows, self.order)
        asked, place = np.unique(contexts, return_inverse=True)
        begin, end = (np.searchsorted(self.contexts, asked, side) for side in ("left", "right"))
        size = end - begin
        owner = np.repeat(np.arange(len(asked)), size)
        pairs = np.arange(len(owner)) - np.repeat(size.cumsum() - size, size) + np.repeat(begin, size)
        counts, keys = self.counts[pairs].copy(), owner * len(self.alphabet) + self.letters[pairs]
        if len(left_out):
            out_contexts, out_symbols = hashed(left_out, self.order)
            at, is_there = self._pairs(asked, keys, out_contexts, out_symbols)
            np.subtract.at(counts, at[is_there], 1)
        total = np.bincount(owner, counts, len(asked)).astype(np.int64)
        # The commonest symbol of a context comes last, of several the lowest.
        order = np.lexsort((-self.letters[pairs], counts, owner))
        last = order[size.cumsum()[size > 0] - 1]
        best = np.full(len(asked), NOTHING)
        best[owner[last]] = self.symbols[pairs[last]]
        at, is_there = self._pairs(asked, keys, contexts, symbols)
        count = np.zeros(len(symbols), np.int64)
        count[is_there] = counts[at[is_there]]
        return Sightings(best[place], total[place] > 0, total[place], count)

    def _pairs(
        self, asked: Hashes, keys: Symbols, contexts: Hashes, symbols: Symbols
    ) -> tuple[Symbols, NDArray[np.bool_]]:
        """Where in the sorted `keys` each context with its symbol stands, and whether it stands there at all."""
        if not len(keys):
            return np.zeros(len(symbols), np.int64), np.zeros(len(symbols), bool)
        owner = np.searchsorted(asked, contexts).clip(0, len(asked) - 1)
        letter = np.searchsorted(self.alphabet, symbols).clip(0, len(self.alphabet) - 1)
        wanted = owner * len(self.alphabet) + letter
        at = np.searchsorted(keys, wanted).clip(0, len(keys) - 1)
        is_there = (asked[owner] == contexts) & (self.alphabet[letter] == symbols) & (keys[at] == wanted)
        return at, is_there


def hashed(rows: Sequence[Symbols], order: int) -> tuple[Hashes, Symbols]:
    """The hash of the `order` symbols before each symbol, and the symbols, of all rows: (symbols,) each."""
    symbols = np.concatenate([np.zeros(0, np.int64), *rows]).astype(np.int64)
    contexts = np.zeros(len(symbols), np.uint64)
    for back in range(1, order + 1):
        before = [np.concatenate([np.full(min(back, len(row)), NOTHING), row[:-back]]) for row in rows]
        shifted = np.concatenate([np.zeros(0, np.int64), *before]).astype(np.int64)
        contexts += (shifted.view(np.uint64) + np.uint64(7)) * _WEIGHTS[back]
    return contexts, symbols
