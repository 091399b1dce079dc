from __future__ import annotations

from dataclasses import replace

import numpy as np

from composer_app.methods.two_voice.encoding.tokens import FIRST
from composer_app.methods.two_voice.evaluation.openings import new_bars, opening
from tests.methods.two_voice.songs import random_song, song

SONG = random_song(0, bars=12)


def silent(bars: int) -> np.ndarray:
    """The song's melody with nothing in its first bars."""
    melody = SONG.melody.copy()
    melody[: bars * SONG.bar] = 0
    return melody


def test_opening_begins_with_the_bar_in_which_the_melody_begins() -> None:
    cut = opening([replace(SONG, melody=silent(3))], 8)
    assert cut is not None
    np.testing.assert_array_equal(cut.chords, SONG.chords[3 * 16 : 11 * 16])


def test_opening_of_a_short_song_is_what_there_is() -> None:
    assert len(opening([replace(SONG, melody=silent(7))], 8) or ()) == 5 * 16


def test_song_without_a_melody_has_no_opening() -> None:
    assert opening([replace(SONG, melody=silent(12))], 8) is None


def test_opening_is_in_the_stretch_in_which_the_melody_begins() -> None:
    cut = opening([replace(SONG, melody=silent(12)), song(4)], 2)
    assert cut is not None
    np.testing.assert_array_equal(cut.melody, song(4).melody[:32])


def test_opening_does_not_know_what_follows_it() -> None:
    other = replace(SONG, melody=np.where(np.arange(len(SONG)) < 128, SONG.melody, FIRST + 60).astype(np.int16))
    one, same = opening([SONG], 8), opening([other], 8)
    assert one is not None
    assert same is not None
    np.testing.assert_array_equal(one.melody, same.melody)


def test_bar_that_repeats_a_rhythm_is_not_new() -> None:
    moved = np.where(SONG.melody[:16] >= FIRST, SONG.melody[:16] + 2, SONG.melody[:16])
    melody = SONG.melody.copy()
    melody[16:32] = moved
    melody[32:48] = 0
    (steps,) = new_bars([replace(SONG, melody=melody, triplets=None)])
    assert steps.reshape(-1, 16).all(1)[:4].tolist() == [True, False, False, True]


def test_bar_is_not_new_where_an_earlier_stretch_had_it() -> None:
    first, second = new_bars([SONG, SONG])
    assert first.any()
    assert not second.any()
