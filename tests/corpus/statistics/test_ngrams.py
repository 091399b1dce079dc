from __future__ import annotations

import numpy as np

from composer_app.corpus.statistics.ngrams import NOTE_VALUES, NgramCounter, note_values

NAMES = [name for name, _ in NOTE_VALUES]


def counted(*melodies: list[int], room: int = 1 << 17) -> NgramCounter:
    counter = NgramCounter(room)
    for pitches in melodies:
        counter.add([240 * place for place in range(len(pitches))], pitches, [240] * len(pitches))
    return counter


def top(counter: NgramCounter, kind: str, size: int) -> list[tuple[str, int, int]]:
    (table,) = (table for table in counter.tables(5) if (table.kind, table.size) == (kind, size))
    return [(ngram.name, ngram.count, ngram.songs) for ngram in table.ngrams]


def test_lengths_are_called_after_the_nearest_note_value() -> None:
    ticks = [1, 60, 80, 118, 240, 300, 480, 600, 720, 1920, 99999]
    assert [NAMES[place] for place in note_values(ticks)] == [
        "1/32", "1/32", "1/16T", "1/16", "1/8", "1/4T", "1/4", "1/2T", "1/4.", "1/1", "2/1",
    ]  # fmt: skip


def test_a_transposed_pattern_is_the_same_pattern_of_steps() -> None:
    counter = counted([60, 62, 64], [67, 69, 71])
    assert top(counter, "steps", 2) == [("+2 1/8, +2 1/8", 2, 2)]
    assert [entry[1] for entry in top(counter, "notes", 3)] == [1, 1]


def test_a_pattern_of_notes_knows_no_octave() -> None:
    assert top(counted([60, 64], [72, 52]), "notes", 2) == [("C 1/8, E 1/8", 2, 2)]


def test_a_pattern_that_comes_back_in_one_song_is_in_one_song() -> None:
    assert top(counted([60, 62, 60, 62, 60, 62]), "notes", 2)[0] == ("C 1/8, D 1/8", 3, 1)


def test_a_wide_leap_is_in_no_pattern() -> None:
    assert top(counted([60, 62, 100, 102]), "steps", 2) == []
    assert top(counted([60, 91, 60]), "steps", 2) == [("+31 1/8, -31 1/8", 1, 1)]


def test_the_longest_patterns_fit() -> None:
    assert top(counted([36, 67, 36, 67, 36, 67, 36]), "steps", 6)[0][0].startswith("+31 1/8, -31 1/8, +31")


def test_a_line_of_one_note_has_no_pattern() -> None:
    assert all(not table.total for table in counted([60], []).tables(5))


def test_where_room_is_short_the_commonest_stay_and_the_error_is_told() -> None:
    chance = np.random.default_rng(1)
    melodies = [[*chance.integers(48, 72, 40).tolist(), 60, 62, 64, 65, 67] for _ in range(200)]
    (table,) = (t for t in counted(*melodies, room=500).tables(3) if (t.kind, t.size) == ("notes", 5))
    assert table.ngrams[0].name == "C 1/8, D 1/8, E 1/8, F 1/8, G 1/8"
    assert table.missed > 0
    assert 200 - table.missed <= table.ngrams[0].count <= 200
    exact = next(t for t in counted(*melodies).tables(3) if (t.kind, t.size) == ("notes", 5))
    assert (exact.missed, exact.ngrams[0].count) == (0, 200)
