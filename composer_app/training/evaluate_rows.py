"""Held-out figures of a published method: its own measure, those all methods share, and what they must beat.

Songs that the model has learnt from, known by their content, and near-copies of them are left out; the baselines
are counted on them. In a folder that the model has not seen each fifth is scored by counts of the other four.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import torch

from composer_app.corpus.reading.folder import music_files
from composer_app.corpus.reading.prepared import PreparedSongs, prepare
from composer_app.errors import ComposerError
from composer_app.models.file import Card
from composer_app.protocol.progress import Scoring
from composer_app.training.rows import place
from composer_app.training.stream_baselines import Tallies, figures, tallies

FOLDS = 5


def evaluate_rows(
    model: Path, network: Any, card: Card, method: ModuleType, folder: Path, held_out: Sequence[Path] = ()
) -> Iterator[Scoring | dict[str, Any]]:
    """Score every song that the model has not learnt from, or those held out; the figures come last."""
    config = network.config
    *_, prepared = prepare(music_files(folder), lambda score: method.read(score, config), place())
    assert isinstance(prepared, PreparedSongs)
    train, test = sides(prepared, set(card.learnt), set(held_out))
    if not test:
        raise ComposerError(
            f"{folder} holds no song to score that {method.TITLE} can read and {model.stem} has not learnt from; "
            "choose a folder of other songs."
        )
    total = None
    for done, index in enumerate(test):
        measured = method.measure(network, prepared.songs[index])
        total = measured if total is None else total + measured
        yield Scoring(done + 1, len(test))
    assert total is not None
    found = total.figures()
    yield {
        "model": str(model),
        "method": card.method,
        "songs": len(test),
        "learnt_from": len(train),
        "dropped": sum(not file.kept for file in prepared.files),
        "loss": total.loss,
        "figures": found,
        "melody": {"pitch_accuracy": found["next_note_accuracy"], "nats_per_note": found.get("nats_per_note")},
        "baselines": baselines(method, config, prepared, train, test),
        "torch": torch.__version__,
    }


def sides(prepared: PreparedSongs, learnt: set[str], held_out: set[Path]) -> tuple[list[int], list[int]]:
    """The songs learnt from, and those to score: held out, or no near-copy of one learnt from."""
    files = prepared.kept
    train = [index for index, file in enumerate(files) if file.digest in learnt and file.path not in held_out]
    if held_out:
        return train, [index for index, file in enumerate(files) if file.path in held_out]
    known = set(train)
    return train, sorted(index for group in prepared.groups if not known & set(group) for index in group)


def baselines(
    method: ModuleType, config: Any, prepared: PreparedSongs, train: Sequence[int], test: Sequence[int]
) -> dict[str, dict[str, float]]:
    """The baselines' figures on the same songs, counted on those learnt from or on the other folds."""
    songs = prepared.songs
    if train:
        pairs = [(list(train), list(test))]
    else:
        groups = [[index for index in group if index in set(test)] for group in prepared.groups]
        folds = [[index for group in groups[fold::FOLDS] for index in group] for fold in range(FOLDS)]
        pairs = [([index for other in folds if other is not fold for index in other], fold) for fold in folds]
    sums: Tallies = {}
    extra: dict[str, dict[str, float]] = {}
    weight = 0
    for learn, check in pairs:
        if not learn or not check:
            continue
        rows = [songs[index] for index in check]
        for key, tally in tallies(method, config, [songs[index] for index in learn], rows).items():
            sums[key] = sums[key] + tally if key in sums else tally
        steps = sum(len(row) for row in rows)
        if hasattr(method, "extra_baselines"):
            told = method.extra_baselines([songs[index] for index in learn], rows, config)
            for name, values in told.items():
                for key, value in values.items():
                    before = extra.setdefault(name, {}).get(key, 0.0)
                    extra[name][key] = (before * weight + value * steps) / (weight + steps)
        weight += steps
    found = figures(sums)
    for name, values in extra.items():
        found.setdefault(name, {}).update(values)
    return found
