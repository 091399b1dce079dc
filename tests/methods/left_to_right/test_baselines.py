import math

import numpy as np
import pytest
from numpy.typing import NDArray

from composer_app.baselines.markov import Markov
from composer_app.methods.left_to_right.baselines import Tally, changed, scored


def row(*symbols: int) -> NDArray[np.int64]:
    return np.array(symbols, np.int64)


def on(train: list[NDArray[np.int64]], test: NDArray[np.int64]) -> dict[str, Tally]:
    return scored(Markov(train, 4), [test], [changed(test)])


def test_copy_last_is_right_where_nothing_changes() -> None:
    tally = on([row(1, 2)], row(1, 1, 1, 2))["copy_last"]
    assert (tally.hits, tally.steps, tally.change_hits, tally.changes) == (2, 4, 0, 1)


def test_majority_is_that_of_the_training_songs() -> None:
    assert on([row(3, 3, 2)], row(2, 2, 3))["majority"].hits == 1


def test_stratified_is_the_expected_share_of_hits() -> None:
    assert on([row(3, 3, 2, 2)], row(3, 2, 5))["stratified"].hits == pytest.approx(1.0)


def test_markov_foretells_what_followed_the_context() -> None:
    tally = on([row(1, 2, 3, 1, 2, 3, 1, 2, 3)], row(1, 2, 3, 1))["markov_2"]
    assert tally.hits == 4


def test_markov_falls_back_on_shorter_contexts() -> None:
    tally = on([row(1, 2, 1, 2, 9)], row(7, 1, 2))["markov_4"]
    assert tally.hits == 2


def test_longer_context_tells_apart_what_a_shorter_one_cannot() -> None:
    train = [row(1, 5, 5, 2, 8, 5, 5, 3)] * 4
    found = on(train, row(8, 5, 5, 3))
    assert (found["markov_4"].hits, found["markov_2"].hits) == (3, 2)


def test_likelihood_is_interpolated_and_never_nothing() -> None:
    nats = on([row(1, 1, 1)], row(99))["markov_2"].nats
    assert nats is not None
    assert math.isfinite(nats)


def test_tallies_add_up() -> None:
    found = on([row(1, 2)], row(1, 2, 2))["markov_2"]
    assert (found + found).figures("x") == found.figures("x")
