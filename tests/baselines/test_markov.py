import numpy as np
import pytest
from numpy.typing import NDArray

from composer_app.baselines.markov import Markov
from composer_app.baselines.prediction import NOTHING


def songs(count: int = 6) -> list[NDArray[np.int64]]:
    rng = np.random.default_rng(0)
    return [np.cumsum(rng.integers(-2, 3, rng.integers(1, 80))) % 12 for _ in range(count)]


@pytest.mark.parametrize("number", range(6))
def test_song_left_out_was_never_counted(number: int) -> None:
    every = songs()
    asked = [every[number], every[number - 1][:7]]
    others = Markov([song for song in every if song is not every[number]], 4)
    whole = Markov(every, 4)
    for found, wanted in zip(whole.by_order(asked, [every[number]]), others.by_order(asked), strict=True):
        assert found.likeliest.tolist() == wanted.likeliest.tolist()
        assert found.nats == pytest.approx(wanted.nats)
    assert whole.frequencies(asked, [every[number]]) == pytest.approx(others.frequencies(asked))


def test_nothing_is_predicted_where_nothing_was_counted() -> None:
    (only,) = songs(1)
    found = Markov([only]).predict([only], [only])
    assert set(found.likeliest.tolist()) == {NOTHING}
    assert np.isfinite(found.nats).all()


def test_empty_row_is_taken() -> None:
    found = Markov([np.zeros(0, np.int64), np.array([1, 2])]).predict([np.zeros(0, np.int64), np.array([1])])
    assert len(found.likeliest) == 1
