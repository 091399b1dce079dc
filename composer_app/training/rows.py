"""How the published methods learn: each reads files by its own rules, as rows of integers that lie on disk."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from composer_app.corpus.originality.melody_index import Index
from composer_app.corpus.originality.split import split_by_song
from composer_app.corpus.reading.folder import music_files
from composer_app.corpus.reading.prepared import FilePrepared, PreparedSongs, prepare
from composer_app.errors import ComposerError
from composer_app.files.folders import data_folder
from composer_app.learning.training_set import VALIDATION_SHARE, Pace, TrainingSet
from composer_app.music.clip import Clip
from composer_app.music.lines import TOGETHER
from composer_app.music.note import TICKS_PER_QUARTER, Note
from composer_app.protocol.progress import FileReport, ReadingFiles
from composer_app.protocol.training_settings import TrainingSettings
from composer_app.training.copying import share_copied

MOST_EXAMPLES = 1_000_000  # in an epoch
FEWEST_STEPS = 30
IDEAS = 16
FINISHING = 0.0  # nothing is left to do at the end
IDEA_TICKS, MOST_ROWS = 8 * 4 * TICKS_PER_QUARTER, 256
BPM = 120.0

Rows = NDArray[Any]


def read(
    settings: TrainingSettings, method: ModuleType, config: Any, fresh: bool
) -> Iterator[ReadingFiles | TrainingSet]:
    """Read by the method's rules and split by song; says how far it is, the set itself comes last.

    A `fresh` network's vocabulary is found in these songs; one that has learnt before keeps its own.
    Raises ComposerError where fewer than two different songs are left.
    """
    prepared: PreparedSongs | None = None
    kept = dropped = 0
    aside = set(settings.left_out)
    files = [path for path in music_files(settings.folder) if path not in aside]
    for said in prepare(files, lambda score: method.read(score, config), place()):
        if isinstance(said, PreparedSongs):
            prepared = said
        else:
            kept, dropped = kept + said.kept, dropped + (not said.kept)
            if (kept + dropped) % 25 == 0:
                yield ReadingFiles(kept, dropped)
    yield ReadingFiles(kept, dropped)
    assert prepared is not None
    if len(prepared.groups) < 2:
        raise ComposerError(too_few(settings, method, prepared))
    learn, check = split_by_song(prepared.groups, VALIDATION_SHARE, settings.seed)
    training = [prepared.songs[i] for i in learn]
    if fresh:
        config = method.fit(config, training)
    yield TrainingSet(
        method.Windows(training, config),
        [prepared.songs[i] for i in check],
        melodies(method, config, [prepared.kept[i] for i in learn], training),
        len(learn),
        len(check),
        dropped,
        config,
        habits([prepared.kept[i] for i in learn]),
        tuple(prepared.kept[i].digest for i in learn),
        tuple(FileReport(f.path, f.kept, f.reason, f.notes_kept, f.notes_dropped) for f in prepared.files),
    )


def place() -> Path:
    """Where prepared songs lie while a run needs them."""
    return data_folder() / "prepared"


def too_few(settings: TrainingSettings, method: ModuleType, prepared: PreparedSongs) -> str:
    """Why a folder cannot be learnt from, in one sentence."""
    if not prepared.songs:
        why = Counter(file.reason.removeprefix("dropped: ") for file in prepared.files).most_common(1)[0][0]
        count = len(prepared.files)
        return f"{method.TITLE} can use none of the {count} MIDI files in {settings.folder}, mostly because of: {why}."
    return (
        f"{settings.folder} holds only one song that {method.TITLE} can use, and training needs at least two, "
        "one of them to check what was learnt; add more songs."
    )


def habits(files: Sequence[FilePrepared]) -> dict[str, Any]:
    """What the songs are like, for requests that leave it open."""
    return {
        "tempo": round(statistics.median(file.bpm for file in files)),
        "meter": Counter(file.meter for file in files).most_common(1)[0][0],
    }


def melodies(
    method: ModuleType, config: Any, files: Sequence[FilePrepared], songs: Sequence[Rows]
) -> Iterator[tuple[str, Clip]]:
    """Each song's melody with its file's name, one at a time."""
    for file, song in zip(files, songs, strict=True):
        yield file.path.stem, Clip(melody=tuple(line(method, config, song)))


def line(method: ModuleType, config: Any, song: Rows) -> list[Note]:
    """The melody that rows stand for, or the highest notes of their chords."""
    chords, melody = method.decode(config, song, 0, BPM)
    highest: dict[int, Note] = {}
    for note in melody or chords:
        onset = round(note.onset / TOGETHER)
        if onset not in highest or note.pitch > highest[onset].pitch:
            highest[onset] = note
    return [highest[onset] for onset in sorted(highest)]


def optimizer(network: Any, method: ModuleType) -> torch.optim.Optimizer:
    """The method's own."""
    found: torch.optim.Optimizer = method.optimizer(network, network.config)
    return found


def pace(songs: TrainingSet, _: bool) -> Pace:
    """As the preset says; an epoch is one pass over the songs, a million examples at most."""
    config, batches = songs.config, songs.batches
    steps = max(FEWEST_STEPS, -(-min(MOST_EXAMPLES, batches.examples) // batches.batch_examples))
    examples, cosine = batches.batch_examples, config.schedule == "cosine"
    return Pace(config.rate, cosine, config.clip, steps, examples, config.epochs, False)


def listened(
    network: nn.Module, method: ModuleType, songs: TrainingSet, index: Index, seed: int, _: dict[str, Any]
) -> float:
    """The share of fresh ideas that copy a song."""
    device = next(network.parameters()).device
    network.to("cpu")
    ideas = written(network, method, songs.config, range(seed, seed + IDEAS))
    network.to(device)
    return share_copied([line(method, songs.config, idea) for idea in ideas], index)


def written(network: nn.Module, method: ModuleType, config: Any, seeds: Sequence[int]) -> list[Rows]:
    """Ideas of eight bars, from nothing, as rows."""
    steps: list[Rows] = []
    ticks = np.zeros(len(seeds))
    for rows, _ in islice(method.write(network, method.nothing(config), seeds, 1.0, 0.97), MOST_ROWS):
        steps.append(rows)
        ticks += method.step_ticks(config, rows, BPM)
        if ticks.min() >= IDEA_TICKS:
            break
    return [np.stack(idea) for idea in zip(*steps, strict=True)]


def figures(measured: Any, _: Any = None) -> dict[str, float]:
    """The method's own measure first, then those that all methods share."""
    found: dict[str, float] = measured.figures()
    return found
