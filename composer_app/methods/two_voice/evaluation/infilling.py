"""What the context is worth: bars to fill scored with all else known, and the same steps from the past alone."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from composer_app.methods.two_voice.encoding.grid import Song
from composer_app.methods.two_voice.encoding.masks import align_to_notes
from composer_app.methods.two_voice.evaluation.figures import chord_figures, melody_figures
from composer_app.methods.two_voice.network.evaluate import SongSums, evaluate_song
from composer_app.methods.two_voice.network.two_voice import TwoVoice

Steps = NDArray[np.bool_]
BARS, EVERY = 4, 16
SEED = 0


def four_bars(song: Song, rng: np.random.Generator) -> Steps:
    """A mask (steps,) of four bars at random in every sixteen; less in shorter songs, which keep half at least."""
    bars = len(song) // song.bar
    steps = np.zeros(len(song), bool)
    for first in range(0, bars, EVERY):
        room = min(EVERY, bars - first)
        size = min(BARS, room // 2)
        begin = first + int(rng.integers(0, room - size + 1))
        steps[begin * song.bar : (begin + size) * song.bar] = True
    return steps


class InfillingSums:
    """Sums over songs for three tasks: bars filled in both voices, chords under a melody, a melody over chords.

    Each is scored with the context and, on the very same steps, from the past alone. Masks are drawn by the number of
    the song, so that every model is scored on the same.
    """

    def __init__(self) -> None:
        self.songs = 0
        self.sums: dict[str, tuple[SongSums, SongSums]] = {}

    def add(self, network: TwoVoice, song: Song) -> None:
        """Score one more song."""
        bars = four_bars(song, np.random.default_rng((SEED, self.songs)))
        nothing, everything = np.zeros(len(song), bool), np.ones(len(song), bool)
        self.songs += 1
        for name, melody, chords in (
            ("fill", bars, bars),
            ("chords_under_melody", nothing, everything),
            ("melody_over_chords", everything, nothing),
        ):
            masks = align_to_notes(song.melody, melody), align_to_notes(song.chords, chords)
            found = evaluate_song(network, song, masks), evaluate_song(network, song, None, masks)
            before = self.sums.get(name)
            self.sums[name] = found if before is None else (before[0] + found[0], before[1] + found[1])

    def figures(self) -> dict[str, dict[str, dict[str, object]]]:
        """Every task's figures by voice; `past_only` holds the same ones without the context that comes later."""
        found: dict[str, dict[str, dict[str, object]]] = {}
        for name, (in_context, past) in self.sums.items():
            found[name] = {}
            for voice, row in (("melody", melody_figures), ("chords", chord_figures)):
                if name in ("fill", f"{voice}_over_chords", f"{voice}_under_melody"):
                    found[name][voice] = {**row(in_context), "past_only": row(past)}
        return found
