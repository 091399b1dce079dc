"""`inkling import`: any MIDI becomes two-voice MIDI."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from composer_app.commands.arguments import Commands, command
from composer_app.commands.progress_bar import progress_bar


def add_options(commands: Commands) -> None:
    """Add the command and its options."""
    options = command(commands, "import", import_folder, "Find melody and chords in any MIDI; write both as tracks.")
    options.add_argument("folder", type=Path, metavar="FOLDER")
    options.add_argument("--out", type=Path, required=True, metavar="DIR")
    options.add_argument("--report", type=Path, metavar="FILE.json", help="write what became of each file, and why")


def import_folder(arguments: argparse.Namespace) -> None:
    """Write two-voice MIDI of every file that has both voices; one line a file says what became of it."""
    from composer_app.corpus.reading.importing import import_folder as run
    from composer_app.corpus.reading.importing import write_report

    files = []
    for file in progress_bar(run(arguments.folder, arguments.out), unit="file"):
        files.append(file)
        print(f"{file.path}\t{file.reason}")
    if arguments.report:
        write_report(files, arguments.folder, arguments.report)
    kept = sum(file.kept for file in files)
    print(f"{kept} files kept, {len(files) - kept} dropped", file=sys.stderr)
