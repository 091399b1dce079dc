import math

import pytest

from composer_app.methods.two_voice.evaluation.baselines import Make, answers, copied, copy_last, markov_2, ppm
from composer_app.methods.two_voice.evaluation.events import Row

ONE, OTHER = [(1,), (2,), (3,)] * 20, [(7,), (8,), (9,)] * 20


def markov(songs: list[list[Row]], *cut: int) -> list[dict[str, float]]:
    asked = [[[(row, None) for row in song], *([(row[:end], None) for row in song] for end in cut)] for song in songs]
    return answers(markov_2, songs, asked)


def test_markov_knows_a_pattern_that_other_songs_have() -> None:
    assert markov([[ONE], [ONE]])[0]["accuracy"] > 0.95


@pytest.mark.parametrize("make", [markov_2, ppm])
def test_no_baseline_counts_the_song_it_scores(make: Make) -> None:
    assert answers(make, [[ONE], [OTHER]], [[[(ONE, None)]], [[(OTHER, None)]]])[0]["accuracy"] == 0


def test_all_stretches_of_a_song_are_left_out_together() -> None:
    assert markov([[ONE, ONE], [OTHER]])[0]["accuracy"] == 0


def test_beginnings_are_scored_by_counts_of_whole_songs() -> None:
    whole, beginning = markov([[ONE], [ONE]], 6)
    assert (beginning["accuracy"], whole["accuracy"]) == (1, 1)
    assert beginning["nats"] > whole["nats"]  # a song begins less often than it goes on


def test_score_can_be_narrowed_to_some_events() -> None:
    late = [False] * 30 + [True] * 30
    halves = answers(ppm, [[ONE], [ONE]], [[[(ONE, late)], [(ONE, [not on for on in late])]]] * 2)
    whole = answers(ppm, [[ONE], [ONE]], [[[(ONE, None)]]] * 2)[0]
    assert sum(half["nats"] for half in halves) / 2 == pytest.approx(whole["nats"])


def test_copy_last_is_right_where_things_stay() -> None:
    found = copied([[5, 5, 5, 5]])
    assert (found.hits, found.events) == (3, 4)


def test_nats_of_all_parts_are_summed_and_the_last_part_is_the_pitch() -> None:
    rows = [[(4, 60), (4, 62)], [(4, 60), (4, 62)]]
    parts = [copied([[event[part] for event in row] for row in rows]).nats for part in (0, 1)]
    found = copy_last(rows)
    assert found["nats"] == pytest.approx(sum(parts) / 4)
    assert found["accuracy"] == 0
    assert math.isfinite(found["nats"])
