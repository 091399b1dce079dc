"""What two_voice must beat: Markov-2, PPM and copy-last, each part of an event by itself.

Each voice is a row of events (events.py); each part of an event, as pitch or length, is predicted from the
same part of the events before: by Markov-2 from the last two, by PPM from as many as were seen before. Which songs
are counted `composer_app.baselines` says. Where a song is cut the last event is scored by the length that is left.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from composer_app.baselines.markov import FLOOR, Markov
from composer_app.baselines.ppm import Ppm
from composer_app.baselines.prediction import Counting, Symbols
from composer_app.learning.sums import Sums
from composer_app.methods.two_voice.evaluation.events import Row

Counted = Sequence[bool] | None  # which events of a row are scored; None: all
Question = Sequence[tuple[Row, Counted]]  # rows of a song, such as its first bars, and what of them is scored
Make = Callable[[Sequence[Symbols], int], Counting]


def markov_2(rows: Sequence[Symbols], _: int) -> Counting:
    """Markov-2 counted over rows (symbols,)."""
    return Markov(rows)


def ppm(rows: Sequence[Symbols], size: int) -> Counting:
    """PPM counted over rows (symbols,) of symbols below `size`."""
    model = Ppm(size)
    for row in rows:
        model.add(row.tolist())
    return model


BASELINES: dict[str, Make] = {"markov_2": markov_2, "ppm": ppm}


@dataclass(frozen=True, slots=True)
class Score(Sums):
    """Summed nats and hits of one part of the events, and how many events there were."""

    nats: float = 0.0
    hits: int = 0
    events: int = 0


def answers(
    make: Make,
    songs: Sequence[Sequence[Row]],
    asked: Sequence[Sequence[Question]],
    counted: Sequence[Sequence[Row]] = (),
) -> list[dict[str, float]]:
    """Every song's questions answered by the counts of all others, or of the songs `counted` where there are any.

    `make` counts rows, songs hold one or more rows each. Gives for each question its figures over all songs. The last
    part of an event is the pitch or the chord, whose accuracy is given; nats are those of all parts an event.
    """
    every = [row for song in (*songs, *counted) for row in song if row]
    found = [Score()] * max(map(len, asked), default=0)
    nats = [0.0] * len(found)
    for part in range(len(every[0][0]) if every else 0):
        rows = [[_part(row, part) for row in song] for song in counted or songs]
        model = make([row for song in rows for row in song], 1 + max(event[part] for row in every for event in row))
        found = [Score()] * len(found)
        for number, questions in enumerate(asked):
            left_out = () if counted else rows[number]
            scores = _answered(model, questions, part, left_out)
            found = [before + score for before, score in zip(found, scores, strict=True)]
        nats = [before + score.nats for before, score in zip(nats, found, strict=True)]
    return [figures(sum_of_parts, last) for sum_of_parts, last in zip(nats, found, strict=True)]


def _answered(model: Counting, questions: Sequence[Question], part: int, left_out: Sequence[Symbols]) -> list[Score]:
    """The score of one part of the events for each question about a song, by counts without the rows `left_out`."""
    rows = [_part(row, part) for question in questions for row, _ in question]
    predicted = model.predict(rows, left_out)
    scores, at = [], 0
    for question in questions:
        score = Score()
        for row, counted in question:
            kept = np.flatnonzero(np.ones(len(row), bool) if counted is None else np.array(counted, bool)) + at
            hits = predicted.likeliest[kept] == _part(row, part)[kept - at]
            score += Score(float(predicted.nats[kept].sum()), int(hits.sum()), len(kept))
            at += len(row)
        scores.append(score)
    return scores


def _part(row: Row, part: int) -> Symbols:
    """One part of each event of a row, (events,)."""
    return np.array([event[part] for event in row], np.int64)


def figures(nats: float, score: Score) -> dict[str, float]:
    """Nats an event, and how often its pitch or chord is guessed right."""
    return {"nats": nats / max(1, score.events), "accuracy": score.hits / max(1, score.events)}


def copy_last(rows: Sequence[Row]) -> dict[str, float]:
    """The same figures where every part is predicted to stay as it was."""
    found, nats = Score(), 0.0
    for part in range(len(next((row[0] for row in rows if row), ()))):
        found = copied([[event[part] for event in row] for row in rows])
        nats += found.nats
    return figures(nats, found)


def copied(rows: Sequence[Sequence[int]]) -> Score:
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
