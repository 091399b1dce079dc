import random

import pytest

from composer_app.baselines.ppm import Ppm

SIZE = 6
ROWS = [[random.Random(seed).randrange(SIZE - 1) for _ in range(40)] for seed in range(4)]


def counted(size: int = SIZE) -> Ppm:
    found = Ppm(size)
    for row in ROWS:
        found.add(row)
    return found


@pytest.mark.parametrize("context", [(-1, -1, -1), (0, 1, 2), (4, 4, 4), (5, 5, 5)])
@pytest.mark.parametrize("size", [SIZE - 1, SIZE])
def test_probabilities_sum_to_one(context: tuple[int, ...], size: int) -> None:
    assert sum(counted(size).likelihood(context, symbol) for symbol in range(size)) == pytest.approx(1)


def test_symbol_never_seen_is_possible() -> None:
    assert 0 < counted().likelihood((0, 1, 2), SIZE - 1) < 0.1


def test_favourite_is_the_most_likely_symbol() -> None:
    found, chance = counted(), random.Random(9)
    for _ in range(50):
        context = tuple(chance.randrange(SIZE) for _ in range(3))
        assert found.favourite(context) == max(range(SIZE), key=lambda symbol: found.likelihood(context, symbol))


def test_longest_context_known_decides() -> None:
    found = Ppm(10)
    found.add([1, 2, 3, 4] * 5 + [9, 3, 5] * 5)
    assert found.favourite((1, 2, 3)) == 4
    assert found.favourite((0, 9, 3)) == 5


def test_escape_is_the_number_of_different_symbols() -> None:
    found = Ppm(4, order=1)
    found.add([0, 1, 0, 1, 0, 2])  # after 0: 1 twice, 2 once
    assert found.likelihood((0,), 1) == pytest.approx(2 / (3 + 2))
    assert found.likelihood((0,), 0) == pytest.approx(2 / 5 * 3 / (3 + 1))  # 1 and 2 are excluded
    assert found.likelihood((0,), 3) == pytest.approx(2 / 5 * 1 / (3 + 1))


def test_song_taken_out_leaves_no_trace() -> None:
    found, without = counted(), Ppm(SIZE)
    found.add(ROWS[0], -1)
    for row in ROWS[1:]:
        without.add(row)
    context = (ROWS[0][0], ROWS[0][1], ROWS[0][2])
    assert [found.likelihood(context, s) for s in range(SIZE)] == [without.likelihood(context, s) for s in range(SIZE)]


def test_nothing_counted_means_all_symbols_alike() -> None:
    assert Ppm(8).likelihood((0, 0, 0), 5) == pytest.approx(1 / 8)
