"""`inkling generate`: ideas as MIDI files, a JSON line each."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from composer_app.commands.arguments import (
    Commands,
    command,
    folder,
    model_path,
    number,
    read_meter,
    reads,
    whole,
)
from composer_app.commands.progress_bar import progress_bar
from composer_app.errors import ComposerError
from composer_app.generation.request import TASKS, Request
from composer_app.music.key import Key


def add_options(commands: Commands) -> None:
    """Add the command and its options."""
    options = command(commands, "generate", generate, "Write ideas as two-voice MIDI files 0001.mid and on.")
    options.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder for the ideas")
    options.add_argument("--model", default="base", metavar="base|FILE", help="the model that writes (default: base)")
    options.add_argument("--count", type=whole(1, 100_000), default=8, metavar="N", help="how many (default: 8)")
    options.add_argument("--bars", type=whole(1, 64), default=8, metavar="N", help="bars to write (default: 8)")
    options.add_argument("--task", choices=TASKS, default="new", help="a new idea, or continue a clip")
    options.add_argument("--clip", type=Path, metavar="FILE", help="the seed clip to continue")
    options.add_argument("--key", type=reads(Key.parse), metavar="KEY", help='such as "C major" or "F# minor"')
    options.add_argument("--meter", type=reads(read_meter), metavar="METER", help="such as 4/4 or 3/4")
    options.add_argument("--tempo", type=number(20, 300), metavar="BPM", help="quarter notes a minute")
    options.add_argument("--temperature", type=number(0.05, 5), default=1.0, metavar="T", help="default: 1")
    options.add_argument("--top-p", type=number(0.01, 1), default=0.97, metavar="P", help="default: 0.97")
    options.add_argument("--seed", type=whole(0, 2**53), metavar="N", help="the same ideas again")


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
    for place, idea in enumerate(ideas, 1):
        path = made / f"{place:04d}.mid"
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
