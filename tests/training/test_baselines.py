import math

import pytest

from composer_app.training.baselines import copy_last, markov, score


def test_markov_knows_a_pattern_that_other_songs_have() -> None:
    found = markov([[1, 2, 3] * 20, [1, 2, 3] * 20])
    assert found.hits / found.events > 0.95


def test_markov_never_counts_the_song_it_scores() -> None:
    found = markov([[1, 2, 3, 4] * 10, [7, 8, 9, 7, 8] * 10])
    assert found.hits == 0


def test_copy_last_is_right_where_things_stay() -> None:
    found = copy_last([[5, 5, 5, 5]])
    assert (found.hits, found.events) == (3, 4)


def test_score_sums_the_nats_of_all_parts() -> None:
    rows = [[(4, 60), (4, 62)], [(4, 60), (4, 62)]]
    parts = [markov([[e[k] for e in row] for row in rows]).nats for k in (0, 1)]
    assert score(rows, 1, markov)["nats"] == pytest.approx(sum(parts) / 4)
    assert math.isfinite(sum(parts))
