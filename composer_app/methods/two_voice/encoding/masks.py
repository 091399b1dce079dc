"""What is given and what is to be written: holes in a song, drawn at random to learn from.

A note belongs to a hole, or to what is given, as a whole: it is where it begins. Silence is cut at a
hole's edges.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from composer_app.methods.two_voice.encoding.grid import Song
from composer_app.methods.two_voice.encoding.tokens import FIRST, STEP, Tokens

Steps = NDArray[np.bool_]
FILL, MELODY, CHORDS, VARY, BRIDGE = range(5)
SHARES = (0.35, 0.17, 0.2, 0.18, 0.1)
LONGEST_HOLE = 8  # bars
ONE_VOICE = 0.4


def opened(tokens: Tokens, hole: Steps) -> Steps:
    """The steps to be written where the notes that begin in a hole are taken out, and its silence with them."""
    steps = np.arange(len(tokens))
    begun = np.maximum.accumulate(np.where(tokens != 0, steps, -1))
    sounds = (begun >= 0) & (tokens[np.maximum(begun, 0)] >= FIRST)
    return np.where(sounds, hole[np.maximum(begun, 0)], hole)


def led_into(song: Song, hole: tuple[Steps, Steps], steps: int) -> tuple[Song, tuple[Steps, Steps]]:
    """A song to write and its hole with a bar in front, silent but for the melody's last `steps` steps, which are open.

    Nothing is told of that bar but the plan of the next one.
    """
    assert song.form is not None
    assert song.plan is not None
    assert song.phrasing is not None
    bar, row = song.bar, ((1, 0), (0, 0))
    led = replace(
        song,
        melody=np.pad(song.melody, (bar, 0)),
        chords=np.pad(song.chords, (bar, 0)),
        thirds=None if song.thirds is None else np.pad(song.thirds, (bar, 0)),
        form=np.pad(song.form, row),
        plan=np.pad(song.plan, row, mode="edge"),
        phrasing=np.pad(song.phrasing, row),
        begin=(steps - bar) * STEP,
    )
    melody, chords = (np.pad(is_open, (bar, 0)) for is_open in hole)
    melody[bar - steps : bar] = True
    return led, (melody, chords)


def draw_holes(song: Song, rng: np.random.Generator) -> tuple[Steps, Steps]:
    """The open steps of melody and chords for one of the tasks, drawn by `rng`."""
    bars = len(song) // song.bar
    task = rng.choice(len(SHARES), p=SHARES)
    melody, chords = np.zeros(len(song), bool), np.zeros(len(song), bool)
    if task in (MELODY, CHORDS):
        (melody if task == MELODY else chords)[:] = True
    elif task == VARY:
        share = rng.uniform(0.1, 0.9)
        which = rng.random()
        if which > ONE_VOICE / 2:
            melody = some_notes(song.melody, share, rng)
        if which < 1 - ONE_VOICE / 2:
            chords = some_notes(song.chords, share, rng)
    elif task == BRIDGE:
        first, last = rng.integers(1, max(2, bars // 3 + 1), 2)
        melody[first * song.bar : max(first, bars - last) * song.bar] = True
        chords = melody.copy()
    else:
        for _ in range(int(rng.integers(1, 4))):
            size = int(rng.integers(1, min(LONGEST_HOLE, bars) + 1))
            begin = int(rng.integers(0, bars - size + 1)) * song.bar
            which = rng.random()
            if which > ONE_VOICE / 2:
                melody[begin : begin + size * song.bar] = True
            if which < 1 - ONE_VOICE / 2:
                chords[begin : begin + size * song.bar] = True
    return opened(song.melody, melody), opened(song.chords, chords)


def some_notes(tokens: Tokens, share: float, rng: np.random.Generator, within: Steps | None = None) -> Steps:
    """A hole at the onsets of a share of the events, one at least, each with the silence behind it.

    `within` narrows the choice to events that begin in some steps.
    """
    chosen = np.zeros(len(tokens), bool)
    events = np.flatnonzero((tokens >= FIRST) if within is None else (tokens >= FIRST) & within)
    count = max(1, round(share * len(events))) if share else 0
    chosen[rng.permutation(events)[:count]] = True
    owner = np.maximum.accumulate(np.where(tokens >= FIRST, np.arange(len(tokens)), -1))
    return (owner >= 0) & chosen[np.maximum(owner, 0)]
