"""What a trained model must beat: Markov-2, PPM and copy-last, counted on the other songs of the same folder.

Each voice is a row of events (events.py); each part of an event, as pitch or length, is predicted from the
same part of the events before: by Markov-2 from the last two, interpolated down to the unigram and a uniform
floor (Jelinek & Mercer 1980), by PPM from as many as were heard before (ppm.py). Every song is scored by
counts from which it was taken out itself, which favours the baselines over a model that has never seen the
folder. Where a song is cut the last event is scored by the length that is left of it.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from composer_app.baselines.ppm import Ppm
from composer_app.learning.sums import Sums
from composer_app.training.events import Row
from composer_app.training.stream_baselines import FLOOR, TRUST

Symbols = Sequence[int]
Counted = Sequence[bool] | None  # which events of a row are scored; None: all
Question = Sequence[tuple[Row, Counted]]  # rows of a song, such as its first bars, and what of them is scored


@dataclass(frozen=True, slots=True)
class Score(Sums):
    """Summed nats and hits of one part of the events, and how many events there were."""

    nats: float = 0.0
    hits: int = 0
    events: int = 0


class Counts:
    """How often each symbol followed each context of up to `order` symbols."""

    def __init__(self, order: int = 2) -> None:
        self.order = order
        self.tables: defaultdict[tuple[int, ...], Counter[int]] = defaultdict(Counter)
        self.totals: Counter[tuple[int, ...]] = Counter()

    def add(self, row: Symbols, amount: int = 1) -> None:
        """Count a row, or take it out with -1."""
        for context, symbol in contexts(row, self.order):
            for length in range(self.order + 1):
                known = context[self.order - length :]
                self.tables[known][symbol] += amount
                self.totals[known] += amount

    def likelihood(self, context: tuple[int, ...], symbol: int) -> float:
        """The interpolated probability of a symbol after a context."""
        share = FLOOR
        for length in range(self.order + 1):
            known = context[self.order - length :]
            total = self.totals.get(known, 0)
            if total:
                trust = total / (total + TRUST)
                share = trust * self.tables[known][symbol] / total + (1 - trust) * share
        return max(share, FLOOR)

    def favourite(self, context: tuple[int, ...]) -> int | None:
        """The symbol seen most after the longest known context."""
        for length in range(self.order, -1, -1):
            known = context[self.order - length :]
            if self.totals.get(known, 0):
                table = self.tables[known]
                return max(table, key=lambda symbol: (table[symbol], -symbol))
        return None


def contexts(row: Symbols, order: int) -> Iterator[tuple[tuple[int, ...], int]]:
    """Every symbol of a row with the `order` symbols before it; -1 stands before the start."""
    padded = [-1] * order + list(row)
    for i, symbol in enumerate(row):
        yield tuple(padded[i : i + order]), symbol


def left_out(
    make: Callable[[int], Counts | Ppm], songs: Sequence[Sequence[Row]], asked: Sequence[Sequence[Question]]
) -> list[dict[str, float]]:
    """Every song's questions answered by the counts of all others: for each question its figures over all songs.

    `make` gives a model of so many symbols, `songs` hold one or more rows each. The last part of an event is
    the pitch or the chord, whose accuracy is told; nats are those of all parts an event.
    """
    rows = [row for song in songs for row in song if row]
    found = [Score()] * max(map(len, asked), default=0)
    nats = [0.0] * len(found)
    parts = len(rows[0][0]) if rows else 0
    for part in range(parts):
        model = make(1 + max(event[part] for row in rows for event in row))
        found = _answered(model, songs, asked, part, part == parts - 1)
        nats = [before + score.nats for before, score in zip(nats, found, strict=True)]
    return [figures(sum_of_parts, last) for sum_of_parts, last in zip(nats, found, strict=True)]


def _answered(
    model: Counts | Ppm, songs: Sequence[Sequence[Row]], asked: Sequence[Sequence[Question]], part: int, guessed: bool
) -> list[Score]:
    """The score of one part of the events for each question; every song is taken out while it is asked about."""
    parts = [[[event[part] for event in row] for row in song] for song in songs]
    for song in parts:
        for row in song:
            model.add(row)
    scores = [Score()] * max(map(len, asked), default=0)
    for song, questions in zip(parts, asked, strict=True):
        for row in song:
            model.add(row, -1)
        for place, question in enumerate(questions):
            for events, counted in question:
                scores[place] += scored(model, [event[part] for event in events], counted, guessed)
        for row in song:
            model.add(row)
    return scores


def figures(nats: float, score: Score) -> dict[str, float]:
    """Nats an event, and how often its pitch or chord is guessed right."""
    return {"nats": nats / max(1, score.events), "accuracy": score.hits / max(1, score.events)}


def scored(model: Counts | Ppm, row: Symbols, counted: Counted = None, guessed: bool = True) -> Score:
    """A row's symbols, or those `counted`, each from the ones before it; hits only where they are `guessed`."""
    nats, hits, events = 0.0, 0, 0
    for place, (context, symbol) in enumerate(contexts(row, model.order)):
        if counted is None or counted[place]:
            nats -= math.log(model.likelihood(context, symbol))
            hits += guessed and model.favourite(context) == symbol
            events += 1
    return Score(nats, hits, events)


def copy_last(rows: Sequence[Row]) -> dict[str, float]:
    """The same figures where every part is foreseen to stay as it was."""
    found, nats = Score(), 0.0
    for part in range(len(next((row[0] for row in rows if row), ()))):
        found = copied([[event[part] for event in row] for row in rows])
        nats += found.nats
    return figures(nats, found)


def copied(rows: Sequence[Symbols]) -> Score:
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
