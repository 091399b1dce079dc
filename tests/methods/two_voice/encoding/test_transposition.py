from dataclasses import replace

import numpy as np

from composer_app.methods.two_voice.encoding.conditions import REGISTER
from composer_app.methods.two_voice.encoding.tokens import FIRST, SHAPES, UNKNOWN_KEY, chord_token
from composer_app.methods.two_voice.encoding.transposition import (
    estimate_key,
    semitones_to_c,
    transpose,
    transpose_to_c,
)
from tests.methods.two_voice.songs import C_MAJOR, song


def test_transposition_moves_melody_bass_and_key_together() -> None:
    moved = transpose(song(), 3)
    assert int(moved.melody[0]) == FIRST + 75
    assert int(moved.chords[0]) == chord_token([p + 3 for p in C_MAJOR], SHAPES)
    assert moved.key == 3


def test_transposition_by_an_octave_down_and_up_is_no_change() -> None:
    there_and_back = transpose(transpose(song(), -12), 12)
    assert there_and_back.melody.tolist() == song().melody.tolist()


def test_passage_that_left_the_songs_key_has_the_key_it_is_in() -> None:
    modulated = replace(transpose(song(8), 6), key=0)
    assert estimate_key(modulated).key == 6


def test_key_of_the_file_stands_where_the_notes_do_not_contradict() -> None:
    assert estimate_key(song(8)).key == 0


def test_chromatic_passage_has_no_key() -> None:
    tokens = np.array([FIRST + 60 + i % 12 for i in range(48)], np.int16)
    chromatic = replace(song(3), melody=tokens)
    assert estimate_key(chromatic).key == UNKNOWN_KEY


def test_plan_moves_with_the_melody_and_the_song_itself_stays() -> None:
    still = song()
    moved = transpose(still, 3)
    assert still.plan is not None
    assert moved.plan is not None
    assert (moved.plan - still.plan)[:, REGISTER].tolist() == [3] * 4
    assert not np.delete(moved.plan - still.plan, REGISTER, 1).any()


def test_key_goes_to_c_by_the_shortest_way() -> None:
    assert [semitones_to_c(key) for key in (0, 5, 6, 7, 11)] == [0, -5, -6, 5, 1]
    assert transpose_to_c(transpose(song(), 4)).melody.tolist() == song().melody.tolist()
