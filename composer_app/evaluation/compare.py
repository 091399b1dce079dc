"""Every method on the same songs, with the same time: trained, evaluated on songs set aside, and listened to.

A generator of frozen values, free of torch until it runs, so that a window may hold its values.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Generator, Iterator, Sequence
from pathlib import Path

from composer_app.corpus.originality.split import split_by_song
from composer_app.corpus.reading.folder import music_files
from composer_app.corpus.reading.prepared import LINE, groups_of_songs
from composer_app.corpus.reading.song_cache import read_score
from composer_app.corpus.transcription.tracks import highest_pitches
from composer_app.errors import ComposerError
from composer_app.formats.midi_file import write_clip
from composer_app.methods import catalogue
from composer_app.music.clip import Clip
from composer_app.protocol.comparison import BARS, IDEAS, Comparison, MethodProgress, MethodResult, Split
from composer_app.protocol.progress import EpochEnded, Finished, Prepared, Scoring
from composer_app.protocol.request import Request
from composer_app.protocol.training_settings import TrainingSettings

SHARE = 0.2


def compare(comparison: Comparison) -> Generator[Split | MethodProgress | MethodResult, None, None]:
    """Method after method; one that cannot use the songs says why, and the others go on.

    Raises ComposerError where the folder holds too few songs, or a method is unknown.
    """
    entries = catalogue()
    unknown = [name for name in comparison.methods if name not in entries]
    if unknown:
        raise ComposerError(f"There is no method {unknown[0]}; choose among {', '.join(entries)}.")
    methods = comparison.methods or tuple(entries)
    learn, held_out = set_aside(comparison.folder, comparison.seed)
    yield Split(len(learn), len(held_out), methods)
    for name in methods:
        title = entries[name].title
        try:
            yield from _result_of(comparison, name, title, held_out)
        except ComposerError as error:
            yield MethodResult(name, title, str(error))


def set_aside(folder: Path, seed: int) -> tuple[list[Path], list[Path]]:
    """The files to learn from and those for scoring, near-copies and parts of one song on one side."""
    paths, lines = [], []
    for path in music_files(folder):
        with contextlib.suppress(ComposerError):
            score = read_score(path)
            lines.append([highest_pitches(track.notes)[:LINE] for track in score.tracks])
            paths.append(path)
    groups = groups_of_songs(paths, lines)
    if len(groups) < 3:
        raise ComposerError(
            f"{folder} holds {len(groups)} different songs, and to compare methods takes three at least: "
            "to learn from, to check with and to score."
        )
    learn, held_out = split_by_song(groups, SHARE, seed)
    return [paths[index] for index in learn], [paths[index] for index in held_out]


def _result_of(
    comparison: Comparison, name: str, title: str, held_out: Sequence[Path]
) -> Iterator[MethodProgress | MethodResult]:
    """One method: trained, scored, and its ideas written."""
    from composer_app.evaluation.evaluate import evaluate
    from composer_app.training.loop import train

    out = comparison.output_folder / name / f"{name}.safetensors"
    settings = TrainingSettings(
        comparison.folder, out, name, "none", minutes=comparison.minutes, device=comparison.device,
        seed=comparison.seed, preset=comparison.preset, left_out=tuple(held_out),
    )  # fmt: skip
    prepared, last, finished = None, None, None
    with contextlib.closing(train(settings)) as run:
        for message in run:
            prepared = message if isinstance(message, Prepared) else prepared
            last = message if isinstance(message, EpochEnded) else last
            finished = message if isinstance(message, Finished) else finished
            yield MethodProgress(name, message)
    score = None
    for scored in evaluate(out, comparison.folder, comparison.device, held_out):
        if isinstance(scored, Scoring):
            yield MethodProgress(name, scored)
        else:
            score = scored
    assert score is not None
    assert prepared is not None
    assert last is not None
    assert finished is not None
    begun = time.monotonic()
    paths, clips = zip(*_ideas(out, comparison.seed), strict=True)
    writing = time.monotonic() - begun
    yield MethodResult(
        name, title, "", score.songs, score.dropped, prepared.parameters, last.seconds,
        finished.best_epoch, prepared.examples_per_step * last.steps_per_second, writing,
        finished.best_validation_loss,
        score.figures["next_note_accuracy"],
        max((row.get("next_note_accuracy", 0.0) for row in score.baselines.values()), default=0.0),
        tuple(score.figures.items()),
        tuple((baseline, tuple(row.items())) for baseline, row in score.baselines.items()),
        out, paths, clips,
    )  # fmt: skip


def _ideas(model: Path, seed: int) -> Iterator[tuple[Path, Clip]]:
    """Three ideas from nothing, beside the model."""
    from composer_app.generation.generate import generate, open_model
    from composer_app.protocol.request import GeneratedIdea

    written = generate(Request(bars=BARS, count=IDEAS, seed=seed), open_model(model))
    for number, idea in enumerate((message for message in written if isinstance(message, GeneratedIdea)), 1):
        path = model.with_name(f"{number}.mid")
        write_clip(idea.clip, path, f"{model.stem} {number}")
        yield path, idea.clip
