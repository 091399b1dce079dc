"""`inkling generate`: ideas as MIDI files, a JSON line each."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

from composer_app.commands.again import requests_again
from composer_app.commands.arguments import (
    Commands,
    add_accompaniment,
    command,
    folder,
    model_path,
    number,
    reads,
    whole,
)
from composer_app.commands.progress_bar import progress_bar
from composer_app.errors import ComposerError
from composer_app.files.resources import base_model
from composer_app.music.clip import Clip
from composer_app.music.form import parse_form
from composer_app.music.key import Key
from composer_app.music.meter import Meter
from composer_app.music.note import parse_range
from composer_app.protocol.request import LONGEST_PICKUP, TASKS, Controls, Request, Written
from composer_app.protocol.request_json import described
from composer_app.protocol.span_text import read_spans

ABOUT = "Write ideas as two-voice MIDI files 0001.mid and on; one JSON line an idea."
COUNT = 8
CONTROLS = {
    "density": "melody notes a beat", "rests": "silence in the melody", "leaps": "wide intervals",
    "syncopation": "notes off the beat", "chord_rate": "chord changes a bar",
    "chord_colour": "from triads to sevenths and beyond",
}  # fmt: skip
# What a task cannot do without, and the tasks that an option belongs to.
NEEDED = {
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
# What may stand beside --again, and how options look that were not given.
WITH_AGAIN = ("again", "out", "model", "accompaniment", "run", "wrong")
UNASKED = (None, (), "new")
KEPT = {"bars": "its length", "meter": "its meter", "tempo": "its tempo"}


def add_options(commands: Commands) -> None:
    """Add the command and its options."""
    options = command(commands, "generate", generate, ABOUT)
    options.usage = "inkling generate --out DIR [options]"
    options.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder for the ideas")
    options.add_argument("--model", metavar="base|FILE", help="the model that writes (default: base)")
    options.add_argument("--count", type=whole(1, 100_000), metavar="N", help="how many (default: 8)")
    options.add_argument("--seed", type=whole(0, 2**53), metavar="N", help="the same ideas again, byte for byte")
    options.add_argument("--again", metavar="IDEA", help="write an idea of the library again: its number, its name")
    add_accompaniment(options)
    _what_options(options.add_argument_group("what to write"))
    _how_options(options.add_argument_group("how it is to be", "What is left out is left open."))
    _draw_options(options.add_argument_group("how it is drawn"))


def _what_options(options: argparse._ArgumentGroup) -> None:
    length = options.add_mutually_exclusive_group()
    length.add_argument("--bars", type=whole(1, 64), metavar="N", help="bars to write or to add (default: 8)")
    length.add_argument("--form", metavar="FORM", help='sections of a new idea and their bars, as in "A8 B8 A8"')
    options.add_argument(
        "--pickup", type=whole(0, LONGEST_PICKUP), metavar="BEATS", help="beats that the melody begins before bar 1"
    )
    options.add_argument("--task", choices=TASKS, default="new", help="default: new; the others begin from --clip")
    options.add_argument("--clip", type=Path, metavar="FILE", help="the MIDI file to begin from; what is kept stays")
    options.add_argument("--to", type=Path, metavar="FILE", help="the MIDI file that a bridge leads to")
    options.add_argument(
        "--write", type=reads(read_spans), default=(), metavar="BARS",
        help='bars to write anew, counted from 1: "melody:5-8,chords:7", "both:3-4" or "3-4"',
    )  # fmt: skip
    options.add_argument("--amount", type=number(0, 1), metavar="0..1", help="share of notes to vary (default: 0.3)")


def _how_options(options: argparse._ArgumentGroup) -> None:
    options.add_argument("--key", type=reads(Key.parse), metavar="KEY", help='such as "C major" or "F# minor"')
    options.add_argument("--lock-key", action="store_true", help="no note outside the key's scale")
    options.add_argument("--meter", type=reads(Meter.parse), metavar="METER", help="such as 4/4 or 3/4")
    options.add_argument("--tempo", type=number(20, 300), metavar="BPM", help="quarter notes a minute")
    options.add_argument("--range", type=reads(parse_range), metavar="LOW-HIGH", help="the melody's, as in C4-C6")
    for name, text in CONTROLS.items():
        options.add_argument(f"--{name.replace('_', '-')}", type=number(0, 1), metavar="0..1", help=text)


def _draw_options(options: argparse._ArgumentGroup) -> None:
    options.add_argument("--adventure", type=number(0, 1), metavar="0..1", help="sets both; 0.5 is the usual")
    options.add_argument("--temperature", type=number(0.05, 5), metavar="T", help="default: 1")
    options.add_argument("--top-p", type=number(0.01, 1), metavar="P", help="default: 0.97")


def generate(arguments: argparse.Namespace) -> None:
    """Write ideas; one JSON line each."""
    from composer_app.formats.midi_file import write_clip
    from composer_app.generation.generate import generate as write
    from composer_app.generation.generate import open_model

    wishes = _wishes(arguments)
    models = {path: open_model(path) for path in dict.fromkeys(path for _, path in wishes)}
    made = folder(arguments.out)
    total = sum(request.count for request, _ in wishes)
    said = (answer for request, path in wishes for answer in write(request, models[path]))
    ideas = progress_bar((idea for idea in said if isinstance(idea, Written)), total=total, unit="idea")
    for place, idea in enumerate(ideas, 1):
        path = made / f"{place:04d}.mid"
        write_clip(idea.clip, path, path.stem, arguments.accompaniment)
        print(json.dumps(_line(idea, path, arguments)), flush=True)


def _wishes(arguments: argparse.Namespace) -> list[tuple[Request, Path]]:
    """What is asked for, and of which model."""
    if arguments.again is None:
        return [(request_of(arguments), model_path(arguments.model or "base"))]
    for name, value in vars(arguments).items():
        if name not in WITH_AGAIN and value not in UNASKED and value is not False:
            arguments.wrong(f"--again writes what was asked for then; leave out --{name.replace('_', '-')}")
    return requests_again(arguments.again, model_path(arguments.model) if arguments.model else None)


def _check_usage(arguments: argparse.Namespace) -> None:
    """Exit with one sentence where options are missing or contradict each other."""
    task = arguments.task
    for name in NEEDS.get(task, ()):
        if not getattr(arguments, name):
            arguments.wrong(f"--task {task} needs --{name}, {NEEDED[name]}")
    for name, tasks in BELONGS.items():
        if getattr(arguments, name) not in (None, ()) and task not in tasks:
            arguments.wrong(f"--{name} goes with --task {' or '.join(tasks)}, not with {task}")
    if arguments.adventure is not None and (arguments.temperature, arguments.top_p) != (None, None):
        arguments.wrong("--adventure stands for --temperature and --top-p: give it, or give them")
    for name, kept in KEPT.items():
        if task != "new" and getattr(arguments, name) is not None and (name, task) != ("bars", "continue"):
            print(f"inkling: the clip keeps {kept}; --{name} changes nothing.", file=sys.stderr)


def request_of(arguments: argparse.Namespace) -> Request:
    """What the options ask for; wrong usage where it cannot be, ComposerError where the clip has no such bars."""
    _check_usage(arguments)
    names = ("task", "bars", "form", "pickup", "count", "write", "amount", "key", "lock_key", "meter", "tempo",
             "adventure", "temperature", "top_p", "seed")  # fmt: skip
    asked: dict[str, Any] = {name: value for name in names if (value := getattr(arguments, name)) is not None}
    asked.setdefault("count", COUNT)
    if arguments.range:
        asked["low"], asked["high"] = arguments.range
    asked |= {name: _clip(path) for name in ("clip", "to") if (path := getattr(arguments, name))}
    controls = {field.name: getattr(arguments, field.name) for field in fields(Controls)}
    try:
        if arguments.form is not None:
            form = parse_form(arguments.form)
            asked |= {"form": str(form), "bars": form.bars}
        request = Request(**asked, controls=Controls(**controls))
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


def _line(idea: Written, path: Path, arguments: argparse.Namespace) -> dict[str, Any]:
    """What is told of an idea: its file, what writes it again, what it is worth."""
    wish = idea.request
    asked = described(wish) | {"key": str(idea.clip.key)}
    asked |= {name: round(value, 4) for name, value in zip(("temperature", "top_p"), wish.drawn, strict=True)}
    if wish.form or wish.task not in ("new", "continue"):
        del asked["bars"]
    if wish.task != "vary":
        del asked["amount"]
    clips = {name: str(file) for name in ("clip", "to") if (file := getattr(arguments, name))}
    found = idea.originality
    return {
        "file": str(path),
        "seed": idea.seed,
        "model": arguments.model or ("base" if Path(idea.model) == base_model() else idea.model),
        "request": asked | clips,
        "nats": round(idea.nats, 4),
        "originality": asdict(found) | {"share": round(found.share, 4)} if found else None,
        "draws": idea.draws,
        "notes": list(idea.notes),
    }
