"""Held-out figures of a method that writes from left to right: its own, those all methods share, and its baselines'.

Songs that the model has learnt from, known by their content, and near-copies of them are left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import torch

from composer_app.corpus.reading.folder import music_files
from composer_app.corpus.reading.prepared import PreparedSongs, prepare
from composer_app.errors import ComposerError
from composer_app.methods.left_to_right.baselines import baseline_figures
from composer_app.methods.left_to_right.parts import BatchT, ConfigT, NetworkT, Parts, SumsT
from composer_app.methods.left_to_right.training import prepared_folder
from composer_app.methods.method import FolderScore, Report
from composer_app.methods.model import Model
from composer_app.protocol.progress import Scoring


def evaluate(
    parts: Parts[ConfigT, NetworkT, BatchT, SumsT],
    model: Model[ConfigT, NetworkT],
    folder: Path,
    held_out: Sequence[Path] = (),
) -> Iterator[Scoring | FolderScore]:
    """Score every song that the model has not learnt from, or those held out; the figures come last."""
    config = model.config
    *_, prepared = prepare(music_files(folder), lambda score: parts.read(score, config), prepared_folder())
    assert isinstance(prepared, PreparedSongs)
    counted, groups = sides(prepared, set(model.card.learnt), set(held_out))
    test = sorted(index for group in groups for index in group)
    if not test:
        raise ComposerError(
            f"{folder} holds no song to score that {parts.entry.title} can read and {model.path.stem} has not learnt "
            "from; choose a folder of other songs."
        )
    total: SumsT | None = None
    for done, index in enumerate(test):
        found = parts.evaluate(model.network, prepared.songs[index])
        total = found if total is None else total + found
        yield Scoring(done + 1, len(test))
    assert total is not None
    figures = total.figures()
    songs = prepared.songs
    report: Report = {
        "model": str(model.path),
        "method": model.card.method,
        "songs": len(test),
        "learnt_from": len(counted),
        "dropped": sum(not file.kept for file in prepared.files),
        "loss": total.loss,
        "figures": figures,
        "melody": {"pitch_accuracy": figures["next_note_accuracy"], "nats_per_note": figures.get("nats_per_note")},
        "baselines": baseline_figures(
            parts, config, [[songs[index] for index in group] for group in groups], [songs[index] for index in counted]
        ),
        "torch": torch.__version__,
    }
    yield FolderScore(len(test), report["dropped"], figures, report["baselines"], report, table_of(report))


def table_of(report: Report) -> str:
    """The figures, one a line, beside the baselines'."""
    columns = {"model": report["figures"], **report["baselines"]}
    lines = [
        f"{report['method']}: {report['songs']} songs that it has not learnt from, {report['dropped']} files dropped",
        f"{'':34}" + "".join(f"{name:>12}" for name in columns),
    ]
    for figure in dict.fromkeys(key for column in columns.values() for key in column):
        cells = "".join(f"{each[figure]:12.4f}" if figure in each else f"{'-':>12}" for each in columns.values())
        lines.append(f"{figure.replace('_', ' '):34}{cells}")
    return "\n".join(lines)


def sides(prepared: PreparedSongs, learnt: set[str], held_out: set[Path]) -> tuple[list[int], list[list[int]]]:
    """The songs that baselines are counted on, and groups of copies to score: held out, or not learnt from.

    Where songs are held out all others are counted, as the run had them; else those that the model learnt from.
    """
    files = prepared.kept
    if held_out:
        test = {index for index, file in enumerate(files) if file.path in held_out}
        counted = [index for index in range(len(files)) if index not in test]
    else:
        counted = [index for index, file in enumerate(files) if file.digest in learnt]
        known = set(counted)
        test = {index for group in prepared.groups if not known & set(group) for index in group}
    groups = [[index for index in group if index in test] for group in prepared.groups]
    return counted, [group for group in groups if group]
