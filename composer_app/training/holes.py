"""What is given is worth: likelihoods in holes with all else known, beside those of the same steps from the past."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Steps = NDArray[np.bool_]
BARS, EVERY = 4, 16
SEED = 0


def four_bars(song: Any, rng: np.random.Generator) -> Steps:
    """A hole of four bars at random in every sixteen; less in shorter songs, which keep half at least."""
    bars = len(song) // song.bar
    steps = np.zeros(len(song), bool)
    for first in range(0, bars, EVERY):
        room = min(EVERY, bars - first)
        size = min(BARS, room // 2)
        begin = first + int(rng.integers(0, room - size + 1))
        steps[begin * song.bar : (begin + size) * song.bar] = True
    return steps


class HoleSums:
    """Sums over songs for three tasks: bars filled in both voices, chords under a melody, a melody over chords.

    Each is scored with what is given and, on the very same steps, from the past alone. Holes are drawn by
    the number of the song, so that every model is scored on the same.
    """

    def __init__(self) -> None:
        self.songs = 0
        self.sums: dict[str, tuple[Any, Any]] = {}

    def add(self, network: Any, method: Any, song: Any) -> None:
        """Score one more song."""
        bars = four_bars(song, np.random.default_rng((SEED, self.songs)))
        nothing, everything = np.zeros(len(song), bool), np.ones(len(song), bool)
        self.songs += 1
        for name, melody, chords in (
            ("fill", bars, bars),
            ("chords_under_melody", nothing, everything),
            ("melody_over_chords", everything, nothing),
        ):
            holes = method.align_to_notes(song.melody, melody), method.align_to_notes(song.chords, chords)
            found = method.measure(network, song, holes), method.measure(network, song, None, holes)
            before = self.sums.get(name)
            self.sums[name] = found if before is None else (before[0] + found[0], before[1] + found[1])

    def figures(self) -> dict[str, Any]:
        """Every task's figures by voice; `past_only` holds the same ones where nothing later is given."""
        found: dict[str, Any] = {}
        for name, (given, past) in self.sums.items():
            found[name] = {}
            for voice, row in (("melody", melody_figures), ("chords", chord_figures)):
                if name in ("fill", f"{voice}_over_chords", f"{voice}_under_melody"):
                    found[name][voice] = {**row(given), "past_only": row(past)}
        return found


def melody_figures(measured: Any) -> dict[str, float]:
    """Nats and hits a melody note."""
    notes = max(1, measured.notes)
    return {
        "nats_per_note": measured.melody_nats / notes,
        "pitch_accuracy": measured.pitch_hits / notes,
        "pitch_nats": measured.pitch_nats / notes,
    }


def chord_figures(measured: Any) -> dict[str, float]:
    """Nats a chord change, silence being one, and hits a chord."""
    return {
        "nats_per_change": measured.chord_nats / max(1, measured.changes),
        "accuracy": measured.chord_hits / max(1, measured.chords),
    }
