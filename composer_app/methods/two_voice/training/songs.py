"""What two_voice learns from: files become clips of two voices, and those become songs split by song."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from composer_app.corpus.originality.near_copies import groups_of_clips
from composer_app.corpus.originality.split import split_by_song
from composer_app.corpus.reading.folder import read_folder
from composer_app.errors import ComposerError
from composer_app.learning.training_set import VALIDATION_SHARE, CorpusStatistics, TrainingSet
from composer_app.methods.two_voice.encoding.batch import Batch
from composer_app.methods.two_voice.encoding.crops import Crops
from composer_app.methods.two_voice.encoding.grid import Song, describe_key, encode
from composer_app.methods.two_voice.encoding.transposition import transpose_to_c
from composer_app.methods.two_voice.evaluation.openings import VALIDATION_BARS, opening
from composer_app.methods.two_voice.network.config import TwoVoiceConfig
from composer_app.methods.two_voice.sampling.plans import plans_of
from composer_app.music.clip import Clip
from composer_app.protocol.progress import ReadingFiles
from composer_app.protocol.training_settings import TrainingSettings

PLANNED_WEIGHT = 0.75  # of the greatest weight
WHOLE_SONGS = 8  # evaluated at each epoch's end beside the new bars: enough to stand beside other methods

TwoVoiceSet = TrainingSet[TwoVoiceConfig, Batch, Song]


def read(settings: TrainingSettings, config: TwoVoiceConfig, _: bool = True) -> Iterator[ReadingFiles | TwoVoiceSet]:
    """Read, split by song and encode; says how far it is, the set itself comes last.

    Raises ComposerError where fewer than two different songs are left.
    """
    clips: list[Clip] = []
    paths: list[Path] = []
    dropped = 0
    aside = set(settings.left_out)
    for file in read_folder(settings.folder):
        if file.path in aside:
            continue
        if file.clip is not None and file.kept:
            clips.append(file.clip)
            paths.append(file.path)
        else:
            dropped += 1
        if (len(clips) + dropped) % 25 == 0:
            yield ReadingFiles(len(clips), dropped)
    yield ReadingFiles(len(clips), dropped)
    groups = groups_of_clips(clips)
    if len(groups) < 2:
        raise ComposerError(too_few(settings.folder, len(clips), dropped))
    learn, check = split_by_song(groups, VALIDATION_SHARE, settings.seed)
    training = [s for i in learn for s in encode(clips[i], config.shapes, weight_of(paths[i], settings))]
    whole = [[transpose_to_c(s) for s in encode(clips[i], config.shapes)] for i in check]
    validation = new_bars_of(whole)
    if not training or not validation:  # bars may be too long for the method
        raise ComposerError(too_few(settings.folder, 1, dropped))
    if not any(song.weight for song in training):
        raise ComposerError(f"All songs to learn from in {settings.folder} have the weight 0; give some of them more.")
    melodies = [(paths[i].stem, clips[i]) for i in learn]
    found = corpus_statistics([clip for _, clip in melodies])
    found["plans"] = plans_of(planned(training), config.shapes, config.features)
    crops = Crops(training)
    yield TrainingSet(
        crops, validation, melodies, len(learn), len(check), dropped, config, found, crops.steps, crops.batch_steps,
        validation_bars=VALIDATION_BARS, whole=[s for stretches in whole[:WHOLE_SONGS] for s in stretches],
    )  # fmt: skip


def songs_by_meter(songs: TwoVoiceSet) -> list[list[Song]]:
    """The songs learnt from, those of one meter together."""
    assert isinstance(songs.batches, Crops)
    return list(songs.batches.by_meter.values())


def new_bars_of(songs: Sequence[Sequence[Song]]) -> list[Song]:
    """The first bars of each song from where its melody begins, which no memory of the song helps to predict.

    An idea is all new bars; whole songs would show best who knows that songs repeat themselves. `songs` stand in C
    where their key is known, as stretches of one meter each.
    """
    cuts = [opening(stretches, VALIDATION_BARS) for stretches in songs]
    return [cut for cut in cuts if cut is not None]


def planned(songs: Sequence[Song]) -> list[Song]:
    """The songs whose plans ideas follow and whose passages the critic reads: others teach notes alone."""
    most = max(song.weight for song in songs)
    return [song for song in songs if song.weight >= PLANNED_WEIGHT * most]


def weight_of(path: Path, settings: TrainingSettings) -> float:
    """How often a file is sampled: the product of the weights given to folders on its way."""
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


def corpus_statistics(clips: Sequence[Clip]) -> CorpusStatistics:
    """What the songs are like, for requests that leave it open: tempo, share of minor, meter, melody range."""
    modes = [describe_key(clip)[1] for clip in clips]
    pitches = sorted(note.pitch for clip in clips for note in clip.melody)
    return {
        "tempo": round(statistics.median(clip.timeline.bpm for clip in clips)),
        "minor_share": round(modes.count(1) / max(1, modes.count(0) + modes.count(1)), 3),
        "meter": Counter(str(clip.timeline.meter) for clip in clips).most_common(1)[0][0],
        "low": pitches[len(pitches) // 100] if pitches else 60,
        "high": pitches[-1 - len(pitches) // 100] if pitches else 84,
    }
