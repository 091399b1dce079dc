"""A folder of files becomes training and validation songs in a method's encoding."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from composer_app.corpus.folder import read_folder
from composer_app.corpus.split import groups_alike, split_by_song
from composer_app.errors import ComposerError
from composer_app.music.clip import Clip
from composer_app.training.progress import Reading
from composer_app.training.settings import TrainingSettings

VALIDATION_SHARE = 0.1


@dataclass(frozen=True, slots=True)
class TrainingSet:
    """Encoded songs to learn from and to check against, the clips learnt from by name, and what was dropped."""

    training: list[Any]
    validation: list[Any]
    clips: list[Clip]
    names: list[str]
    validation_clips: int
    dropped: int


def read_training_set(settings: TrainingSettings, method: ModuleType, config: Any) -> Iterator[Reading | TrainingSet]:
    """Read, split by song and encode; says how far it is, the set itself comes last.

    Raises ComposerError where fewer than two different songs are left.
    """
    clips: list[Clip] = []
    names: list[str] = []
    weights: list[float] = []
    dropped = 0
    for file in read_folder(settings.folder):
        if file.clip is not None and file.kept:
            clips.append(file.clip)
            names.append(file.path.stem)
            weights.append(weight_of(file.path, settings))
        else:
            dropped += 1
        if (len(clips) + dropped) % 25 == 0:
            yield Reading(len(clips), dropped)
    yield Reading(len(clips), dropped)
    groups = groups_alike(clips)
    if len(groups) < 2:
        raise ComposerError(too_few(settings.folder, len(clips), dropped))
    learn, check = split_by_song(groups, VALIDATION_SHARE, settings.seed)
    training = [s for i in learn for s in method.encode(clips[i], config.shapes, weights[i])]
    validation = [s for i in check for s in method.encode(clips[i], config.shapes)]
    yield TrainingSet(training, validation, [clips[i] for i in learn], [names[i] for i in learn], len(check), dropped)


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
