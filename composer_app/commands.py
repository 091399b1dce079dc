"""The commands that need no screen: results on stdout, progress on stderr, one sentence on an error."""

from __future__ import annotations

import argparse
import contextlib
import json
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from composer_app import __version__
from composer_app.errors import ComposerError
from composer_app.generation.request import TASKS, Request
from composer_app.music.key import Key
from composer_app.music.meter import Meter
from composer_app.resource_files import base_model

DESCRIPTION = "Inkling: musical ideas, chords low and melody high, learnt from songs. Without a command: the window."


def main(argv: list[str]) -> int:
    """Run one command; 0 done, 1 one sentence on stderr, 2 wrong usage."""
    arguments = parser().parse_args(argv)
    try:
        arguments.run(arguments)
    except ComposerError as error:
        print(f"inkling: {error}", file=sys.stderr)
        return 1
    except BrokenPipeError:
        # Whoever read the results has left, as `head` does; there is nobody to tell.
        sys.stderr.close()
        return 1
    except KeyboardInterrupt:
        print("inkling: stopped.", file=sys.stderr)
        return 1
    return 0


def parser() -> argparse.ArgumentParser:
    """All commands and their options."""
    top = argparse.ArgumentParser(prog="inkling", description=DESCRIPTION)
    top.add_argument("--version", action="version", version=f"Inkling {__version__}")
    commands = top.add_subparsers(title="commands", required=True, metavar="COMMAND")
    for add in (_generate_options, _train_options, _evaluate_options, _import_options, _export_options, _port_options):
        add(commands)
    return top


Commands = Any  # argparse gives its sub-parsers no public type


def _command(
    commands: Commands, name: str, run: Callable[[argparse.Namespace], None], text: str
) -> argparse.ArgumentParser:
    command: argparse.ArgumentParser = commands.add_parser(name, help=text, description=text)
    command.set_defaults(run=run)
    return command


def _generate_options(commands: Commands) -> None:
    command = _command(commands, "generate", generate, "Write ideas as two-voice MIDI files 0001.mid and on.")
    command.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder for the ideas")
    command.add_argument("--model", default="base", metavar="base|FILE", help="the model that writes (default: base)")
    command.add_argument("--count", type=_whole(1, 100_000), default=8, metavar="N", help="how many (default: 8)")
    command.add_argument("--bars", type=_whole(1, 64), default=8, metavar="N", help="bars to write (default: 8)")
    command.add_argument("--task", choices=TASKS, default="new", help="a new idea, or continue a clip")
    command.add_argument("--clip", type=Path, metavar="FILE", help="the seed clip to continue")
    command.add_argument("--key", type=_reads(Key.parse), metavar="KEY", help='such as "C major" or "F# minor"')
    command.add_argument("--meter", type=_reads(_meter), metavar="METER", help="such as 4/4 or 3/4")
    command.add_argument("--tempo", type=_number(20, 300), metavar="BPM", help="quarter notes a minute")
    command.add_argument("--temperature", type=_number(0.05, 5), default=1.0, metavar="T", help="default: 1")
    command.add_argument("--top-p", type=_number(0.01, 1), default=0.97, metavar="P", help="default: 0.97")
    command.add_argument("--seed", type=_whole(0, 2**53), metavar="N", help="the same ideas again")


def _train_options(commands: Commands) -> None:
    command = _command(commands, "train", train, "Train a model on a folder of MIDI; one JSON line an epoch.")
    command.add_argument("folder", type=Path, metavar="FOLDER")
    command.add_argument("--out", type=Path, required=True, metavar="MODEL", help="the model file to write")
    command.add_argument("--method", default="two_voice", help="default: two_voice")
    command.add_argument("--from", dest="start", default="base", metavar="base|none|MODEL", help="where to begin")
    command.add_argument("--epochs", type=_whole(1, 100_000), metavar="N")
    command.add_argument("--minutes", type=_number(0.01, 100_000), metavar="M")
    command.add_argument("--patience", type=_whole(1, 100_000), default=8, metavar="N", help="epochs without gain")
    command.add_argument("--device", choices=("auto", "cpu", "cuda", "mps"), default="auto")
    command.add_argument("--seed", type=_whole(0, 2**53), default=0, metavar="N")
    command.add_argument("--resume", action="store_true", help="go on from MODEL's last checkpoint")
    command.add_argument(
        "--weigh", action="append", default=[], type=_reads(_weight), metavar="NAME=W",
        help="draw songs under a folder of this name W times as often",
    )  # fmt: skip


def _evaluate_options(commands: Commands) -> None:
    command = _command(commands, "evaluate", evaluate, "Held-out figures of a model over a folder of songs.")
    command.add_argument("model", metavar="base|MODEL")
    command.add_argument("folder", type=Path, metavar="FOLDER")
    command.add_argument("--json", action="store_true", help="print JSON instead of a table")
    command.add_argument("--device", choices=("auto", "cpu", "cuda", "mps"), default="auto")


