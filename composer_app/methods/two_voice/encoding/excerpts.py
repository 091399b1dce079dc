"""Excerpts of songs: whole bars cut out, and where phrases likely begin."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from composer_app.methods.two_voice.encoding.form import LETTER_DISTANCE
from composer_app.methods.two_voice.encoding.grid import Song
from composer_app.methods.two_voice.encoding.tokens import FIRST

PHRASE = 4  # bars


def cut_song(song: Song, begin: int, end: int) -> Song:
    """The steps from bar line `begin` to bar line `end`, with the conditions of their bars."""
    bars = slice(begin // song.bar, end // song.bar)
    form = None if song.form is None else song.form[bars].copy()
    if form is not None:
        # What lies before the cut is not there to be repeated.
        form[form[:, LETTER_DISTANCE] > np.arange(len(form)), LETTER_DISTANCE] = 0
    return replace(
        song,
        melody=song.melody[begin:end],
        chords=song.chords[begin:end],
        triplets=None if song.triplets is None else song.triplets[begin:end],
        form=form,
        plan=None if song.plan is None else song.plan[bars],
        expression=None if song.expression is None else song.expression[:, begin:end],
    )


def phrase_starts(song: Song, steps: int) -> NDArray[np.int64]:
    """The steps, four bars apart, at which phrases likely begin and a crop of `steps` steps fits, (starts,).

    They are counted from the bar of the first note, or from the next one where that note is a pickup. Ideas begin as
    crops do: with a phrase, not in the middle of one.
    """
    bar, phase = divmod(int((song.melody >= FIRST).argmax()), song.bar)
    origin = (bar + (2 * phase >= song.bar)) % PHRASE
    starts = bar_starts(song, steps)[origin::PHRASE]
    return starts if len(starts) else np.array([origin * song.bar if origin * song.bar < len(song) else 0])


def bar_starts(song: Song, steps: int) -> NDArray[np.int64]:
    """The steps at which a bar begins and a crop of `steps` steps fits, (starts,)."""
    return np.arange(max(0, len(song) - steps) // song.bar + 1) * song.bar
