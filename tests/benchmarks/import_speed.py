"""How fast a folder of MIDI files is imported, beside a plain read of the same files with mido.

`python -m tests.benchmarks.import_speed FOLDER`; without a folder, 200 made-up songs of 64 bars and more.
"""

from __future__ import annotations

import itertools
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import mido

from composer_app.corpus.reading.folder import music_files, read_folder
from composer_app.corpus.reading.importing import import_folder
from composer_app.formats.midi_file import read_score, write_clip
from tests.benchmarks.machine import median, print_table
from tests.corpus import songs

REPEATS = 5


def exhausted(values: Iterable[object]) -> None:
    """Take all values and keep none."""
    for _ in values:
        pass


def seconds(act: Callable[[], None]) -> float:
    """The median over the repeats."""
    taken = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        act()
        taken.append(time.perf_counter() - start)
    return median(taken)


def measure(folder: Path, out: Path) -> None:
    """Print the table for one folder."""
    paths = music_files(folder)
    new = itertools.count()  # a folder of its own each time: to replace a file takes longer than to write one
    kept = [read.path for read in read_folder(folder) if read.kept]
    acts: list[tuple[str, int, Callable[[], None]]] = [
        ("import: read, tell voices apart, find the key", len(paths), lambda: exhausted(read_folder(folder))),
        (
            "the same, and write two-voice files",
            len(paths),
            lambda: exhausted(import_folder(folder, out / f"{next(new)}")),
        ),
        ("read alone", len(kept), lambda: exhausted(map(read_score, kept))),
        ("mido, read alone", len(kept), lambda: exhausted(mido.MidiFile(path, clip=True) for path in kept)),
    ]
    rows = []
    for name, files, act in acts:
        taken = seconds(act)
        rows.append((name, f"{1000 * taken / files:.2f} ms a file, {files / taken:,.0f} files a second"))
    print_table(f"Import of {len(paths)} files ({len(kept)} kept), median of {REPEATS}", rows)


def main(folder: Path | None = None) -> None:
    """Measure a folder, or made-up songs."""
    with tempfile.TemporaryDirectory() as place:
        if folder is None:
            folder = Path(place, "songs")
            folder.mkdir()
            for number in range(200):
                write_clip(songs.clip(64 + number // 12, number % 12), folder / f"{number:03}.mid", str(number))
        measure(folder, Path(place, "out"))


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
