"""How fast a folder of MIDI files is imported, beside a plain read of the same files with mido.

python tests/benchmarks/import_speed.py FOLDER [--repeats 5]
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import mido

from composer_app.corpus.folder import music_files, read_folder
from composer_app.formats.midi_file import read_score


def machine() -> str:
    """Processor, cores, system and Python."""
    model = platform.processor() or platform.machine()
    listing = Path("/proc/cpuinfo")
    if listing.exists():
        names = [line.split(":", 1)[1].strip() for line in listing.read_text().splitlines() if "model name" in line]
        model = names[0] if names else model
    return f"{model}, {os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"


def exhausted(values: Iterable[object]) -> None:
    """Take all values and keep none."""
    for _ in values:
        pass


def milliseconds(act: Callable[[], None], files: int, repeats: int) -> float:
    """The median over the repeats, a file."""
    taken = []
    for _ in range(repeats):
        start = time.perf_counter()
        act()
        taken.append(time.perf_counter() - start)
    return 1000 * statistics.median(taken) / files


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--repeats", type=int, default=5)
    options = parser.parse_args()
    paths = music_files(options.folder)
    readable = [read.path for read in read_folder(options.folder) if read.kept]
    rows = {
        "import: read, voices, key": milliseconds(
            lambda: exhausted(read_folder(options.folder)), len(paths), options.repeats
        ),
        "read alone": milliseconds(lambda: exhausted(map(read_score, readable)), len(readable), options.repeats),
        "mido read": milliseconds(
            lambda: exhausted(mido.MidiFile(path, clip=True) for path in readable), len(readable), 1
        ),
    }
    print(machine())
    print(f"{options.folder}: {len(paths)} files, {len(readable)} kept, median of {options.repeats} (mido: 1)")
    print(f"{'':28}{'ms a file':>10}{'files a second':>16}")
    for name, value in rows.items():
        print(f"{name:28}{value:10.2f}{1000 / value:16.0f}")


if __name__ == "__main__":
    main()
