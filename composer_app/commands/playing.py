"""`inkling ports` and `inkling play`: where music can be heard, and a file heard there."""

from __future__ import annotations

import argparse
import contextlib
from pathlib import Path

from composer_app.commands.arguments import Commands, add_accompaniment, command


def add_options(commands: Commands) -> None:
    """Add the command and its options."""
    command(commands, "ports", ports, "List the places music can be played to.")
    options = command(commands, "play", play, "Play a MIDI file.")
    options.add_argument("file", type=Path, metavar="FILE")
    options.add_argument("--port", metavar="NAME", help="as `inkling ports` lists it (default: the built-in piano)")
    add_accompaniment(options)


def ports(_: argparse.Namespace) -> None:
    """List where music can be played to."""
    from composer_app.playback.console import describe_ports

    for name in describe_ports():
        print(name)


def play(arguments: argparse.Namespace) -> None:
    """Play a file to its end; Ctrl-C releases every note."""
    from composer_app.corpus.reading.song_cache import read_clip
    from composer_app.playback.console import play as run
    from composer_app.playback.player import BUILT_IN

    with contextlib.suppress(KeyboardInterrupt):
        run(read_clip(arguments.file), arguments.port or BUILT_IN, style=arguments.accompaniment)
