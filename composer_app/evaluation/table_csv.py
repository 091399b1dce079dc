"""A comparison of methods as a CSV table: a row for each method, and under it one for each of its baselines."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from composer_app.errors import ComposerError
from composer_app.files.atomic_write import refusal, write_whole
from composer_app.protocol.comparison import MethodResult

MODEL = "model"
_ABOUT = (
    "method", "title", "of", "refused", "songs", "dropped", "parameters", "seconds_learnt", "best_epoch",
    "examples_per_second", "seconds_to_write", "loss",
)  # fmt: skip


def write_csv(found: Sequence[MethodResult], path: Path) -> None:
    """Write the table into a file; ComposerError where that fails."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows(found))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, text.getvalue().encode())
    except OSError as error:
        raise ComposerError(f"The table was not written to {path}: {refusal(error, path)}") from error


def rows(found: Sequence[MethodResult]) -> Iterator[Sequence[Any]]:
    """The header, then a row for what each method and each of its baselines reach; what was not measured is empty."""
    named = [figures for row in found for figures in (row.figures, *(each for _, each in row.baselines))]
    names = list(dict.fromkeys(name for figures in named for name, _ in figures))
    yield (*_ABOUT, *names)
    for row in found:
        about: tuple[Any, ...] = ("",) * 8
        if not row.refused:
            about = (
                row.songs, row.dropped, row.parameters, _short(row.seconds), row.best_epoch,
                _short(row.examples), _short(row.writing), _short(row.loss),
            )  # fmt: skip
        yield (row.method, row.title, MODEL, row.refused, *about, *_values(row.figures, names))
        for baseline, figures in row.baselines:
            yield (row.method, row.title, baseline, "", *("",) * 8, *_values(figures, names))


def _values(figures: Sequence[tuple[str, float]], names: Sequence[str]) -> list[Any]:
    known = dict(figures)
    return [_short(known[name]) if name in known else "" for name in names]


def _short(value: float) -> float:
    """Six digits that count: more of them is noise."""
    return float(f"{value:.6g}")
