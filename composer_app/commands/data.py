"""`inkling data`: the statistics of a folder of music, in a few lines and as tables."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from composer_app.commands.arguments import Commands, command
from composer_app.commands.progress_bar import progress_bar

if TYPE_CHECKING:
    from composer_app.corpus.statistics.figures import Statistics

_MOST = 6


def add_options(commands: Commands) -> None:
    """Add the command and its options."""
    options = command(commands, "data", run, "Count what a folder of MIDI holds: pitches, keys, similar songs")
    options.add_argument("folder", type=Path, metavar="FOLDER")
    options.add_argument("--csv", type=Path, metavar="DIR", help="write each table there, one CSV file each")


def run(arguments: argparse.Namespace) -> None:
    """Print the statistics; Ctrl-C stops with the files counted so far."""
    from composer_app.corpus.statistics.counting import count_folder
    from composer_app.corpus.statistics.table_csv import write_csv

    songs, statistics = [], None
    with progress_bar(unit="file") as bar:
        try:
            for progress in count_folder(arguments.folder):
                songs.append(progress.song)
                statistics = progress.statistics or statistics
                bar.total = progress.files
                bar.update()
        except KeyboardInterrupt:
            if statistics is None:
                raise
            songs = songs[: statistics.files]
            print(f"Stopped: the first {statistics.files} of {bar.total} files were counted.", file=sys.stderr)
    assert statistics is not None
    print("\n".join(summary(statistics)))
    if arguments.csv:
        for path in write_csv(statistics, songs, arguments.csv):
            print(path)


def summary(found: Statistics) -> Iterable[str]:
    """The statistics in words, one line a fact."""
    from composer_app.corpus.statistics.ngrams import NOTE_VALUES
    from composer_app.music.note import PITCH_NAMES

    hours = found.seconds / 3600
    yield f"{found.files} files: {found.kept} with melody and chords, {found.songs} counted, {hours:.1f} hours"
    for part in found.parts:
        if part.notes:
            used = [pitch for pitch, count in enumerate(part.pitches) if count]
            classes = sorted(zip(part.pitch_classes, PITCH_NAMES, strict=True), reverse=True)[:_MOST]
            values = sorted(((n, NOTE_VALUES[i][0]) for i, n in enumerate(part.durations) if n), reverse=True)[:_MOST]
            yield f"{part.part}: {part.notes:,} notes, pitches {min(used)} to {max(used)}"
            yield f"  {_shares((name, count) for count, name in classes)}"
            yield f"  {_shares((name, count) for count, name in values)}"
    yield f"keys: {_shares(found.keys[:_MOST])}"
    yield f"meters: {_shares(found.meters[:_MOST])}"
    yield f"similar songs: {sum(map(len, found.groups))} in {len(found.groups)} groups"
    for reason, count in found.dropped:
        yield f"dropped {count}: {reason}"


def _shares(counts: Iterable[tuple[str, int]]) -> str:
    return ", ".join(f"{name} {count:,}" for name, count in counts)
