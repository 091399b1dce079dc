"""Two short songs, their counts and a small network, which the tests of backoff and gates share."""

from __future__ import annotations

import numpy as np
import torch

from composer_app.methods.two_voice.encoding.grid import Song
from composer_app.methods.two_voice.encoding.tokens import FIRST
from composer_app.methods.two_voice.network.backoff import BackOff
from composer_app.methods.two_voice.network.config import TwoVoiceConfig
from composer_app.methods.two_voice.network.two_voice import TwoVoice

SMALL = TwoVoiceConfig(hidden=24, harmony=16, embedding=8, memory=8, value=8, encoder=8, inputs=16, critic=8)
C, D, E, G = (FIRST + pitch for pitch in (60, 62, 64, 67))
C_CHORD, F_CHORD, G_CHORD = (FIRST + 12 * 20 + bass for bass in (0, 5, 7))


def song(melody: list[int], chords: list[int]) -> Song:
    """Quarters over chords of half a bar each, in C."""
    steps = np.zeros((2, 4 * max(len(melody), 2 * len(chords))), np.int16)
    steps[0, : 4 * len(melody) : 4], steps[1, : 8 * len(chords) : 8] = melody, chords
    return Song(steps[0], steps[1], 16, 0, 0, in_c=True)


SONGS = [
    song([C, D, E, G] * 4, [C_CHORD, F_CHORD, G_CHORD, C_CHORD] * 2),
    song([C, D, E, D] * 4, [C_CHORD, G_CHORD, C_CHORD, F_CHORD] * 2),
]


def network(seed: int = 0) -> TwoVoice:
    torch.manual_seed(seed)
    return TwoVoice(SMALL).eval()


def counts(gate: float = 0.0) -> BackOff:
    found = BackOff.count(SONGS, SMALL.chord_tokens)
    found.chords.gates[:] = found.melody.gates[:] = gate
    return found
