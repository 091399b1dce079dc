"""How methods that generate from left to right learn: each reads files by its own rules, as rows kept on disk."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

import numpy as np

from composer_app.corpus.originality.melody_index import Index
from composer_app.corpus.originality.split import split_by_song
from composer_app.corpus.reading.folder import music_files
from composer_app.corpus.reading.prepared import FilePrepared, PreparedSongs, prepare
from composer_app.errors import ComposerError
from composer_app.files.folders import data_folder
from composer_app.learning.copying import share_copied
from composer_app.learning.training_set import VALIDATION_SHARE, CorpusStatistics, Schedule, TrainingSet
from composer_app.methods.left_to_right.parts import BatchT, ConfigT, NetworkT, Parts, Rows, SumsT
from composer_app.music.clip import Clip
from composer_app.music.lines import TOGETHER, skyline
from composer_app.music.note import TICKS_PER_QUARTER, Note
from composer_app.protocol.progress import FileReport, ReadingFiles
from composer_app.protocol.training_settings import TrainingSettings

MOST_EXAMPLES = 1_000_000  # in an epoch
FEWEST_STEPS = 30
IDEAS = 16
IDEA_TICKS, MOST_ROWS = 8 * 4 * TICKS_PER_QUARTER, 256
BPM = 120.0


def read(
    parts: Parts[ConfigT, NetworkT, BatchT, SumsT], settings: TrainingSettings, config: ConfigT, fresh: bool
) -> Iterator[ReadingFiles | TrainingSet[ConfigT, BatchT, Rows]]:
    """Read songs as rows, (steps,) or (steps, width), and split them by song; yields progress, the set comes last.

    A `fresh` network's vocabulary is found in these songs; a trained one keeps its own.
    Raises ComposerError where fewer than two different songs are left.

    Shapes: songs (steps, ...).
    """
    prepared: PreparedSongs | None = None
    kept = dropped = 0
    aside = set(settings.left_out)
    files = [path for path in music_files(settings.folder) if path not in aside]
    for message in prepare(files, lambda score: parts.read(score, config), prepared_folder()):
        if isinstance(message, PreparedSongs):
            prepared = message
        else:
            kept, dropped = kept + message.kept, dropped + (not message.kept)
            if (kept + dropped) % 25 == 0:
                yield ReadingFiles(kept, dropped)
    yield ReadingFiles(kept, dropped)
    assert prepared is not None
    if len(prepared.groups) < 2:
        raise ComposerError(too_few(settings, parts.entry.title, prepared))
    learn, check = split_by_song(prepared.groups, VALIDATION_SHARE, settings.seed)
    training = [prepared.songs[i] for i in learn]
    if fresh:
        config = parts.fit(config, training)
    windows = parts.windows(training, config)
    yield TrainingSet(
        windows,
        [prepared.songs[i] for i in check],
        melodies(parts, config, [prepared.kept[i] for i in learn], training),
        len(learn),
        len(check),
        dropped,
        config,
        corpus_statistics([prepared.kept[i] for i in learn]),
        windows.examples,
        windows.batch_examples,
        tuple(prepared.kept[i].digest for i in learn),
        tuple(FileReport(f.path, f.kept, f.reason, f.notes_kept, f.notes_dropped) for f in prepared.files),
    )


def prepared_folder() -> Path:
    """The folder of prepared songs, kept while a run needs them."""
    return data_folder() / "prepared"


def too_few(settings: TrainingSettings, title: str, prepared: PreparedSongs) -> str:
    """Why a folder cannot be learnt from, in one sentence."""
    if not prepared.songs:
        why = Counter(file.reason.removeprefix("dropped: ") for file in prepared.files).most_common(1)[0][0]
        count = len(prepared.files)
        return f"{title} can use none of the {count} MIDI files in {settings.folder}, mostly because of: {why}."
    return (
        f"{settings.folder} holds only one song that {title} can use, and training needs at least two, "
        "one of them to check what was learnt; add more songs."
    )


def corpus_statistics(files: Sequence[FilePrepared]) -> CorpusStatistics:
    """Median tempo and commonest meter of the songs, for requests that leave them open."""
    return {
        "tempo": round(statistics.median(file.bpm for file in files)),
        "meter": Counter(file.meter for file in files).most_common(1)[0][0],
    }


def melodies(
    parts: Parts[ConfigT, NetworkT, BatchT, SumsT],
    config: ConfigT,
    files: Sequence[FilePrepared],
    songs: Sequence[Rows],
) -> Iterator[tuple[str, Clip]]:
    """The melody of each of `songs`, (steps,) or (steps, width), with its file's name, one at a time."""
    for file, song in zip(files, songs, strict=True):
        yield file.path.stem, Clip(melody=tuple(melody_of(parts, config, song)))


def melody_of(parts: Parts[ConfigT, NetworkT, BatchT, SumsT], config: ConfigT, song: Rows) -> list[Note]:
    """The melody of a song, (steps,) or (steps, width), or the highest notes of its chords."""
    chords, melody = parts.decode(config, song, 0, BPM)
    return skyline(melody or chords, TOGETHER)


def schedule(songs: TrainingSet[ConfigT, BatchT, Rows]) -> Schedule:
    """The preset's schedule; an epoch is one pass over the songs, a million examples at most."""
    config, a_step = songs.config, songs.examples_per_step
    steps = max(FEWEST_STEPS, -(-min(MOST_EXAMPLES, int(songs.examples)) // a_step))
    return Schedule(config.rate, config.schedule == "cosine", config.clip, steps, a_step, config.epochs, False)


def copy_rate(
    parts: Parts[ConfigT, NetworkT, BatchT, SumsT],
    network: NetworkT,
    songs: TrainingSet[ConfigT, BatchT, Rows],
    index: Index,
    seed: int,
    _: CorpusStatistics,
) -> float:
    """The share of new ideas that copy a song; they are sampled on the CPU, whatever device the network learns on."""
    device = next(network.parameters()).device
    network.to("cpu")
    ideas = written(parts, network, songs.config, range(seed, seed + IDEAS))
    network.to(device)
    return share_copied([melody_of(parts, songs.config, idea) for idea in ideas], index)


def written(
    parts: Parts[ConfigT, NetworkT, BatchT, SumsT], network: NetworkT, config: ConfigT, seeds: Sequence[int]
) -> list[Rows]:
    """Ideas of eight bars without a seed clip, as rows: one array (steps, ...) a seed."""
    steps: list[Rows] = []
    ticks = np.zeros(len(seeds))
    for rows, _ in islice(parts.write(network, parts.no_rows(config), seeds, 1.0, 0.97), MOST_ROWS):
        steps.append(rows)
        ticks += parts.step_ticks(config, rows, BPM)
        if ticks.min() >= IDEA_TICKS:
            break
    return [np.stack(idea) for idea in zip(*steps, strict=True)]