def _import_options(commands: Commands) -> None:
    command = _command(commands, "import", import_folder, "Find chords and melody in any MIDI; write two-voice MIDI.")
    command.add_argument("folder", type=Path, metavar="FOLDER")
    command.add_argument("--out", type=Path, required=True, metavar="DIR")
    command.add_argument("--report", type=Path, metavar="FILE.json", help="what became of each file, and why")


def _export_options(commands: Commands) -> None:
    from composer_app.formats import WRITERS

    command = _command(commands, "export", export, "Write ideas of the library to files.")
    command.add_argument("ideas", nargs="+", metavar="IDEA", help="an idea's number or name, 'starred', or a MIDI file")
    command.add_argument("--to", type=Path, required=True, metavar="DIR")
    command.add_argument("--as", dest="kind", choices=sorted(WRITERS), default="midi")


def _port_options(commands: Commands) -> None:
    _command(commands, "ports", ports, "List the places music can be played to.")
    command = _command(commands, "play", play, "Play a MIDI file.")
    command.add_argument("file", type=Path, metavar="FILE")
    command.add_argument("--port", metavar="NAME", help="as `inkling ports` lists it (default: the built-in piano)")


def generate(arguments: argparse.Namespace) -> None:
    """Write ideas; one JSON line each."""
    from composer_app.corpus.voices import read_clip
    from composer_app.formats import WRITERS
    from composer_app.generation.generate import generate as write
    from composer_app.generation.generate import open_model

    if arguments.task == "continue" and arguments.clip is None:
        raise ComposerError("To continue, name the seed clip with --clip FILE.")
    if arguments.task == "new" and arguments.clip is not None:
        raise ComposerError("A new idea takes no clip; use --task continue to write on from one.")
    names = ("task", "bars", "key", "meter", "tempo", "temperature")
    chosen = {name: getattr(arguments, name) for name in names}
    clip = read_clip(arguments.clip) if arguments.clip else None
    model = open_model(model_path(arguments.model))
    made = folder(arguments.out)
    request = Request(**chosen, count=arguments.count, clip=clip, top_p=arguments.top_p, seed=arguments.seed)
    ideas = progress_bar(write(request, model), total=arguments.count, unit="idea")
    for number, idea in enumerate(ideas, 1):
        path = made / f"{number:04d}.mid"
        WRITERS["midi"].write(idea.clip, path, path.stem)
        asked = {key: value for key, value in chosen.items() if value is not None}
        line = {
            "file": str(path),
            "seed": idea.seed,
            "model": arguments.model,
            "request": asked | {"key": str(idea.clip.key), "top_p": arguments.top_p, "clip": arguments.clip},
            "nats": round(idea.nats, 4),
            "draws": idea.draws,
        }
        print(json.dumps(line, default=str), flush=True)


def train(arguments: argparse.Namespace) -> None:
    """Train in this process; Ctrl-C keeps the best and the last checkpoint."""
    from composer_app.training.loop import train as run
    from composer_app.training.settings import TrainingSettings

    names = ("folder", "out", "method", "start", "epochs", "minutes", "patience", "device", "seed", "resume")
    settings = TrainingSettings(**{n: getattr(arguments, n) for n in names}, weights=tuple(arguments.weigh))
    progress = run(settings)
    try:
        _show_training(progress)
    except KeyboardInterrupt:
        progress.close()
        if settings.out.exists():
            kept = f"the best model is {settings.out}, the last checkpoint {settings.last}"
            print(f"Stopped; {kept}.", file=sys.stderr)
        else:
            print("Stopped before training had begun.", file=sys.stderr)


def _show_training(run: Iterator[Any]) -> None:
    from composer_app.training.progress import EpochEnded, Finished, Prepared, Reading, Stepped

    bar = progress_bar(unit="step", bar_format="{desc}")
    for said in run:
        if isinstance(said, Reading):
            bar.set_description_str(f"Reading: {said.kept} files kept, {said.dropped} dropped")
        elif isinstance(said, Prepared):
            songs = f"{said.training_songs} songs to learn, {said.validation_songs} to check"
            bar.set_description_str(f"{songs}; {said.device}")
        elif isinstance(said, Stepped):
            left = f", {said.seconds_left / 60:.1f} min left" if said.seconds_left is not None else ""
            bar.set_description_str(f"Epoch {said.epoch}, step {said.step}, loss {said.train_loss:.3f}{left}")
        elif isinstance(said, EpochEnded):
            line = {
                "epoch": said.epoch, "steps": said.step, "train_nats": said.train_loss,
                "validation_nats": said.validation_loss, "validation_nats_per_note": said.validation_nats_per_note,
                "copy_rate": said.copy_rate, "steps_per_second": said.steps_per_second, "seconds": said.seconds,
            }  # fmt: skip
            print(json.dumps({key: round(value, 4) for key, value in line.items()}), flush=True)
        elif isinstance(said, Finished):
            bar.set_description_str(f"Done: {said.reason}. Best epoch {said.best_epoch}; the model is {said.model}")
    bar.close()


