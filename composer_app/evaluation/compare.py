"""Every method on the same songs, with the same time: trained, measured on songs set aside, and heard.

A generator of frozen values, free of torch until it runs, so that a window may hold what it says.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Generator, Iterator, Sequence
from pathlib import Path
from typing import Any

from composer_app.corpus.originality.split import split_by_song
from composer_app.corpus.reading.folder import music_files
from composer_app.corpus.reading.prepared import LINE, groups_of_songs
from composer_app.corpus.reading.song_cache import read_score
from composer_app.corpus.transcription.tracks import highest_pitches
from composer_app.errors import ComposerError
from composer_app.formats.midi_file import write_clip
from composer_app.music.clip import Clip
from composer_app.protocol.comparison import BARS, IDEAS, Comparison, MethodProgress, MethodResult, Split
from composer_app.protocol.progress import EpochEnded, Finished, Prepared, Scoring
from composer_app.protocol.request import Request
from composer_app.protocol.training_settings import TrainingSettings

SHARE = 0.2
NEW_BARS = "first_16"  # the block of new material that stands beside whole songs


def compare(wish: Comparison) -> Generator[Split | MethodProgress | MethodResult, None, None]:
    """Method after method; one that cannot use the songs says why, and the others go on.

    Raises ComposerError where the folder holds too few songs, or a method is unknown.
    """
    from composer_app.methods import METHODS

    unknown = [name for name in wish.methods if name not in METHODS]
    if unknown:
        raise ComposerError(f"There is no method {unknown[0]}; choose among {', '.join(METHODS)}.")
    methods = wish.methods or tuple(METHODS)
    learn, aside = set_aside(wish.folder, wish.seed)
    yield Split(len(learn), len(aside), methods)
    for name in methods:
        title = getattr(METHODS[name], "TITLE", "Two voices")
        try:
            yield from _compared(wish, name, title, aside)
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
    learn, aside = split_by_song(groups, SHARE, seed)
    return [paths[index] for index in learn], [paths[index] for index in aside]


def _compared(
    wish: Comparison, name: str, title: str, aside: Sequence[Path]
) -> Iterator[MethodProgress | MethodResult]:
    """One method: trained, scored, and its ideas written."""
    from composer_app.training.evaluate import evaluate
    from composer_app.training.loop import train

    out = wish.output_folder / name / f"{name}.safetensors"
    settings = TrainingSettings(
        wish.folder, out, name, "none", minutes=wish.minutes, device=wish.device, seed=wish.seed,
        preset=wish.preset, left_out=tuple(aside),
    )  # fmt: skip
    prepared, last, finished = None, None, None
    with contextlib.closing(train(settings)) as run:
        for said in run:
            prepared = said if isinstance(said, Prepared) else prepared
            last = said if isinstance(said, EpochEnded) else last
            finished = said if isinstance(said, Finished) else finished
            yield MethodProgress(name, said)
    figures: dict[str, Any] = {}
    for scored in evaluate(out, wish.folder, wish.device, aside):
        if isinstance(scored, Scoring):
            yield MethodProgress(name, scored)
        else:
            figures = scored
    assert prepared is not None
    assert last is not None
    assert finished is not None
    own, baselines = by_name(figures)
    begun = time.monotonic()
    paths, clips = zip(*_ideas(out, wish.seed), strict=True)
    writing = time.monotonic() - begun
    yield MethodResult(
        name, title, "", figures["songs"], figures["dropped"], prepared.parameters, last.seconds,
        finished.best_epoch, prepared.examples_per_step * last.steps_per_second, writing,
        finished.best_validation_loss,
        own["next_note_accuracy"], max(row.get("next_note_accuracy", 0.0) for row in baselines.values()),
        tuple(own.items()), tuple((baseline, tuple(row.items())) for baseline, row in baselines.items()),
        out, paths, clips,
    )  # fmt: skip


def by_name(found: dict[str, Any]) -> tuple[dict[str, float], dict[str, dict[str, float]]]:
    """What `evaluate` found as flat figures of the model and of each baseline."""
    if "figures" in found:
        return found["figures"], found["baselines"]
    new = found.get("new_material", {}).get(NEW_BARS, {})
    counted = new.get("baselines", {})
    return flat(found, new), {name: flat(row, counted.get(name, {})) for name, row in found["baselines"].items()}


def flat(row: dict[str, Any], new: dict[str, Any]) -> dict[str, float]:
    """The figures of both voices: the next note's pitch under the name that all methods use, then those of new bars."""
    figures = {"next_note_accuracy": row["melody"]["pitch_accuracy"]}
    for voice, accuracy in (("melody", "pitch_accuracy"), ("chords", "accuracy")):
        if voice in new:
            figures[f"new_bars_{voice}_accuracy"] = new[voice][accuracy]
    for voice in ("melody", "chords"):
        figures |= {f"new_bars_{voice}_{name}": value for name, value in new.get(voice, {}).items() if "nats" in name}
    return figures | {f"{voice}_{name}": value for voice in ("melody", "chords") for name, value in row[voice].items()}


def _ideas(model: Path, seed: int) -> Iterator[tuple[Path, Clip]]:
    """Three ideas from nothing, beside the model."""
    from composer_app.generation.generate import generate, open_model
    from composer_app.protocol.request import GeneratedIdea

    written = generate(Request(bars=BARS, count=IDEAS, seed=seed), open_model(model))
    for number, idea in enumerate((said for said in written if isinstance(said, GeneratedIdea)), 1):
        path = model.with_name(f"{number}.mid")
        write_clip(idea.clip, path, f"{model.stem} {number}")
        yield path, idea.clip
