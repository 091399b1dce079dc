"""Held-out figures of a model over a folder, beside Markov-2 and copy-last on the same songs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from composer_app.corpus.folder import read_folder
from composer_app.errors import ComposerError
from composer_app.methods import METHODS
from composer_app.methods.two_voice.tokens import FIRST
from composer_app.model_file import device_for, load_model
from composer_app.training.baselines import Row, copy_last, markov, score
from composer_app.training.evaluate_rows import evaluate_rows
from composer_app.training.holes import HoleSums, chord_figures, melody_figures
from composer_app.training.progress import Scoring


def evaluate(
    model: Path, folder: Path, device: str = "auto", held_out: Sequence[Path] = ()
) -> Iterator[Scoring | dict[str, Any]]:
    """Score every song that can be read, or those `held_out` only, teacher-forced and untold; the figures come last.

    melody.nats_per_note is the whole melody stream over its notes, chords.nats_per_change likewise;
    accuracies are the most likely pitch or chord at the true onsets. fill, chords_under_melody and
    melody_over_chords say what the given parts are worth (holes.py). Raises ComposerError.
    """
    loaded, card, _ = load_model(model)
    network: Any = loaded
    method = METHODS[card.method]
    network.to(device_for(device))
    if not hasattr(method, "Crops"):
        yield from evaluate_rows(model, network, card, method, folder, held_out)
        return
    wanted = set(held_out)
    files = [file for file in read_folder(folder) if not wanted or file.path in wanted]
    clips = [file.clip for file in files if file.kept and file.clip is not None]
    songs = [song for clip in clips for song in method.encode(clip, network.config.shapes)]
    if not songs:
        raise ComposerError(f"No file in {folder} holds both a melody and chords, so there is nothing to score.")
    total, holes = None, HoleSums()
    for done, song in enumerate(songs):
        measured = method.measure(network, song)
        holes.add(network, method, song)
        total = measured if total is None else total + measured
        yield Scoring(done + 1, len(songs))
    assert total is not None
    melodies = [row for row in (melody_row(song.melody) for song in songs) if row]
    chords = [row for row in (chord_row(song.chords) for song in songs) if row]
    yield {
        "model": str(model),
        "songs": len(clips),
        "dropped": len(files) - len(clips),
        "notes": total.notes,
        "changes": total.changes,
        "melody": melody_figures(total),
        "chords": chord_figures(total),
        **holes.figures(),
        "baselines": {
            name: {
                "melody": relabel(score(melodies, 2, by), "nats_per_note", "pitch_accuracy"),
                "chords": relabel(score(chords, 1, by), "nats_per_change", "accuracy"),
            }
            for name, by in (("markov_2", markov), ("copy_last", copy_last))
        },
        "torch": torch.__version__,
    }


def relabel(found: dict[str, float], nats: str, accuracy: str) -> dict[str, float]:
    """The baseline's figures under the names of the model's."""
    return {nats: found["nats"], accuracy: found["accuracy"]}


def melody_row(tokens: Sequence[int] | NDArray[Any]) -> Row:
    """A melody as events (steps of rest before, length in steps, pitch)."""
    steps = [*np.flatnonzero(np.asarray(tokens)).tolist(), len(tokens)]
    row: Row = []
    free = 0
    for on, after in pairwise(steps):
        if tokens[on] >= FIRST:
            row.append((on - free, after - on, int(tokens[on]) - FIRST))
            free = after
    return row


def chord_row(tokens: Sequence[int] | NDArray[Any]) -> Row:
    """Chords as events (length in steps, chord token); silence is an event too."""
    steps = [*np.flatnonzero(np.asarray(tokens)).tolist(), len(tokens)]
    return [(after - on, int(tokens[on])) for on, after in pairwise(steps)]
