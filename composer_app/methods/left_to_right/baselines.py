"""What a method must beat on its own streams of symbols: copy-last, majority, stratified, Markov-2 and Markov-4.

Copy-last predicts the symbol before, majority the commonest one; stratified samples by frequency, so that its accuracy
is an expectation. `composer_app.baselines` says which songs are counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from composer_app.baselines.markov import Markov
from composer_app.baselines.prediction import NOTHING
from composer_app.methods.left_to_right.parts import (
    BatchT,
    ConfigT,
    Figures,
    NetworkT,
    Parts,
    Rows,
    SumsT,
    Symbols,
)

ORDERS = (2, 4)


@dataclass(frozen=True, slots=True)
class Tally:
    """Sums over songs; add them, then divide. `nats` is None where a baseline has no probabilities."""

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


def baseline_figures(
    parts: Parts[ConfigT, NetworkT, BatchT, SumsT],
    config: ConfigT,
    groups: Sequence[Sequence[Rows]],
    counted: Sequence[Rows],
) -> Figures:
    """Every baseline's figures over `groups` of songs, (steps,) or (steps, width), that are copies of each other.

    The baselines count the songs `counted`; where there are none each group is scored by counts of all others.
    """
    if not counted and len(groups) < 2:
        return {}
    by_group = [[parts.streams(song, config) for song in group] for group in groups]
    marks = [[parts.changes(song, config) for song in group] for group in groups]
    learnt = [parts.streams(song, config) for song in counted]
    sums: dict[tuple[str, str], Tally] = {}
    for stream in by_group[0][0]:
        rows = [[song[stream] for song in group] for group in by_group]
        model = Markov([song[stream] for song in learnt] or [row for group in rows for row in group], max(ORDERS))
        for group, changes in zip(rows, marks, strict=True):
            moved = [mark.get(stream, changed(row)) for mark, row in zip(changes, group, strict=True)]
            for baseline, tally in scored(model, group, moved, () if learnt else group).items():
                key = baseline, stream
                sums[key] = sums[key] + tally if key in sums else tally
    found: Figures = {}
    for (baseline, stream), tally in sums.items():
        found.setdefault(baseline, {}).update(tally.figures(stream))
    for baseline, values in parts.more_baselines(groups, counted, config).items():
        found.setdefault(baseline, {}).update(values)
    return found


def changed(row: Symbols) -> NDArray[np.bool_]:
    """Where a symbol differs from the one before it, (symbols,); the first one does not."""
    return np.asarray(np.diff(row, prepend=row[:1]) != 0)


def scored(
    model: Markov, rows: Sequence[Symbols], moved: Sequence[NDArray[np.bool_]], left_out: Sequence[Symbols] = ()
) -> dict[str, Tally]:
    """Each baseline's sums over rows (symbols,) of one stream, by counts without the rows `left_out`."""
    target, change = np.concatenate(rows), np.concatenate(moved)
    last = np.concatenate([np.concatenate([[NOTHING], row[:-1]])[: len(row)] for row in rows])
    predictions = list(model.by_order(rows, left_out))
    found = {
        "copy_last": tally(last == target, change),
        "majority": tally(predictions[0].likeliest == target, change),
        "stratified": tally(model.frequencies(rows, left_out), change, None),
    }
    for order in ORDERS:
        predicted = predictions[order]
        found[f"markov_{order}"] = tally(predicted.likeliest == target, change, float(predicted.nats.sum()))
    return found


def tally(hits: NDArray[Any], change: NDArray[np.bool_], nats: float | None = None) -> Tally:
    """The sums of hits (symbols,), or of their probabilities, over all symbols and at changes `change` (symbols,)."""
    return Tally(len(hits), float(hits.sum()), int(change.sum()), float(hits[change].sum()), nats)
