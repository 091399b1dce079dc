"""What a method must beat on its own streams of symbols: copy-last, majority, stratified, Markov-2 and Markov-4.

Counted on training songs, scored on others. Markov-k foretells what most often followed the longest known context
of up to k symbols; its likelihood is interpolated down to the unigram and a floor (Jelinek & Mercer 1980).
Stratified draws by the training songs' frequencies, so that its accuracy is an expectation. Contexts are hashed
to 64 bits and sorted, so that a million symbols take seconds and tens of megabytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

ORDERS = (2, 4)
FLOOR = 1e-4
TRUST = 5.0  # sightings at which a context is believed as much as the shorter ones
BEFORE = -1_000_003  # stands before the start of a song

Ints = NDArray[np.int64]
Hashes = NDArray[np.uint64]
_DRAWN = np.random.default_rng(5)
_WEIGHTS = _DRAWN.integers(1, 2**63, max(ORDERS) + 1, dtype=np.uint64) * np.uint64(2) + np.uint64(1)


@dataclass(frozen=True, slots=True)
class Tally:
    """Sums over test songs; add them, then divide. `nats` is None where a baseline has no likelihood."""

    steps: int = 0
    hits: float = 0.0
    changes: int = 0
    change_hits: float = 0.0
    nats: float | None = 0.0

    def __add__(self, other: Tally) -> Tally:
        nats = None if self.nats is None or other.nats is None else self.nats + other.nats
        return Tally(
            self.steps + other.steps, self.hits + other.hits,
            self.changes + other.changes, self.change_hits + other.change_hits, nats,
        )  # fmt: skip

    def figures(self, stream: str) -> dict[str, float]:
        """Accuracy, accuracy on changes and nats under the names that methods use."""
        found = {f"{stream}_accuracy": self.hits / max(1, self.steps)}
        found[f"{stream}_accuracy_on_changes"] = self.change_hits / max(1, self.changes)
        if self.nats is not None:
            found[f"{stream}_nats"] = self.nats / max(1, self.steps)
        return found


Tallies = dict[tuple[str, str], Tally]
"""By baseline and stream."""


def tallies(method: Any, config: Any, train: Sequence[Any], test: Sequence[Any]) -> Tallies:
    """Every baseline on every stream of a method."""
    learnt = [method.streams(song, config) for song in train]
    asked = [method.streams(song, config) for song in test]
    marks = [method.changes(song, config) if hasattr(method, "changes") else {} for song in test]
    found: Tallies = {}
    for stream in asked[0] if asked else ():
        rows = [song[stream] for song in asked]
        moved = [mark.get(stream, changed(row)) for mark, row in zip(marks, rows, strict=True)]
        for baseline, tally in scored([song[stream] for song in learnt], rows, moved).items():
            found[baseline, stream] = tally
    return found


def figures(found: Tallies) -> dict[str, dict[str, float]]:
    """The tallies as figures, by baseline."""
    told: dict[str, dict[str, float]] = {}
    for (baseline, stream), tally in found.items():
        told.setdefault(baseline, {}).update(tally.figures(stream))
    return told


def changed(row: Ints) -> NDArray[np.bool_]:
    """Where a symbol differs from the one before it; the first one does not."""
    return np.asarray(np.diff(row, prepend=row[:1]) != 0)


def scored(train: Sequence[Ints], test: Sequence[Ints], moved: Sequence[NDArray[np.bool_]]) -> dict[str, Tally]:
    """Each baseline's sums over the test rows of one stream."""
    target, change = np.concatenate(test), np.concatenate(moved)
    tables = [Table(train, order) for order in range(max(ORDERS) + 1)]
    last = np.concatenate([np.concatenate([[BEFORE], row[:-1]]) for row in test])
    shares, counts = np.unique(np.concatenate(train), return_counts=True)
    place = np.searchsorted(shares, target).clip(0, len(shares) - 1)
    drawn = np.where(shares[place] == target, counts[place] / counts.sum(), 0.0)
    found = {
        "copy_last": tally(last == target, change),
        "majority": tally(target == shares[counts.argmax()], change),
        "stratified": tally(drawn, change, None),
    }
    best, nats = np.full(len(target), BEFORE), np.full(len(target), FLOOR)
    for order, table in enumerate(tables):
        favourite, known, total, count = table.ask(test)
        best = np.where(known, favourite, best)
        trust = total / (total + TRUST)
        nats = np.where(known, trust * count / total.clip(1) + (1 - trust) * nats, nats)
        if order in ORDERS:
            hit = best == target
            found[f"markov_{order}"] = tally(hit, change, float(-np.log(nats.clip(FLOOR)).sum()))
    return found


