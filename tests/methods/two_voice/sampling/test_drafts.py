from dataclasses import replace

import numpy as np
import pytest

from composer_app.methods.two_voice.encoding.conditions import FEATURES
from composer_app.methods.two_voice.encoding.grid import Song
from composer_app.methods.two_voice.encoding.tokens import FIRST, SHAPES
from composer_app.methods.two_voice.sampling.drafts import distance_from_request, written_songs
from tests.methods.two_voice.songs import empty_song, song, written


def with_notes(a_bar: int) -> Song:
    """Eight bars with so many notes each."""
    tokens = np.zeros((8, 16), np.int16)
    tokens[:, : 2 * a_bar : 2] = FIRST + 72
    return replace(song(8), melody=tokens.ravel())


def test_what_was_written_becomes_songs() -> None:
    of = [empty_song(), empty_song()]
    found = written(of)
    for row, there in enumerate(written_songs(of, found)):
        assert np.array_equal(there.melody, found.melody[row])
        assert np.array_equal(there.triplets, found.triplets[row])
        assert there.in_c


def test_piece_that_does_what_was_asked_is_not_away_from_it() -> None:
    assert FEATURES["density"].knots[8] > 2
    assert distance_from_request(with_notes(8), SHAPES, {"density": 1.0}) < 0.1
    assert distance_from_request(with_notes(1), SHAPES, {"density": 1.0}) > 0.9


def test_piece_is_nearer_the_nearer_it_comes() -> None:
    away = [distance_from_request(with_notes(n), SHAPES, {"density": 0.0}) for n in (1, 4, 6, 8)]
    assert away == sorted(away)
    assert away[0] < away[-1]


def test_controls_count_alike() -> None:
    one, other = (distance_from_request(with_notes(8), SHAPES, {name: 0.0}) for name in ("density", "leaps"))
    assert distance_from_request(with_notes(8), SHAPES, {"density": 0.0, "leaps": 0.0}) == pytest.approx(
        (one + other) / 2
    )


def test_silent_piece_is_as_far_as_can_be_from_what_only_notes_can_do() -> None:
    assert distance_from_request(empty_song(8), SHAPES, {"leaps": 0.5}) == 1.0