def evaluate(arguments: argparse.Namespace) -> None:
    """Print held-out figures, the model's and the baselines'."""
    from composer_app.training.evaluate import Scoring
    from composer_app.training.evaluate import evaluate as score

    figures: dict[str, Any] = {}
    with progress_bar(unit="song") as bar:
        for said in score(model_path(arguments.model), arguments.folder, arguments.device):
            if isinstance(said, Scoring):
                bar.total = said.songs
                bar.update(said.done - bar.n)
            else:
                figures = said
    if arguments.json:
        print(json.dumps(figures))
        return
    print(f"{figures['songs']} songs, {figures['notes']} melody notes, {figures['changes']} chord changes")
    print(f"{'':12}{'nats a note':>14}{'right pitch':>14}{'nats a change':>16}{'right chord':>14}")
    for name, row in {"model": figures, **figures["baselines"]}.items():
        melody, chords = row["melody"], row["chords"]
        print(f"{name:12}{melody['nats_per_note']:14.3f}{melody['pitch_accuracy']:14.3f}"
              f"{chords['nats_per_change']:16.3f}{chords['accuracy']:14.3f}")  # fmt: skip


def import_folder(arguments: argparse.Namespace) -> None:
    """Write two-voice MIDI of every file that has both voices; one line a file says what became of it."""
    from composer_app.corpus.importing import import_folder as run
    from composer_app.corpus.importing import write_report

    files = []
    for file in progress_bar(run(arguments.folder, arguments.out), unit="file"):
        files.append(file)
        print(f"{file.path}\t{file.reason}")
    if arguments.report:
        write_report(files, arguments.folder, arguments.report)
    kept = sum(file.kept for file in files)
    print(f"{kept} files kept, {len(files) - kept} dropped", file=sys.stderr)


def export(arguments: argparse.Namespace) -> None:
    """Write ideas of the library, and MIDI files named, in a format."""
    from composer_app.corpus.voices import read_clip
    from composer_app.library.exporting import export_ideas, find_ideas
    from composer_app.library.idea import Idea
    from composer_app.library.store import Library
    from composer_app.settings import data_folder

    files = [Path(word) for word in arguments.ideas if Path(word).suffix.lower() in (".mid", ".midi")]
    words = [word for word in arguments.ideas if Path(word) not in files]
    ideas = [Idea(path.stem, read_clip(path)) for path in files]
    if words:
        library = Library(data_folder() / "ideas.sqlite")
        try:
            ideas += find_ideas(library, words)
        finally:
            library.close()
    for path in export_ideas(ideas, folder(arguments.to), arguments.kind):
        print(path)


def ports(_: argparse.Namespace) -> None:
    """List where music can be played to."""
    from composer_app.playback.console import describe_ports

    for name in describe_ports():
        print(name)


def play(arguments: argparse.Namespace) -> None:
    """Play a file to its end; Ctrl-C releases every note."""
    from composer_app.corpus.voices import read_clip
    from composer_app.playback.console import play as run
    from composer_app.playback.player import BUILT_IN

    with contextlib.suppress(KeyboardInterrupt):
        run(read_clip(arguments.file), arguments.port or BUILT_IN)


def progress_bar(values: Iterable[Any] | None = None, **options: Any) -> Any:
    """A bar on stderr where that is a terminal; without tqdm's thread, which would outlive the command."""
    from tqdm import tqdm

    tqdm.monitor_interval = 0
    return tqdm(values, disable=None, file=sys.stderr, **options)


def model_path(name: str) -> Path:
    """The file of a model named on the command line."""
    return base_model() if name == "base" else Path(name)


def folder(path: Path) -> Path:
    """The folder, made where it is not there yet; ComposerError where it cannot be."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        why = error.strerror or error
        raise ComposerError(f"The folder {path} cannot be made ({why}); choose another one.") from error
    return path


def _whole(low: int, high: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not text.isdigit() or not low <= int(text) <= high:
            raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from {low} to {high}")
        return int(text)

    return read


def _number(low: float, high: float) -> Callable[[str], float]:
    def read(text: str) -> float:
        try:
            value = float(text)
        except ValueError:
            value = low - 1
        if not low <= value <= high:
            raise argparse.ArgumentTypeError(f"{text!r} is not a number from {low} to {high}")
        return value

    return read


def _reads(convert: Callable[[str], Any]) -> Callable[[str], Any]:
    def read(text: str) -> Any:
        try:
            return convert(text)
        except ValueError as error:
            raise argparse.ArgumentTypeError(str(error)) from None

    return read


def _meter(text: str) -> Meter:
    numerator, _, denominator = text.partition("/")
    if not numerator.isdigit() or not denominator.isdigit():
        raise ValueError(f"{text!r} is not a meter; write it as 3/4")
    return Meter(int(numerator), int(denominator))


def _weight(text: str) -> tuple[str, float]:
    name, _, weight = text.partition("=")
    return name, float(weight)
