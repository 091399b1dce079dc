"""`inkling export`: ideas of the library, and MIDI files, in a format."""

from __future__ import annotations

import argparse
from pathlib import Path

from composer_app.commands.arguments import Commands, add_accompaniment, command, folder
from composer_app.commands.library_ideas import library_ideas


def add_options(commands: Commands) -> None:
    """Add the command and its options."""
    from composer_app.export.formats import WRITERS

    options = command(commands, "export", export, "Write ideas of the library to files.")
    options.add_argument("ideas", nargs="+", metavar="IDEA", help="an idea's number or name, 'starred', or a MIDI file")
    options.add_argument("--to", type=Path, required=True, metavar="DIR")
    options.add_argument("--as", dest="kind", choices=sorted(WRITERS), default="midi")
    add_accompaniment(options)


def export(arguments: argparse.Namespace) -> None:
    """Write ideas of the library, and MIDI files named, in a format."""
    from composer_app.corpus.reading.song_cache import read_clip
    from composer_app.export.formats import export_ideas
    from composer_app.formats.midi_file import SUFFIXES
    from composer_app.library.idea import Idea

    files = [Path(word) for word in arguments.ideas if Path(word).suffix.lower() in SUFFIXES]
    words = [word for word in arguments.ideas if Path(word) not in files]
    ideas = [Idea(path.stem, read_clip(path)) for path in files]
    if words:
        ideas += library_ideas(words)
    for path in export_ideas(ideas, folder(arguments.to), arguments.kind, arguments.accompaniment):
        print(path)
