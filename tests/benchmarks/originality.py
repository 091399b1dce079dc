"""How fast melodies are indexed and checked: `python -m tests.benchmarks.originality [FOLDER]`.

Without a folder, 1,000 made-up songs of 64 bars; with one, its songs, up to 1,000.
"""

from __future__ import annotations

import itertools
import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import torch

from composer_app.corpus.originality.melody_index import STEP, Index
from composer_app.corpus.reading.folder import read_folder
from composer_app.methods import load
from composer_app.methods.two_voice.network.config import TwoVoiceConfig
from composer_app.methods.two_voice.network.two_voice import TwoVoice
from composer_app.models.card_json import card_for
from composer_app.models.file import load_model, load_songs, save_model
from composer_app.music.clip import Clip
from composer_app.music.note import Note
from tests.benchmarks.machine import median, percentile, print_table

SONGS, IDEAS, REPEATS = 1000, 200, 5
BARS, BAR = 8, 1920
INTERVALS, GAPS = (-5, -3, -2, -2, -1, 0, 0, 1, 2, 2, 3, 4, 7), (1, 2, 2, 2, 4, 4, 8)


def made_up(seed: int) -> tuple[str, Clip]:
    """A song of about 300 notes with the intervals and lengths that songs have, many of which come back."""
    chance = random.Random(seed)
    phrases = [[(chance.choice(INTERVALS), chance.choice(GAPS)) for _ in range(16)] for _ in range(6)]
    notes, onset, pitch = [], 0, 67
    for interval, gap in itertools.chain.from_iterable(chance.choice(phrases) for _ in range(19)):
        pitch += interval if 55 <= pitch + interval <= 88 else -interval
        notes.append(Note(onset, STEP, pitch))
        onset += gap * STEP
    return f"song {seed}", Clip(melody=tuple(notes))


def milliseconds(act: Callable[[], object]) -> float:
    """How long one call takes."""
    start = time.perf_counter()
    act()
    return 1000 * (time.perf_counter() - start)


def loading(index: Index) -> list[tuple[str, str]]:
    """What the index adds to a model file: bytes and time."""
    with tempfile.TemporaryDirectory() as place:
        torch.manual_seed(0)
        network = TwoVoice(TwoVoiceConfig())
        card = card_for(load("two_voice"), network.config)
        without, carrying = Path(place, "without.safetensors"), Path(place, "with.safetensors")
        save_model(without, network, card)
        save_model(carrying, network, card, index=index)
        taken = {path: median([milliseconds(lambda p=path: load_model(p)) for _ in range(REPEATS)])
                 for path in (without, carrying)}  # fmt: skip
        read = median([milliseconds(lambda: load_songs(carrying)) for _ in range(REPEATS)])
        size = carrying.stat().st_size - without.stat().st_size
    return [
        ("its part of a model file", f"{size / 1e6:.2f} MB"),
        ("load the network from a file without it, with it", f"{taken[without]:.0f}, {taken[carrying]:.0f} ms"),
        ("load the index", f"{read:.1f} ms"),
    ]


def main(folder: Path | None = None) -> None:
    """Print the table."""
    if folder is None:
        songs = [made_up(seed) for seed in range(SONGS)]
    else:
        songs = [(read.path.stem, read.clip) for read in read_folder(folder) if read.kept and read.clip is not None]
        songs = random.Random(0).sample(songs, min(SONGS, len(songs)))
    built = median([milliseconds(lambda: Index.build(songs)) for _ in range(REPEATS)])
    index = Index.build(songs)
    others = [made_up(SONGS + seed)[1] for seed in range(IDEAS // 2)] + [clip for _, clip in songs[: IDEAS // 2]]
    ideas = [[note for note in clip.melody if note.onset < BARS * BAR] for clip in others]
    checks = [milliseconds(lambda m=idea: index.check(m)) for idea in ideas]
    guards = []
    for idea in ideas:
        pitches, onsets = [note.pitch for note in idea], [note.onset // STEP for note in idea]
        for end in range(index.red, len(idea)):
            guards.append(milliseconds(lambda p=pitches[:end], o=onsets[:end]: index.forbidden(p, o)))
    print_table(
        f"Originality, {len(index.songs)} songs, {len(index.pairs):,} notes",
        [
            ("build the index", f"{built / 1000:.2f} s"),
            ("check an idea of eight bars, median / slowest", f"{median(checks):.2f} / {max(checks):.2f} ms"),
            ("ask which notes may not come next, median / p99",
             f"{1000 * median(guards):.0f} / {1000 * percentile(guards, 0.99):.0f} µs"),
            *loading(index),
            ("amber, red", f"{index.amber}, {index.red} notes"),
        ],
    )  # fmt: skip


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
