import dataclasses
import itertools

import numpy as np

from composer_app.methods.two_voice.batches import Crops, beginnings, heard_key, transposed
from composer_app.methods.two_voice.grid import FIRST, SHAPES, UNKNOWN_KEY, chord_token
from tests.methods.two_voice.songs import C_MAJOR, song


def test_transposition_moves_melody_bass_and_key_together() -> None:
    moved = transposed(song(), 3)
    assert int(moved.melody[0]) == FIRST + 75
    assert int(moved.chords[0]) == chord_token([p + 3 for p in C_MAJOR], SHAPES)
    assert moved.key == 3


def test_transposition_by_an_octave_down_and_up_is_no_change() -> None:
    there_and_back = transposed(transposed(song(), -12), 12)
    assert there_and_back.melody.tolist() == song().melody.tolist()


def test_batch_number_k_is_always_the_same() -> None:
    crops = Crops([song(4), song(8)])
    third = list(itertools.islice(crops.stream(1), 3))[2]
    resumed = next(crops.stream(1, 2))
    assert np.array_equal(third.melody.numpy(), resumed.melody.numpy())


def test_song_of_weight_zero_is_never_drawn() -> None:
    heavy, never = song(4), song(4)
    never = type(never)(never.melody * 0, never.chords, never.bar, weight=0.0)
    batch = Crops([heavy, never]).batch(np.random.default_rng(0))
    assert bool((batch.melody > 0).any(1).all())


def test_passage_that_left_the_songs_key_is_told_by_the_key_it_is_in() -> None:
    modulated = dataclasses.replace(transposed(song(8), 6), key=0)
    assert heard_key(modulated).key == 6


def test_key_of_the_file_stands_where_the_notes_do_not_contradict() -> None:
    assert heard_key(song(8)).key == 0


def test_chromatic_passage_has_no_key_to_be_told() -> None:
    tokens = np.array([FIRST + 60 + i % 12 for i in range(48)], np.int16)
    chromatic = dataclasses.replace(song(3), melody=tokens)
    assert heard_key(chromatic).key == UNKNOWN_KEY


def test_phrases_are_counted_from_the_first_full_bar() -> None:
    plain = song(16)
    upbeat = dataclasses.replace(plain, melody=np.concatenate([np.zeros(12, np.int16), plain.melody[: 16 * 16 - 12]]))
    assert beginnings(plain, 64).tolist() == [0, 64, 128, 192]
    assert beginnings(upbeat, 64).tolist() == [16, 80, 144]


def test_song_shorter_than_a_crop_begins_with_its_first_full_bar() -> None:
    plain = song(4)
    upbeat = dataclasses.replace(plain, melody=np.concatenate([np.zeros(12, np.int16), plain.melody[:52]]))
    assert beginnings(plain, 512).tolist() == [0]
    assert beginnings(upbeat, 512).tolist() == [16]
