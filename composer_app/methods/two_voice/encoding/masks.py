"""Masks: which steps of a song are to be written; the rest is the context. For training they are sampled at random.

A note belongs to the mask or to the context as a whole, by where it begins. Silence is cut at a mask's edges.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from composer_app.methods.two_voice.encoding.grid import Song
from composer_app.methods.two_voice.encoding.tokens import FIRST, STEP, Tokens

Steps = NDArray[np.bool_]
FILL, MELODY, CHORDS, VARY, BRIDGE = range(5)
TASK_SHARES = (0.35, 0.17, 0.2, 0.18, 0.1)
LONGEST_FILL = 8  # bars
ONE_VOICE = 0.4


def align_to_notes(tokens: Tokens, mask: Steps) -> Steps:
    """The mask (steps,) with its edges moved so that each note is in it wholly or not at all, by its onset; (steps,).

    `tokens` (steps,) are those of one voice.
    """
    steps = np.arange(len(tokens))
    begun = np.maximum.accumulate(np.where(tokens != 0, steps, -1))
    sounds = (begun >= 0) & (tokens[np.maximum(begun, 0)] >= FIRST)
    return np.where(sounds, mask[np.maximum(begun, 0)], mask)


def with_pickup(song: Song, masks: tuple[Steps, Steps], steps: int) -> tuple[Song, tuple[Steps, Steps]]:
    """A song and its masks (steps,) with a silent bar in front, in whose last `steps` steps the melody is masked.

    That bar has no conditions but the plan of the next one.
    """
    assert song.form is not None
    assert song.plan is not None
    assert song.phrasing is not None
    bar, row = song.bar, ((1, 0), (0, 0))
    longer = replace(
        song,
        melody=np.pad(song.melody, (bar, 0)),
        chords=np.pad(song.chords, (bar, 0)),
        triplets=None if song.triplets is None else np.pad(song.triplets, (bar, 0)),
        form=np.pad(song.form, row),
        plan=np.pad(song.plan, row, mode="edge"),
        phrasing=np.pad(song.phrasing, row),
        begin=(steps - bar) * STEP,
    )
    melody, chords = (np.pad(mask, (bar, 0)) for mask in masks)
    melody[bar - steps : bar] = True
    return longer, (melody, chords)


def sample_masks(song: Song, rng: np.random.Generator) -> tuple[Steps, Steps]:
    """The masks (steps,) of melody and chords for one of the tasks, sampled by `rng`."""
    bars = len(song) // song.bar
    task = rng.choice(len(TASK_SHARES), p=TASK_SHARES)
    melody, chords = np.zeros(len(song), bool), np.zeros(len(song), bool)
    if task in (MELODY, CHORDS):
        (melody if task == MELODY else chords)[:] = True
    elif task == VARY:
        share = rng.uniform(0.1, 0.9)
        which = rng.random()
        if which > ONE_VOICE / 2:
            melody = mask_notes(song.melody, share, rng)
        if which < 1 - ONE_VOICE / 2:
            chords = mask_notes(song.chords, share, rng)
    elif task == BRIDGE:
        first, last = rng.integers(1, max(2, bars // 3 + 1), 2)
        melody[first * song.bar : max(first, bars - last) * song.bar] = True
        chords = melody.copy()
    else:
        for _ in range(int(rng.integers(1, 4))):
            size = int(rng.integers(1, min(LONGEST_FILL, bars) + 1))
            begin = int(rng.integers(0, bars - size + 1)) * song.bar
            which = rng.random()
            if which > ONE_VOICE / 2:
                melody[begin : begin + size * song.bar] = True
            if which < 1 - ONE_VOICE / 2:
                chords[begin : begin + size * song.bar] = True
    return align_to_notes(song.melody, melody), align_to_notes(song.chords, chords)


def mask_notes(tokens: Tokens, share: float, rng: np.random.Generator, within: Steps | None = None) -> Steps:
    """A mask (steps,) over a share of the notes in `tokens` (steps,), one at least, each with the silence behind it.

    `within` (steps,) narrows the choice to notes that begin in some steps.
    """
    chosen = np.zeros(len(tokens), bool)
    events = np.flatnonzero((tokens >= FIRST) if within is None else (tokens >= FIRST) & within)
    count = max(1, round(share * len(events))) if share else 0
    chosen[rng.permutation(events)[:count]] = True
    owner = np.maximum.accumulate(np.where(tokens >= FIRST, np.arange(len(tokens)), -1))
    return (owner >= 0) & chosen[np.maximum(owner, 0)]
