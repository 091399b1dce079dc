"""How two_voice learns: files become clips of two voices, and crops of those become batches."""

from __future__ import annotations

import statistics
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import torch
from torch import nn

from composer_app.corpus.originality.melody_index import Index
from composer_app.corpus.originality.near_copies import groups_of_clips
from composer_app.corpus.originality.split import split_by_song
from composer_app.corpus.reading.folder import read_folder
from composer_app.errors import ComposerError
from composer_app.learning.training_set import VALIDATION_SHARE, Pace, TrainingSet
from composer_app.music.clip import Clip
from composer_app.protocol.progress import ReadingFiles
from composer_app.protocol.training_settings import TrainingSettings
from composer_app.training.copying import IDEAS, copy_rate
from composer_app.training.holes import chord_figures, melody_figures
from composer_app.training.openings import VALIDATION_BARS, opening

PEAK = 2e-3
PEAK_WHEN_TUNING = 6e-4
EPOCHS = 60
PLANNED_WEIGHT = 0.75  # of the greatest weight
FINISHING = 0.1  # of a run's time goes to the critic at its end
ROUNDS, LESSONS = 8, 20  # of ideas, and lessons after each, where no time is set
LESSONS_AN_EPOCH = 6
FEWEST_STEPS, MOST_STEPS = 30, 200
WHOLE_SONGS = 8  # measured at each epoch's end beside the new bars: enough to stand beside other methods


def read(
    settings: TrainingSettings, method: ModuleType, config: Any, _: bool = True
) -> Iterator[ReadingFiles | TrainingSet]:
    """Read, split by song and encode; says how far it is, the set itself comes last.

    Raises ComposerError where fewer than two different songs are left.
    """
    clips: list[Clip] = []
    paths: list[Path] = []
    weights: list[float] = []
    dropped = 0
    aside = set(settings.left_out)
    for file in read_folder(settings.folder):
        if file.path in aside:
            continue
        if file.clip is not None and file.kept:
            clips.append(file.clip)
            paths.append(file.path)
            weights.append(weight_of(file.path, settings))
        else:
            dropped += 1
        if (len(clips) + dropped) % 25 == 0:
            yield ReadingFiles(len(clips), dropped)
    yield ReadingFiles(len(clips), dropped)
    groups = groups_of_clips(clips)
    if len(groups) < 2:
        raise ComposerError(too_few(settings.folder, len(clips), dropped))
    learn, check = split_by_song(groups, VALIDATION_SHARE, settings.seed)
    training = [s for i in learn for s in method.encode(clips[i], config.shapes, weights[i])]
    whole = [[method.transpose_to_c(s) for s in method.encode(clips[i], config.shapes)] for i in check]
    validation = new_bars_of(whole)
    if not training or not validation:  # bars may be too long for the method
        raise ComposerError(too_few(settings.folder, 1, dropped))
    if not any(song.weight for song in training):
        raise ComposerError(f"All songs to learn from in {settings.folder} have the weight 0; give some of them more.")
    melodies = [(paths[i].stem, clips[i]) for i in learn]
    told = habits([clip for _, clip in melodies], method)
    told["plans"] = method.plans_of(planned(training), config.shapes, config.features)
    yield TrainingSet(
        method.Crops(training), validation, melodies, len(learn), len(check), dropped, config, told,
        validation_bars=VALIDATION_BARS, whole=[s for stretches in whole[:WHOLE_SONGS] for s in stretches],
    )  # fmt: skip


def new_bars_of(songs: Sequence[Sequence[Any]]) -> list[Any]:
    """The first bars of each song from where its melody begins, which no memory of the song helps to foresee.

    An idea is all new bars; whole songs would show best who knows that songs repeat themselves. `songs` are in the
    key that is told, as stretches of one meter each.
    """
    cuts = [opening(stretches, VALIDATION_BARS) for stretches in songs]
    return [cut for cut in cuts if cut is not None]


def optimizer(network: nn.Module, _: ModuleType) -> torch.optim.Optimizer:
    """AdamW (Loshchilov & Hutter 2019)."""
    return torch.optim.AdamW(network.parameters(), lr=PEAK, betas=(0.9, 0.99), weight_decay=0.01)


