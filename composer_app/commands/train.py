"""`inkling train`: a model from a folder of songs, a JSON line an epoch."""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from composer_app.commands.arguments import Commands, command, number, read_weight, reads, whole
from composer_app.commands.progress_bar import progress_bar
from composer_app.errors import ComposerError
from composer_app.files.atomic_write import refusal, write_whole
from composer_app.methods import catalogue
from composer_app.protocol.progress import FileReport
from composer_app.protocol.training_settings import TrainingSettings


def add_options(commands: Commands) -> None:
    """Add the command and its options."""
    options = command(commands, "train", train, "Train a model on a folder of MIDI; one JSON line an epoch.")
    options.add_argument("folder", type=Path, metavar="FOLDER")
    options.add_argument("--out", type=Path, required=True, metavar="MODEL", help="the model file to write")
    names = ", ".join(catalogue())
    options.add_argument("--method", metavar="NAME", help=f"{names} (default: two_voice)")
    options.add_argument("--preset", default="", metavar="NAME", help="such as as-published (default: mended)")
    options.add_argument("--from", dest="start", default="base", metavar="base|none|MODEL", help="where to begin")
    options.add_argument("--epochs", type=whole(1, 100_000), metavar="N")
    options.add_argument("--minutes", type=number(0.01, 100_000), metavar="M")
    options.add_argument(
        "--patience", type=whole(1, 100_000), default=8, metavar="N",
        help="end after N epochs without better predictions of songs kept aside (two_voice: of their first 16 bars)",
    )  # fmt: skip
    options.add_argument("--device", choices=("auto", "cpu", "cuda", "mps"), default="auto")
    options.add_argument("--seed", type=whole(0, 2**53), default=0, metavar="N")
    options.add_argument("--resume", action="store_true", help="go on from MODEL's last checkpoint")
    options.add_argument("--report", type=Path, metavar="FILE.json", help="what the method kept of each file, and why")
    options.add_argument("--tensorboard", type=Path, metavar="DIR", help="write event files for TensorBoard as well")
    options.add_argument(
        "--weigh", action="append", default=[], type=reads(read_weight), metavar="NAME=W",
        help="draw songs under a folder of this name W times as often",
    )  # fmt: skip


def train(arguments: argparse.Namespace) -> None:
    """Train in this process; Ctrl-C keeps the best and the last checkpoint."""
    from composer_app.training.loop import train as run

    names = ("folder", "out", "method", "start", "epochs", "minutes", "patience", "device", "seed", "resume",
             "preset", "tensorboard")  # fmt: skip
    _check_usage(arguments)
    chosen = {name: value for name in names if (value := getattr(arguments, name)) is not None}
    settings = TrainingSettings(**chosen, weights=tuple(arguments.weigh))
    _check_method(arguments, settings)
    progress = run(settings)
    try:
        _show_training(progress, arguments.report)
    except KeyboardInterrupt:
        progress.close()
        if settings.out.exists():
            kept = f"the best model is {settings.out}, the last checkpoint {settings.last}"
            print(f"Stopped; {kept}.", file=sys.stderr)
        else:
            print("Stopped before training had begun.", file=sys.stderr)


def _check_usage(arguments: argparse.Namespace) -> None:
    """Exit with one sentence where options contradict each other; ComposerError where a weight names no folder."""
    from composer_app.corpus.reading.folder import music_files

    goes_on = arguments.resume or arguments.start not in ("base", "none")
    if arguments.preset and goes_on:
        arguments.wrong("--preset is for a model that begins from nothing; leave it out, or --from and --resume")
    if not arguments.weigh:
        return
    if arguments.method not in (None, "two_voice"):
        arguments.wrong("--weigh goes with --method two_voice alone")
    there = {part for path in music_files(arguments.folder) for part in path.parts}
    for name, _ in arguments.weigh:
        if name not in there:
            raise ComposerError(f"No song in {arguments.folder} lies under a folder called {name}; --weigh names one.")


def _check_method(arguments: argparse.Namespace, settings: TrainingSettings) -> None:
    """ComposerError where the model to go on with was trained by another method than was asked for."""
    from composer_app.models.file import read_card

    if arguments.method is None or not (settings.resume or settings.start not in ("base", "none")):
        return
    source = settings.last if settings.resume else Path(settings.start)
    if (found := read_card(source).method) != settings.method:
        raise ComposerError(
            f"{source.name} was trained by {found} and cannot go on by {settings.method}; leave out --method."
        )


def _show_training(run: Iterator[Any], report: Path | None) -> None:
    from composer_app.protocol.progress import EpochEnded, Finished, Prepared, ReadingFiles, Stepped

    bar, checked = progress_bar(unit="step", bar_format="{desc}"), ""
    for event in run:
        if isinstance(event, ReadingFiles):
            bar.set_description_str(f"Reading: {event.kept} files kept, {event.dropped} dropped")
        elif isinstance(event, Prepared):
            checked = checked_on(event.validation_bars)
            songs = f"{event.training_songs} songs to learn, {event.validation_songs} to check on {checked}"
            bar.set_description_str(f"{songs}; {event.device}")
            if report:
                _write_report(event.files, report)
        elif isinstance(event, Stepped):
            left = f", {event.seconds_left / 60:.1f} min left" if event.seconds_left is not None else ""
            bar.set_description_str(f"Epoch {event.epoch}, step {event.step}, loss {event.train_loss:.3f}{left}")
        elif isinstance(event, EpochEnded):
            line = {
                "epoch": event.epoch, "steps": event.step, "train_nats": event.train_loss,
                "validation_nats": event.validation_loss, "validation_nats_per_note": event.validation_nats_per_note,
                "copy_rate": event.copy_rate, "steps_per_second": event.steps_per_second,
                "seconds": event.seconds,
            } | dict(event.figures)  # fmt: skip
            rounded = {key: round(value, 4) for key, value in line.items()}
            print(json.dumps(rounded | {"checked_on": checked}), flush=True)
        elif isinstance(event, Finished):
            bar.set_description_str(f"Done: {event.reason}. Best epoch {event.best_epoch}; the model is {event.model}")
    bar.close()


def checked_on(bars: int) -> str:
    """What of the songs kept aside the figures of an epoch are of."""
    return f"new bars, the first {bars} of each song" if bars else "whole songs"


def _write_report(files: Sequence[FileReport], path: Path) -> None:
    rounded = [dataclasses.asdict(file) | {"path": str(file.path)} for file in files]
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, json.dumps(rounded, indent=1).encode())
    except OSError as error:
        raise ComposerError(f"The report {path} was not written: {refusal(error, path)}") from error
