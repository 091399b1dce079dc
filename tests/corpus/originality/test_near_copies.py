from __future__ import annotations

import random

from composer_app.corpus.originality.near_copies import CopyPair, NearCopies, groups_of_clips
from composer_app.music.clip import Clip
from composer_app.music.note import Note
from tests.corpus import songs


def walk(seed: int, notes: int = 60) -> list[int]:
    chance = random.Random(seed)
    return [chance.randint(60, 80) for _ in range(notes)]


def winding(seed: int, notes: int = 60) -> list[int]:
    """Pitches that look like chance and are the same each time."""
    return [60 + (seed * 7 + place * place * (seed + 3)) % 19 for place in range(notes)]


def sung(pitches: list[int]) -> Clip:
    return Clip(melody=tuple(Note(480 * place, 480, pitch) for place, pitch in enumerate(pitches)))


def compared(*melodies: list[int]) -> NearCopies:
    copies = NearCopies()
    for melody in melodies:
        copies.add(melody)
    return copies


def test_pairs_say_how_much_of_the_shorter_song_stands_in_the_other() -> None:
    a = walk(1)
    copies = compared(walk(2), a, [pitch + 3 for pitch in a], walk(3) + a[:40])
    whole, *parts = copies.pairs()
    assert whole == CopyPair(1, 2, 1.0)
    assert [(part.first, part.second) for part in parts] == [(1, 3), (2, 3)]
    assert 0 < parts[0].share < 1


def test_a_song_is_known_by_all_its_lines() -> None:
    copies = NearCopies()
    copies.add(walk(1), walk(2))
    copies.add(walk(3))
    copies.add(walk(4), walk(2))
    assert copies.groups() == [[0, 2], [1]]


def test_a_figure_that_comes_back_is_no_near_copy() -> None:
    figure = [48, 55, 60, 64, 60, 55] * 12
    assert compared(figure + walk(1), figure + walk(2)).groups() == [[0], [1]]


def test_broken_chords_and_notes_struck_again_are_no_near_copies() -> None:
    broken = [48, 55, 60, 64] * 8 + [48] * 30
    assert compared(broken + walk(1), broken + walk(2)).groups() == [[0], [1]]


def test_short_lines_are_alike_where_they_are_the_same() -> None:
    assert compared([60, 62, 65], [62, 64, 67], [60, 62, 65, 60]).groups() == [[0, 1], [2]]


def test_songs_without_a_melody_are_like_nothing() -> None:
    copies = compared([], [60], [])
    assert copies.groups() == [[0], [1], [2]]
    assert copies.pairs() == []
    assert NearCopies().groups() == []
    assert NearCopies().pairs() == []


def test_a_run_in_very_many_songs_makes_few_pairs() -> None:
    run = walk(9, 25)
    copies = compared(*(walk(seed) + run for seed in range(100)))
    assert copies.groups() == [list(range(100))]
    assert len(copies.pairs()) < 1200


def test_songs_with_a_shared_run_of_24_intervals_stand_together() -> None:
    a, b = winding(1), winding(2)
    mixed = winding(3, 20) + [pitch + 5 for pitch in a[10:35]]
    assert groups_of_clips([sung(a), sung(b), sung(mixed)]) == [[0, 2], [1]]


def test_a_shorter_shared_run_is_no_copy() -> None:
    a = winding(1)
    assert groups_of_clips([sung(a), sung([40, 90, *a[10:30], 100, 41])]) == [[0], [1]]


def test_trills_make_no_copies() -> None:
    trill = [72, 74] * 20
    assert groups_of_clips([sung(winding(1) + trill), sung(winding(2) + trill)]) == [[0], [1]]


def test_transposed_copy_is_a_copy() -> None:
    assert groups_of_clips([songs.clip(8), songs.clip(8, shift=3)]) == [[0, 1]]


def test_copies_of_copies_stand_together() -> None:
    a, b = winding(1), winding(5)
    assert groups_of_clips([sung(a), sung(b), sung(a[:30] + b[:30])]) == [[0, 1, 2]]
