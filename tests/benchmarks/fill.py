"""What the future is worth in a hole: `python -m tests.benchmarks.fill FOLDER [--model FILE]`.

FOLDER holds two-voice songs that the model has not seen. In each song holes of one to eight bars are drawn, up to
half of the song. Nats in the holes with everything else given, also what comes later, stand beside nats of the very
same steps from the past alone. Then all chords are taken out and foretold under the melody. Nothing else is told.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from functools import reduce
from operator import add
from pathlib import Path
from typing import Any

import numpy as np

from composer_app.generation.model import Model, load
from tests.benchmarks.machine import print_table
from tests.benchmarks.pieces import options, songs_in

LONGEST_HOLE, MOST_OPEN = 8, 0.5
Holes = Callable[[Any, np.random.Generator], tuple[np.ndarray, np.ndarray]]


def some_bars(song: Any, rng: np.random.Generator) -> np.ndarray:
    """The steps of holes of one to eight bars, not more than half of the song's, one of them at least."""
    bars = len(song) // song.bar
    is_open = np.zeros(bars, bool)
    while True:
        size = int(rng.integers(1, min(LONGEST_HOLE, max(1, bars // 2)) + 1))
        begin = int(rng.integers(0, bars - size + 1))
        wider = is_open.copy()
        wider[begin : begin + size] = True
        if is_open.any() and wider.mean() > MOST_OPEN:
            return np.repeat(is_open, song.bar)
        is_open = wider


def both_voices(song: Any, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Holes in both voices."""
    steps = some_bars(song, rng)
    return steps, steps


def melody_alone(song: Any, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Holes in the melody over given chords."""
    return some_bars(song, rng), np.zeros(len(song), bool)


def all_chords(song: Any, _: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """All chords open under a given melody."""
    return np.zeros(len(song), bool), np.ones(len(song), bool)


def compared(model: Model, songs: Sequence[Any], holes: Holes, voice: str, seed: int) -> tuple[Any, Any]:
    """Sums over one voice's open steps, with all else given and from the past alone."""
    method, network = model.method, model.network
    given, alone = [], []
    for number, song in enumerate(songs):
        melody, chords = holes(song, np.random.default_rng((seed, number)))
        is_open = method.opened(song.melody, melody), method.opened(song.chords, chords)
        scored = is_open[0 if voice == "melody" else 1]
        if scored.any():
            given.append(method.measure(network, song, is_open, scored))
            alone.append(method.measure(network, song, None, scored))
    return reduce(add, given), reduce(add, alone)


def nats_row(given: Any, alone: Any, voice: str) -> str:
    """Nats an event either way, and how much lower they are with the future given."""
    count = given.notes if voice == "melody" else given.changes
    with_future, past_only = (
        (given.melody_nats, alone.melody_nats) if voice == "melody" else (given.chord_nats, alone.chord_nats)
    )
    lower = 1 - with_future / past_only
    return f"{with_future / count:.3f}, past only {past_only / count:.3f}: {lower:.1%} lower ({count} events)"


def main(arguments: Sequence[str] = ()) -> None:
    """Print the table."""
    parser = options(__doc__)
    parser.add_argument("folder", type=Path, nargs="?", metavar="FOLDER", help="songs that the model has not seen")
    parser.add_argument("--songs", type=int, metavar="N", help="the first N only")
    parser.add_argument("--seed", type=int, default=0)
    told = parser.parse_args(arguments)
    if told.folder is None:
        print("fill: name a folder of two-voice songs that the model has not seen")
        return
    model = load(told.model)
    clips = [read.clip for read in songs_in(told.folder)][: told.songs]
    songs = [song for clip in clips for song in model.method.encode(clip, model.network.config.shapes)]
    rows = []
    for name, holes, voice in (
        ("nats a melody note, both voices open", both_voices, "melody"),
        ("nats a melody note, chords given", melody_alone, "melody"),
        ("nats a chord change, both voices open", both_voices, "chords"),
    ):
        rows.append((name, nats_row(*compared(model, songs, holes, voice, told.seed), voice)))
    given, alone = compared(model, songs, all_chords, "chords", told.seed)
    rows += [
        ("nats a chord change under the melody", nats_row(given, alone, "chords")),
        ("chords foretold at true changes under the melody",
         f"{given.chord_hits / given.chords:.3f}, past only {alone.chord_hits / alone.chords:.3f}"),
    ]  # fmt: skip
    print_table(f"Holes filled in {len(clips)} songs of {told.folder.name}, {told.model.name}", rows)


if __name__ == "__main__":
    main(sys.argv[1:])
