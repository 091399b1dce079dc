"""Held-out figures of two_voice over a folder, beside Markov-2, PPM and copy-last on the same songs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import torch

from composer_app.corpus.reading.folder import FileRead, read_folder
from composer_app.errors import ComposerError
from composer_app.methods.method import FolderScore, Report
from composer_app.methods.model import Model
from composer_app.methods.two_voice.encoding.grid import Song, encode
from composer_app.methods.two_voice.encoding.transposition import transpose_to_c
from composer_app.methods.two_voice.evaluation.baselines import copy_last
from composer_app.methods.two_voice.evaluation.events import chord_row, melody_row
from composer_app.methods.two_voice.evaluation.figures import chord_figures, melody_figures
from composer_app.methods.two_voice.evaluation.infilling import InfillingSums
from composer_app.methods.two_voice.evaluation.new_material import WHOLE, NewMaterial, baseline_figures
from composer_app.methods.two_voice.evaluation.report import main_figures, table_of
from composer_app.methods.two_voice.network.config import TwoVoiceConfig
from composer_app.methods.two_voice.network.evaluate import SongSums, evaluate_song
from composer_app.methods.two_voice.network.two_voice import TwoVoice
from composer_app.protocol.progress import Scoring


def evaluate(
    model: Model[TwoVoiceConfig, TwoVoice], folder: Path, held_out: Sequence[Path] = ()
) -> Iterator[Scoring | FolderScore]:
    """Score every song that can be read, or those `held_out` only, teacher-forced; the figures come last.

    Songs are moved to C by their key, on which the network is conditioned; not so on form and plan.
    melody.nats_per_note is the whole melody stream over its notes, chords.nats_per_change likewise; accuracies are of
    the most likely pitch or chord at the true onsets. new_material holds the same where a song has not repeated itself
    yet (new_material.py); fill, chords_under_melody and melody_over_chords are with context (infilling.py). Raises
    ComposerError.
    """
    wanted, network = set(held_out), model.network
    every = list(read_folder(folder))
    files = [file for file in every if not wanted or file.path in wanted]
    songs, kept = songs_in_c(files, model.config)
    if not songs:
        raise ComposerError(f"No file in {folder} holds both a melody and chords, so there is nothing to score.")
    total, infilling, new = SongSums(), InfillingSums(), NewMaterial()
    for done, stretches in enumerate(songs):
        new.add(network, stretches)
        for song in stretches:
            total += evaluate_song(network, song)
            infilling.add(network, song)
        yield Scoring(done + 1, len(songs))
    given, _ = songs_in_c([file for file in every if wanted and file.path not in wanted], model.config)
    baselines = baseline_figures(songs, given)
    report: Report = {
        "model": str(model.path),
        "songs": kept,
        "dropped": len(files) - kept,
        "new_material": new.figures(baselines),
        "notes": total.notes,
        "changes": total.changes,
        "melody": melody_figures(total),
        "chords": chord_figures(total),
        **infilling.figures(),
        "baselines": {**baselines[WHOLE], "copy_last": copied_figures(songs)},
        "torch": torch.__version__,
    }
    yield FolderScore(kept, len(files) - kept, *main_figures(report), report, table_of(report))


def songs_in_c(files: Sequence[FileRead], config: TwoVoiceConfig) -> tuple[list[list[Song]], int]:
    """The songs that are kept of files, moved to C, as their stretches of one meter each; and how many were kept."""
    clips = [file.clip for file in files if file.kept and file.clip is not None]
    songs = [[transpose_to_c(song) for song in encode(clip, config.shapes)] for clip in clips]
    return [stretches for stretches in songs if stretches], len(clips)


def copied_figures(songs: Sequence[Sequence[Song]]) -> dict[str, dict[str, float]]:
    """What copy-last reaches over whole songs."""
    stretches = [song for song_stretches in songs for song in song_stretches]
    melody = copy_last([melody_row(song.melody) for song in stretches])
    chords = copy_last([chord_row(song.chords) for song in stretches])
    return {
        "melody": {"nats_per_note": melody["nats"], "pitch_accuracy": melody["accuracy"]},
        "chords": {"nats_per_change": chords["nats"], "accuracy": chords["accuracy"]},
    }
