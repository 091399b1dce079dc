from __future__ import annotations

from composer_app.corpus.originality.split import split_by_song


def test_groups_are_never_divided_and_all_songs_are_used() -> None:
    groups = [[0, 1, 2], [3], [4, 5], *([index] for index in range(6, 40))]
    training, validation = split_by_song(groups, 0.1, seed=4)
    assert sorted(training + validation) == list(range(40))
    assert 1 <= len(validation) <= 6
    for group in groups:
        assert len({index in validation for index in group}) == 1


def test_split_is_the_same_for_the_same_seed() -> None:
    groups = [[index] for index in range(50)]
    assert split_by_song(groups, seed=1) == split_by_song(groups, seed=1)
    assert split_by_song(groups, seed=1) != split_by_song(groups, seed=2)


def test_each_side_gets_a_song_where_there_are_two() -> None:
    for seed in range(10):
        training, validation = split_by_song([[0], [1]], 0.1, seed)
        assert (len(training), len(validation)) == (1, 1)


def test_a_single_song_is_for_training() -> None:
    assert split_by_song([[0]]) == ([0], [])


def test_large_group_of_copies_stays_in_training() -> None:
    for seed in range(10):
        training, _ = split_by_song([list(range(30)), [30], [31]], 0.1, seed)
        assert set(range(30)) <= set(training)
