"""What a trained model must beat: Markov-2 and copy-last, counted on the other songs of the same folder.

Each stream is a row of events. A melody event is (rest before, length, pitch), a chord event (length,
chord); each part is predicted from the same part of the one or two events before, interpolated down to
the unigram and a uniform floor (Jelinek & Mercer 1980). Every song is scored by counts from which it
was taken out itself, which favours the baselines over a model that has never seen the folder.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass

from composer_app.training.stream_baselines import FLOOR, TRUST

Event = tuple[int, ...]
Row = list[Event]


@dataclass(frozen=True, slots=True)
class Score:
    """Summed nats and hits of one part of the events, and how many events there were."""

    nats: float
    hits: int
    events: int


class Counts:
    """How often each symbol followed each context, with one song's share taken out again."""

    def __init__(self, rows: Sequence[Sequence[int]], order: int) -> None:
        self.order = order
        self.tables: list[defaultdict[Hashable, Counter[int]]] = [defaultdict(Counter) for _ in range(order + 1)]
        self.rows = rows
        for row in rows:
            self.add(row, 1)

    def add(self, row: Sequence[int], amount: int) -> None:
        """Count a row, or take it out with -1."""
        for context, symbol in contexts(row, self.order):
            for length in range(self.order + 1):
                self.tables[length][context[self.order - length :]][symbol] += amount

    def likelihood(self, context: tuple[int, ...], symbol: int) -> float:
        """The interpolated probability of a symbol after a context."""
        share = FLOOR
        for length in range(self.order + 1):
            table = self.tables[length].get(context[self.order - length :])
            total = sum(table.values()) if table else 0
            if table and total:
                trust = total / (total + TRUST)
                share = trust * table[symbol] / total + (1 - trust) * share
        return max(share, FLOOR)

    def favourite(self, context: tuple[int, ...]) -> int | None:
        """The symbol seen most after the longest known context."""
        for length in range(self.order, -1, -1):
            table = self.tables[length].get(context[self.order - length :])
            if table and max(table.values()) > 0:
                return max(table, key=lambda symbol: (table[symbol], -symbol))
        return None


def contexts(row: Sequence[int], order: int) -> Iterator[tuple[tuple[int, ...], int]]:
    """Every symbol of a row with the `order` symbols before it; -1 stands before the start."""
    padded = [-1] * order + list(row)
    for i, symbol in enumerate(row):
        yield tuple(padded[i : i + order]), symbol


def markov(rows: Sequence[Sequence[int]], order: int = 2) -> Score:
    """Each row scored by the counts of all others."""
    counts = Counts(rows, order)
    nats, hits, events = 0.0, 0, 0
    for row in rows:
        counts.add(row, -1)
        for context, symbol in contexts(row, order):
            nats -= math.log(counts.likelihood(context, symbol))
            hits += counts.favourite(context) == symbol
            events += 1
        counts.add(row, 1)
    return Score(nats, hits, events)


def copy_last(rows: Sequence[Sequence[int]]) -> Score:
    """The last symbol again with the chance that is right over all rows, else the unigram."""
    unigram = Counter(symbol for row in rows for symbol in row)
    total = sum(unigram.values())
    pairs = [(a, b) for row in rows for a, b in zip(row, row[1:], strict=False)]
    same = (sum(a == b for a, b in pairs) + 1) / (len(pairs) + 2)
    nats, hits = 0.0, 0
    for row in rows:
        for i, symbol in enumerate(row):
            share = unigram[symbol] / total
            if i:
                share = same * (symbol == row[i - 1]) + (1 - same) * share
                hits += symbol == row[i - 1]
            nats -= math.log(max(share, FLOOR))
    return Score(nats, hits, total)


def score(rows: Sequence[Row], pitch: int, by: Callable[[Sequence[Sequence[int]]], Score]) -> dict[str, float]:
    """Nats an event over all its parts, and how often part number `pitch` is guessed right."""
    nats, hits, events = 0.0, 0, 0
    for part in range(len(next((row[0] for row in rows if row), (0,)))):
        found = by([[event[part] for event in row] for row in rows])
        nats += found.nats
        if part == pitch:
            hits, events = found.hits, found.events
    return {"nats": nats / max(1, events), "accuracy": hits / max(1, events)}
