"""`inkling generate`: ideas as MIDI files, a JSON line each."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from composer_app.commands.again import requests_again
from composer_app.commands.arguments import (
    Commands,
    add_accompaniment,
    add_control,
    command,
    folder,
    model_path,
    reads,
)
from composer_app.commands.progress_bar import progress_bar
from composer_app.errors import ComposerError
from composer_app.files.resources import base_model
from composer_app.music.clip import Clip
from composer_app.music.form import parse_form
from composer_app.music.key import Key
from composer_app.music.meter import Meter
from composer_app.music.note import parse_range
from composer_app.protocol.controls import CONTROLS, Controls, knobs
from composer_app.protocol.request import TASKS, GeneratedIdea, Request
from composer_app.protocol.request_json import describe_request
from composer_app.protocol.span_text import read_spans

ABOUT = "Write ideas as two-voice MIDI files 0001.mid and on; one JSON line an idea."
COUNT = 8
RANGE = ("low", "high")  # given by one option
# The options that a task needs, and the tasks that an option goes with.
MEANINGS = {
    "clip": "the MIDI file to begin from",
    "to": "the MIDI file to lead to",
    "write": 'the bars to write anew, as in "melody:5-8,chords:7"',
}
WITH_CLIP = tuple(task for task in TASKS if task != "new")
NEEDS = dict.fromkeys(WITH_CLIP, ("clip",)) | {"fill": ("clip", "write"), "bridge": ("clip", "to")}
BELONGS = {
    "form": ("new",), "pickup": ("new",), "clip": WITH_CLIP, "to": ("bridge",), "write": ("fill", "vary"),
    "amount": ("vary",),
}  # fmt: skip
# What may be given with --again, and the values of options that were not given.
WITH_AGAIN = ("again", "out", "model", "accompaniment", "run", "wrong")
NOT_GIVEN = (None, (), "new")
KEPT = {"bars": "its length", "meter": "its meter", "tempo": "its tempo"}


def add_options(commands: Commands) -> None:
    """Add the command and its options."""
    options = command(commands, "generate", generate, ABOUT)
    options.usage = "inkling generate --out DIR [options]"
    options.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder for the ideas")
    options.add_argument("--model", metavar="base|FILE", help="the model that writes (default: base)")
    add_control(options, "count", COUNT)
    add_control(options, "seed")
    options.add_argument("--again", metavar="IDEA", help="write an idea of the library again: its number or its name")
    add_accompaniment(options)
    _task_options(options.add_argument_group("what to write"))
    _style_options(options.add_argument_group("how it sounds", "What is left out is left to the model."))
    _sampling_options(options.add_argument_group("sampling", "Adventure sets temperature and top-p together."))


def _task_options(options: argparse._ArgumentGroup) -> None:
    length = options.add_mutually_exclusive_group()
    add_control(length, "bars")
    length.add_argument("--form", metavar="FORM", help='sections of a new idea and their bars, as in "A8 B8 A8"')
    add_control(options, "pickup")
    options.add_argument("--task", choices=TASKS, default="new", help="default: new; the others begin from --clip")
    options.add_argument("--clip", type=Path, metavar="FILE", help="the MIDI file to begin from; what is kept stays")
    options.add_argument("--to", type=Path, metavar="FILE", help="the MIDI file that a bridge leads to")
    options.add_argument(
        "--write", type=reads(read_spans), default=(), metavar="BARS",
        help='bars to write anew, counted from 1: "melody:5-8,chords:7", "both:3-4" or "3-4"',
    )  # fmt: skip
    add_control(options, "amount")


def _style_options(options: argparse._ArgumentGroup) -> None:
    options.add_argument("--key", type=reads(Key.parse), metavar="KEY", help='such as "C major" or "F# minor"')
    options.add_argument("--lock-key", action="store_true", help="no note outside the key's scale")
    options.add_argument("--meter", type=reads(Meter.parse), metavar="METER", help="such as 4/4 or 3/4")
    add_control(options, "tempo")
    options.add_argument("--range", type=reads(parse_range), metavar="LOW-HIGH", help="the melody's, as in C4-C6")
    for knob in knobs():
        add_control(options, knob.name)


def _sampling_options(options: argparse._ArgumentGroup) -> None:
    for name in ("adventure", "temperature", "top_p"):
        add_control(options, name)


def generate(arguments: argparse.Namespace) -> None:
    """Write ideas; one JSON line each."""
    from composer_app.formats.midi_file import write_clip
    from composer_app.generation.generate import generate as write
    from composer_app.generation.generate import open_model

    requests = _requests(arguments)
    models = {path: open_model(path) for path in dict.fromkeys(path for _, path in requests)}
    out = folder(arguments.out)
    total = sum(request.count for request, _ in requests)
    answers = (answer for request, path in requests for answer in write(request, models[path]))
    ideas = progress_bar((idea for idea in answers if isinstance(idea, GeneratedIdea)), total=total, unit="idea")
    for number, idea in enumerate(ideas, 1):
        path = out / f"{number:04d}.mid"
        write_clip(idea.clip, path, path.stem, arguments.accompaniment)
        print(json.dumps(_line(idea, path, arguments)), flush=True)


def _requests(arguments: argparse.Namespace) -> list[tuple[Request, Path]]:
    """Each request with the file of the model that answers it."""
    if arguments.again is None:
        return [(request_of(arguments), model_path(arguments.model or "base"))]
    for name, value in vars(arguments).items():
        if name not in WITH_AGAIN and value not in NOT_GIVEN and value is not False:
            arguments.wrong(f"--again writes what was asked for then; leave out --{name.replace('_', '-')}")
    return requests_again(arguments.again, model_path(arguments.model) if arguments.model else None)


def _check_usage(arguments: argparse.Namespace) -> None:
    """Exit with one sentence where options are missing or contradict each other."""
    task = arguments.task
    for name in NEEDS.get(task, ()):
        if not getattr(arguments, name):
            arguments.wrong(f"--task {task} needs --{name}, {MEANINGS[name]}")
    for name, tasks in BELONGS.items():
        if getattr(arguments, name) not in (None, ()) and task not in tasks:
            arguments.wrong(f"--{name} goes with --task {' or '.join(tasks)}, not with {task}")
    if arguments.adventure is not None and (arguments.temperature, arguments.top_p) != (None, None):
        arguments.wrong("--adventure sets --temperature and --top-p: give it, or give them")
    for name, kept in KEPT.items():
        if task != "new" and getattr(arguments, name) is not None and (name, task) != ("bars", "continue"):
            print(f"inkling: the clip keeps {kept}; --{name} changes nothing.", file=sys.stderr)


def request_of(arguments: argparse.Namespace) -> Request:
    """What the options ask for; wrong usage where it cannot be, ComposerError where the clip has no such bars."""
    _check_usage(arguments)
    numbers = (name for name, control in CONTROLS.items() if not control.feature and name not in RANGE)
    names = ("task", "form", "write", "key", "lock_key", "meter", *numbers)
    values: dict[str, Any] = {name: value for name in names if (value := getattr(arguments, name)) is not None}
    values.setdefault("count", COUNT)
    if arguments.range:
        values |= zip(RANGE, arguments.range, strict=True)
    values |= {name: _clip(path) for name in ("clip", "to") if (path := getattr(arguments, name))}
    controls = {knob.name: getattr(arguments, knob.name) for knob in knobs()}
    try:
        if arguments.form is not None:
            form = parse_form(arguments.form)
            values |= {"form": str(form), "bars": form.bars}
        request = Request(**values, controls=Controls(**controls))
    except ValueError as error:
        arguments.wrong(str(error))
    for span in request.write:
        if request.clip and span.last >= request.clip.bars:
            raise ComposerError(
                f"{arguments.clip.name} has {request.clip.bars} bars, so bar {span.last + 1} cannot be written anew; "
                "name others with --write."
            )
    return request


def _clip(path: Path) -> Clip:
    from composer_app.corpus.reading.song_cache import read_clip

    clip = read_clip(path)
    if not clip.notes:
        raise ComposerError(f"{path.name} holds no notes to begin from; choose another file.")
    return clip


def _line(idea: GeneratedIdea, path: Path, arguments: argparse.Namespace) -> dict[str, Any]:
    """The JSON line of an idea: its file, what writes it again, how likely and how original it is."""
    request = idea.request
    values = describe_request(request) | {"key": str(idea.clip.key)}
    values |= {name: round(value, 4) for name, value in zip(("temperature", "top_p"), request.sampling, strict=True)}
    if request.form or request.task not in ("new", "continue"):
        del values["bars"]
    if request.task != "vary":
        del values["amount"]
    clips = {name: str(file) for name in ("clip", "to") if (file := getattr(arguments, name))}
    found = idea.originality
    return {
        "file": str(path),
        "seed": idea.seed,
        "model": arguments.model or ("base" if Path(idea.model) == base_model() else idea.model),
        "request": values | clips,
        "nats": round(idea.nats, 4),
        "originality": asdict(found) | {"share": round(found.share, 4)} if found else None,
        "draws": idea.attempts,
        "notes": list(idea.remarks),
    }
