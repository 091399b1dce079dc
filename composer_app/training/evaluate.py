"""Held-out figures of a model over a folder, beside Markov-2, PPM and copy-last on the same songs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import torch

from composer_app.corpus.reading.folder import read_folder
from composer_app.errors import ComposerError
from composer_app.methods import METHODS
from composer_app.models.file import device_for, load_model
from composer_app.protocol.progress import Scoring
from composer_app.training.baselines import copy_last
from composer_app.training.evaluate_rows import evaluate_rows
from composer_app.training.events import chord_row, melody_row
from composer_app.training.holes import HoleSums, chord_figures, melody_figures
from composer_app.training.new_material import WHOLE, NewMaterial, baseline_figures


def evaluate(
    model: Path, folder: Path, device: str = "auto", held_out: Sequence[Path] = ()
) -> Iterator[Scoring | dict[str, Any]]:
    """Score every song that can be read, or those `held_out` only, teacher-forced; the figures come last.

    Songs are moved to C by their key, which is told; form and plan are not. melody.nats_per_note is the whole
    melody stream over its notes, chords.nats_per_change likewise; accuracies are the most likely pitch or chord
    at the true onsets. new_material holds the same where a song has not repeated itself yet (new_material.py);
    fill, chords_under_melody and melody_over_chords say what the given parts are worth (holes.py). Raises
    ComposerError.
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
    songs = [[method.transpose_to_c(song) for song in method.encode(clip, network.config.shapes)] for clip in clips]
    songs = [stretches for stretches in songs if stretches]
    if not songs:
        raise ComposerError(f"No file in {folder} holds both a melody and chords, so there is nothing to score.")
    total, holes, new = None, HoleSums(), NewMaterial()
    for done, stretches in enumerate(songs):
        new.add(network, method, stretches)
        for song in stretches:
            measured = method.measure(network, song)
            holes.add(network, method, song)
            total = measured if total is None else total + measured
        yield Scoring(done + 1, len(songs))
    assert total is not None
    counted = baseline_figures(songs)
    yield {
        "model": str(model),
        "songs": len(clips),
        "dropped": len(files) - len(clips),
        "new_material": new.figures(counted),
        "notes": total.notes,
        "changes": total.changes,
        "melody": melody_figures(total),
        "chords": chord_figures(total),
        **holes.figures(),
        "baselines": {**counted[WHOLE], "copy_last": copied_figures(songs)},
        "torch": torch.__version__,
    }


def copied_figures(songs: Sequence[Sequence[Any]]) -> dict[str, dict[str, float]]:
    """What copy-last reaches over whole songs."""
    stretches = [song for song_stretches in songs for song in song_stretches]
    melody = copy_last([melody_row(song.melody) for song in stretches])
    chords = copy_last([chord_row(song.chords) for song in stretches])
    return {
        "melody": {"nats_per_note": melody["nats"], "pitch_accuracy": melody["accuracy"]},
        "chords": {"nats_per_change": chords["nats"], "accuracy": chords["accuracy"]},
    }
