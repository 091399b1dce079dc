"""What is new in a song: its first bars from where the melody begins, and all bars that repeat no earlier one."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from composer_app.methods.two_voice.encoding.excerpts import cut_song
from composer_app.methods.two_voice.encoding.grid import Song
from composer_app.methods.two_voice.encoding.tokens import FIRST
from composer_app.methods.two_voice.evaluation.events import Steps

VALIDATION_BARS = 16


def opening(stretches: Sequence[Song], bars: int) -> Song | None:
    """The first bars from the one in which the melody begins, cut out of the song: no past, and nothing after.

    `stretches` are the song's, each in one meter; where theirs is shorter the cut is too. None without a melody.
    """
    for song in stretches:
        onsets = np.flatnonzero(song.melody >= FIRST)
        if len(onsets):
            begin = int(onsets[0]) // song.bar * song.bar
            return cut_song(song, begin, min(len(song), begin + bars * song.bar))
    return None


def new_bars(stretches: Sequence[Song]) -> list[Steps]:
    """For each stretch marks (steps,) of the bars with a melody whose rhythm no earlier bar of the song had.

    A bar repeats another one where the same notes begin at the same places, or any notes at the same places; so one
    that does not repeat a rhythm repeats no melody either.
    """
    seen: set[tuple[int, bytes, bytes]] = set()
    found = []
    for song in stretches:
        onsets = song.melody >= FIRST
        triplets = np.zeros(len(song), np.int16) if song.triplets is None else song.triplets
        steps = np.zeros(len(song), bool)
        for begin in range(0, len(song), song.bar):
            bar = slice(begin, begin + song.bar)
            rhythm = song.bar, onsets[bar].tobytes(), (onsets[bar] & (triplets[bar] == 1)).tobytes()
            steps[bar] = bool(onsets[bar].any()) and rhythm not in seen
            seen.add(rhythm)
        found.append(steps)
    return found
