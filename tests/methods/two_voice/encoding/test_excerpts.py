from dataclasses import replace

import numpy as np

from composer_app.methods.two_voice.encoding.excerpts import cut_song, phrase_starts
from composer_app.methods.two_voice.encoding.form import LETTER_DISTANCE
from tests.methods.two_voice.songs import random_song, song


def test_phrases_are_counted_from_the_first_full_bar() -> None:
    plain = song(16)
    upbeat = replace(plain, melody=np.concatenate([np.zeros(12, np.int16), plain.melody[: 16 * 16 - 12]]))
    assert phrase_starts(plain, 64).tolist() == [0, 64, 128, 192]
    assert phrase_starts(upbeat, 64).tolist() == [16, 80, 144]


def test_song_shorter_than_a_crop_begins_with_its_first_full_bar() -> None:
    plain = song(4)
    upbeat = replace(plain, melody=np.concatenate([np.zeros(12, np.int16), plain.melody[:52]]))
    assert phrase_starts(plain, 512).tolist() == [0]
    assert phrase_starts(upbeat, 512).tolist() == [16]


def test_cut_knows_of_no_bar_before_it() -> None:
    whole = random_song(0, bars=8)  # A B A B, two bars each
    cut = cut_song(whole, 2 * 16, 7 * 16)
    assert cut.form is not None
    assert cut.form[:, LETTER_DISTANCE].tolist() == [0, 0, 0, 0, 4]
    assert len(cut) == 5 * 16
    assert whole.form is not None
    assert whole.form[4:, LETTER_DISTANCE].tolist() == [4, 4, 4, 4]
