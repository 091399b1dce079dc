from __future__ import annotations

import json
from dataclasses import replace

import numpy as np

from composer_app.methods.two_voice.encoding.conditions import FEATURES, REGISTER
from composer_app.methods.two_voice.encoding.phrases import (
    CHORD_SOURCE,
    COLUMNS,
    RELATION,
    SAME,
    TOP,
)
from composer_app.methods.two_voice.encoding.tokens import SHAPES
from composer_app.methods.two_voice.sampling.plans import SongPlan, plans_of
from tests.methods.two_voice.songs import song

NAMES = tuple(FEATURES)


def test_plans_are_kept_as_plain_numbers() -> None:
    plans = plans_of([song(8)], SHAPES, NAMES)
    again = [SongPlan.of(listed, NAMES) for listed in json.loads(json.dumps(plans))]
    assert again == [SongPlan.of(listed, NAMES) for listed in plans]
    assert [SongPlan.of(listed, NAMES).listed(NAMES) for listed in plans] == plans


def test_plan_of_a_song_is_kept_without_its_notes() -> None:
    kept, rest = (SongPlan.of(listed, NAMES) for listed in plans_of([song(8)], SHAPES, NAMES))
    assert (kept.song, rest.song, len(rest.rows)) == (0, 0, 4)  # from each of its two sections on
    assert (kept.bar, kept.compound, kept.minor, len(kept.rows)) == (16, False, False, 8)
    assert kept.sections[0][2][REGISTER] == 74
    rows = np.array(kept.rows)
    assert rows[1:, RELATION].tolist() == [SAME] * 7
    assert set(rows[2:, CHORD_SOURCE]) == {2}
    # All that is told of pitches is each bar's highest note.
    assert rows.shape[1] == COLUMNS
    assert set(rows[:, TOP]) == {76}


def test_songs_that_weigh_little_give_few_plans() -> None:
    little, much = replace(song(4), weight=0.25), song(4)
    plans = [SongPlan.of(listed, NAMES) for listed in plans_of([little] * 8 + [much] * 6, SHAPES, NAMES)]
    assert len(plans) == 14
    assert sum(kept.song < 8 for kept in plans) == 4
    assert plans_of([], SHAPES, NAMES) == []


def test_song_of_unknown_key_gives_no_plan() -> None:
    assert plans_of([replace(song(8), key=12)], SHAPES, NAMES) == []