def tally(hits: NDArray[Any], change: NDArray[np.bool_], nats: float | None = None) -> Tally:
    """The sums of hits, or of their chances, over all steps and over changes."""
    return Tally(len(hits), float(hits.sum()), int(change.sum()), float(hits[change].sum()), nats)


class Table:
    """How often each symbol followed each context of `order` symbols."""

    def __init__(self, rows: Sequence[Ints], order: int) -> None:
        self.order = order
        contexts, symbols = hashed(rows, order)
        sequence = np.lexsort((symbols, contexts))
        contexts, symbols = contexts[sequence], symbols[sequence]
        new = np.ones(len(contexts), bool)
        new[1:] = (contexts[1:] != contexts[:-1]) | (symbols[1:] != symbols[:-1])
        begins = np.flatnonzero(new)
        counts = np.diff(np.append(begins, len(contexts)))
        owners, symbols = contexts[begins], symbols[begins]
        # The commonest symbol of a context comes last, of several the lowest.
        sequence = np.lexsort((-symbols, counts, owners))
        ends = np.flatnonzero(np.append(owners[sequence][1:] != owners[sequence][:-1], True))
        self.contexts, self.favourites = owners[sequence][ends], symbols[sequence][ends]
        self.totals = np.diff(np.append(0, counts[sequence].cumsum()[ends]))
        pairs = paired(owners, symbols)
        by_pair = np.argsort(pairs)
        self.pairs, self.counts = pairs[by_pair], counts[by_pair]

    def ask(self, rows: Sequence[Ints]) -> tuple[Ints, NDArray[np.bool_], Ints, Ints]:
        """Of each symbol of the rows: the foretold one, whether the context is known, its sightings, the symbol's."""
        contexts, symbols = hashed(rows, self.order)
        place = np.searchsorted(self.contexts, contexts).clip(0, len(self.contexts) - 1)
        known = self.contexts[place] == contexts
        pairs = paired(contexts, symbols)
        at = np.searchsorted(self.pairs, pairs).clip(0, len(self.pairs) - 1)
        count = np.where(self.pairs[at] == pairs, self.counts[at], 0)
        return self.favourites[place], known, np.where(known, self.totals[place], 0), count


def hashed(rows: Sequence[Ints], order: int) -> tuple[Hashes, Ints]:
    """The hash of the `order` symbols before each symbol, and the symbols, of all rows."""
    symbols = np.concatenate(rows).astype(np.int64)
    contexts = np.zeros(len(symbols), np.uint64)
    for back in range(1, order + 1):
        before = np.concatenate([np.concatenate([np.full(min(back, len(row)), BEFORE), row[:-back]]) for row in rows])
        contexts += (before.astype(np.int64).view(np.uint64) + np.uint64(7)) * _WEIGHTS[back]
    return contexts, symbols


def paired(contexts: Hashes, symbols: Ints) -> Hashes:
    """One hash of a context and the symbol after it."""
    mixed = (contexts ^ (contexts >> np.uint64(29))) * _WEIGHTS[0]
    return np.asarray(mixed + (symbols.view(np.uint64) + np.uint64(11)) * _WEIGHTS[1])
