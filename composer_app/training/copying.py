"""How much of what a network writes stands in the songs it learnt from."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from composer_app.corpus.melody_index import Index
from composer_app.methods.two_voice.tokens import FIRST, STEP
from composer_app.music.note import Note

IDEAS = 32
BARS = 8
DEVIATIONS = 2.0


def copy_rate(network: Any, method: Any, index: Index, meter: tuple[int, bool], seed: int) -> float:
    """The share of 32 fresh eight-bar ideas that hold a run of a song long enough to be red.

    `meter` is as in `Song`: 16ths in a bar, and whether its beats are divided in three.
    """
    bar, compound = meter
    form = method.Planner((), BARS, meter, {}).draw(np.random.default_rng(seed)).form
    nothing = np.zeros(BARS * bar, np.int16)
    songs = [
        method.Song(nothing, nothing, bar, 0, mode % 2, in_c=True, compound=compound, form=form)
        for mode in range(IDEAS)
    ]
    *_, pen = method.write(network, method.together(songs), 0, method.Draw(), range(seed, seed + IDEAS))
    return share_copied(
        [
            [Note(int(at) * STEP, 1, int(tokens[at]) - FIRST) for at in (tokens >= FIRST).nonzero()[0]]
            for tokens in pen.melody.cpu().numpy()
        ],
        index,
    )


def share_copied(melodies: Sequence[Sequence[Note]], index: Index) -> float:
    """The share of melodies that the index finds red."""
    return sum(index.check(melody).verdict == "red" for melody in melodies) / max(1, len(melodies))


def copy_limit(index: Index, ideas: int = IDEAS) -> float:
    """The copy rate that is still human: what the songs share among themselves, by chance up to 95 % of the time.

    One idea is allowed always: a single quotation says nothing of a network.
    """
    spread = math.sqrt(index.human * (1 - index.human) / ideas)
    return max(1 / ideas, index.human + DEVIATIONS * spread)
