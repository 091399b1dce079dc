from __future__ import annotations

import random

from composer_app.corpus.originality.likeness import Alike, Likeness


def walk(seed: int, notes: int = 60) -> list[int]:
    chance = random.Random(seed)
    return [chance.randint(60, 80) for _ in range(notes)]


def compared(*melodies: list[int]) -> Likeness:
    likeness = Likeness()
    for melody in melodies:
        likeness.add(melody)
    return likeness


def test_pairs_say_how_much_of_the_shorter_song_stands_in_the_other() -> None:
    a = walk(1)
    likeness = compared(walk(2), a, [pitch + 3 for pitch in a], walk(3) + a[:40])
    whole, *parts = likeness.pairs()
    assert whole == Alike(1, 2, 1.0)
    assert [(part.first, part.second) for part in parts] == [(1, 3), (2, 3)]
    assert 0 < parts[0].share < 1


def test_a_song_is_known_by_all_its_lines() -> None:
    likeness = Likeness()
    likeness.add(walk(1), walk(2))
    likeness.add(walk(3))
    likeness.add(walk(4), walk(2))
    assert likeness.groups() == [[0, 2], [1]]


def test_a_figure_that_comes_back_is_no_likeness() -> None:
    figure = [48, 55, 60, 64, 60, 55] * 12
    assert compared(figure + walk(1), figure + walk(2)).groups() == [[0], [1]]


def test_broken_chords_and_notes_struck_again_are_no_likeness() -> None:
    broken = [48, 55, 60, 64] * 8 + [48] * 30
    assert compared(broken + walk(1), broken + walk(2)).groups() == [[0], [1]]


def test_short_lines_are_alike_where_they_are_the_same() -> None:
    assert compared([60, 62, 65], [62, 64, 67], [60, 62, 65, 60]).groups() == [[0, 1], [2]]


def test_songs_without_a_melody_are_like_nothing() -> None:
    likeness = compared([], [60], [])
    assert likeness.groups() == [[0], [1], [2]]
    assert likeness.pairs() == []
    assert Likeness().groups() == []
    assert Likeness().pairs() == []


def test_a_run_in_very_many_songs_makes_few_pairs() -> None:
    run = walk(9, 25)
    likeness = compared(*(walk(seed) + run for seed in range(100)))
    assert likeness.groups() == [list(range(100))]
    assert len(likeness.pairs()) < 1200