def pace(songs: TrainingSet, fresh: bool) -> Pace:
    """Slower where a trained model is tuned; an epoch is about one pass over the songs."""
    examples = songs.batches.batch_steps
    steps = min(MOST_STEPS, max(FEWEST_STEPS, round(songs.batches.steps / examples)))
    return Pace(PEAK if fresh else PEAK_WHEN_TUNING, True, 1.0, steps, examples, EPOCHS, True)


def planned(songs: list[Any]) -> list[Any]:
    """The songs whose plans ideas follow and whose passages the critic reads: those drawn less teach notes alone."""
    most = max(song.weight for song in songs)
    return [song for song in songs if song.weight >= PLANNED_WEIGHT * most]


def listened(
    network: Any, method: ModuleType, songs: TrainingSet, index: Index, seed: int, habits: dict[str, Any]
) -> float:
    """The share of 32 fresh ideas that copy a song; the critic learns from them, too."""
    lessons = lessons_of(network, method, songs, habits, seed)
    ideas = lessons.write(IDEAS)
    # A resumed run drops the same units as one that never stopped.
    torch.manual_seed(seed)
    for _ in range(LESSONS_AN_EPOCH):
        lessons.step()
    return copy_rate([idea.melody for idea in ideas], lessons.meter[0], index)


def lessons_of(network: Any, method: ModuleType, songs: TrainingSet, habits: dict[str, Any], seed: int) -> Any:
    """What the critic learns from: the songs to learn from beside the network's own ideas."""
    by_meter = songs.batches.by_meter
    learnt = planned([song for group in by_meter.values() for song in group])
    return method.CriticTraining(network, learnt, habits.get("plans", ()), habits.get("minor_share", 0.3), seed)


def finished(
    network: Any, method: ModuleType, songs: TrainingSet, habits: dict[str, Any], seed: int, seconds: float | None
) -> Iterator[None]:
    """Teach the critic what finished weights write, for so many seconds or a fixed course; yields after each lesson."""
    lessons = lessons_of(network, method, songs, habits, seed)
    if seconds is None:
        for _ in lessons.run(ROUNDS, LESSONS):
            yield
        return
    began = time.monotonic()
    while (done := (time.monotonic() - began) / seconds) < 1:
        lessons.write()
        for _ in range(LESSONS):
            lessons.step(method.CRITIC_RATE * max(0.05, 1 - done))
            yield


def figures(measured: Any, whole: Any = None) -> dict[str, float]:
    """What else is told of an epoch: how well new bars are foreseen, and the next note over some whole songs."""
    melody, chords = melody_figures(measured), chord_figures(measured)
    found = {
        "nats_per_note": melody["nats_per_note"],
        "next_note_accuracy": melody["pitch_accuracy"],
        "nats_per_chord": chords["nats_per_change"],
        "next_chord_accuracy": chords["accuracy"],
    }
    if whole is not None:
        found["whole_songs_next_note_accuracy"] = melody_figures(whole)["pitch_accuracy"]
    return found


def weight_of(path: Path, settings: TrainingSettings) -> float:
    """How often a file is drawn: the product of the weights given to folders on its way."""
    weight = 1.0
    for name, factor in settings.weights:
        if name in path.parts:
            weight *= factor
    return weight


def too_few(folder: Path, kept: int, dropped: int) -> str:
    """Why a folder cannot be learnt from, in one sentence."""
    if kept == 0:
        return f"None of the {dropped} MIDI files in {folder} holds both melody and chords; the list gives each reason."
    return (
        f"{folder} holds only one song that can be used, and training needs at least two, "
        "one of them to check what was learnt; add more songs."
    )


def habits(clips: list[Clip], method: ModuleType) -> dict[str, Any]:
    """What the songs are like, for requests that leave it open: tempo, share of minor, meter, melody range."""
    modes = [method.describe_key(clip)[1] for clip in clips]
    pitches = sorted(note.pitch for clip in clips for note in clip.melody)
    return {
        "tempo": round(statistics.median(clip.timeline.bpm for clip in clips)),
        "minor_share": round(modes.count(1) / max(1, modes.count(0) + modes.count(1)), 3),
        "meter": Counter(str(clip.timeline.meter) for clip in clips).most_common(1)[0][0],
        "low": pitches[len(pitches) // 100] if pitches else 60,
        "high": pitches[-1 - len(pitches) // 100] if pitches else 84,
    }
