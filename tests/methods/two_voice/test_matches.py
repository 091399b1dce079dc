import numpy as np
import pytest

from composer_app.methods.two_voice.matches import (
    DUE,
    FARTHEST_DUE,
    FOLLOWS,
    NOW,
    OVERDUE,
    RUN,
    Listener,
    matches,
    matches_of,
)
from composer_app.methods.two_voice.tokens import FIRST
from tests.methods.two_voice.songs import random_song

C, D, E = FIRST + 60, FIRST + 62, FIRST + 64


def voice(*events: tuple[int, int], steps: int = 32) -> np.ndarray:
    tokens = np.zeros(steps, np.int16)
    for step, token in events:
        tokens[step] = token
    return tokens


def test_what_followed_the_last_time_is_told_until_it_comes() -> None:
    told = matches(voice((0, C), (4, D), (8, C), (12, D)))
    assert told[FOLLOWS, 9:13].tolist() == [D] * 4
    assert told[DUE, 9:13].tolist() == [NOW + 3, NOW + 2, NOW + 1, NOW]


def test_nothing_is_told_before_anything_has_come_back() -> None:
    assert not matches(voice((0, C), (4, D), (8, E)))[:, :9].any()


def test_what_does_not_come_is_overdue() -> None:
    told = matches(voice((0, C), (4, D), (8, C)))
    assert told[DUE, 13:].tolist() == [OVERDUE] * 19


def test_what_is_far_away_is_told_to_be_far() -> None:
    told = matches(voice((0, C), (50, D), (60, C), steps=64))
    assert told[DUE, 61] == FARTHEST_DUE


def test_longer_run_outweighs_a_later_one() -> None:
    # C D is followed by E, but D alone was followed by C the last time.
    tokens = voice((0, C), (4, D), (8, E), (12, D), (16, C), (20, D))
    told = matches(tokens)
    assert told[FOLLOWS, 21] == E
    assert told[RUN, 21] > told[RUN, 13]


def test_run_at_another_pace_is_another_run() -> None:
    told = matches(voice((0, C), (4, D), (8, E), (16, C), (18, D)))
    assert told[RUN, 19] == 1  # the D alone


@pytest.mark.parametrize("seed", range(4))
def test_what_is_told_of_a_step_does_not_depend_on_what_comes_from_it_on(seed: int) -> None:
    tokens = random_song(seed, bars=8, told=False).melody % 8  # few tokens, so that much comes back
    whole = matches(tokens)
    assert whole[RUN].any()
    for step in range(0, len(tokens), 7):
        changed = tokens.copy()
        changed[step:] = C
        assert np.array_equal(matches(changed)[:, : step + 1], whole[:, : step + 1])


@pytest.mark.parametrize("seed", range(4))
def test_listener_is_told_step_by_step_what_stands_in_the_table(seed: int) -> None:
    tokens = random_song(seed, bars=8, told=False).melody % 8
    listener, told = Listener(), []
    for step, token in enumerate(tokens.tolist()):
        told.append(listener.told(step))
        if token:
            listener.hear(token, step)
    assert np.array_equal(np.array(told).T, matches(tokens))


def test_songs_of_any_length_stand_side_by_side() -> None:
    table = matches_of([voice((0, C), (4, C), steps=8), voice((0, C), steps=4)], 6)
    assert table.shape == (2, 3, 6)
    assert table[0, FOLLOWS].tolist() == [0, 0, 0, 0, 0, C]
    assert not table[1].any()


def hole(begin: int, end: int, steps: int = 32) -> np.ndarray:
    return (np.arange(steps) >= begin) & (np.arange(steps) < end)


def test_hole_is_told_what_follows_where_the_same_is_given_later() -> None:
    told = matches(voice((0, C), (4, D), (8, E), (16, C), (20, D), (24, E)), hole(8, 16))
    assert told[FOLLOWS, 9:16].tolist() == [0] * 7  # E is given nowhere with anything behind it
    assert told[FOLLOWS, 8] == E
    assert told[DUE, 8] == NOW


def test_nothing_of_the_hole_itself_is_told() -> None:
    tokens = voice((0, C), (4, D), (8, C), (12, E), (16, C), (20, D))
    changed = tokens.copy()
    changed[12] = D
    told, other = (matches(row, hole(10, 16)) for row in (tokens, changed))
    assert np.array_equal(told[:, :13], other[:, :13])


def test_no_run_crosses_a_hole() -> None:
    # Around the hole D stands behind C, but not next to it.
    told = matches(voice((0, C), (16, D), (20, C), (24, E)), hole(4, 16))
    assert told[FOLLOWS, 4:16].tolist() == [E] * 12


def test_given_steps_are_told_of_the_past_alone() -> None:
    tokens = voice((0, C), (4, D), (8, E), (16, C), (20, D), (24, E))
    is_open = hole(8, 16)
    assert np.array_equal(matches(tokens, is_open)[:, ~is_open], matches(tokens)[:, ~is_open])
