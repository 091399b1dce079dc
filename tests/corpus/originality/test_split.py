from __future__ import annotations

from composer_app.corpus.originality.split import groups_alike, split_by_song
from composer_app.music.clip import Clip
from composer_app.music.note import Note
from tests.corpus import songs


def walk(seed: int, notes: int = 60) -> list[int]:
    """Pitches that look like chance and are the same each time."""
    return [60 + (seed * 7 + place * place * (seed + 3)) % 19 for place in range(notes)]


def sung(pitches: list[int]) -> Clip:
    return Clip(melody=tuple(Note(480 * place, 480, pitch) for place, pitch in enumerate(pitches)))


def test_songs_with_a_shared_run_of_24_intervals_stand_together() -> None:
    a, b = walk(1), walk(2)
    mixed = walk(3, 20) + [pitch + 5 for pitch in a[10:35]]
    assert groups_alike([sung(a), sung(b), sung(mixed)]) == [[0, 2], [1]]


def test_a_shorter_shared_run_is_no_copy() -> None:
    a = walk(1)
    assert groups_alike([sung(a), sung([40, 90, *a[10:30], 100, 41])]) == [[0], [1]]


def test_trills_make_no_copies() -> None:
    trill = [72, 74] * 20
    assert groups_alike([sung(walk(1) + trill), sung(walk(2) + trill)]) == [[0], [1]]


def test_transposed_copy_is_a_copy() -> None:
    assert groups_alike([songs.clip(8), songs.clip(8, shift=3)]) == [[0, 1]]


def test_copies_of_copies_stand_together() -> None:
    a, b = walk(1), walk(5)
    assert groups_alike([sung(a), sung(b), sung(a[:30] + b[:30])]) == [[0, 1, 2]]


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
