from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

from composer_app.methods.two_voice.batches import together
from composer_app.methods.two_voice.conditions import FEATURES, measure_of, measure_plan
from composer_app.methods.two_voice.draw import Draw
from composer_app.methods.two_voice.grid import Song
from composer_app.methods.two_voice.manner import (
    FOLLOWED,
    MOST,
    PLANNED,
    Leanings,
    among,
    leant,
    new_chords,
    notes_in_key,
    ways_of,
)
from composer_app.methods.two_voice.pen import Pen
from composer_app.methods.two_voice.sampling import write
from composer_app.methods.two_voice.tokens import FIRST, SHAPES
from tests.methods.two_voice.songs import small_network, song

BARS = 8


def ideas(leanings: Leanings, count: int = 12, asked: tuple[str, ...] = (), **planned: float) -> Pen:
    """Ideas told to be in C major and planned as said."""
    nothing = np.zeros(BARS * 16, np.int16)
    plan = np.full((BARS, len(FEATURES)), np.nan, np.float32)
    for name, share in planned.items():
        plan[:, FEATURES.index(name)] = measure_of(name, share)
    blank = Song(nothing, nothing, 16, 0, 0, in_c=True, plan=plan)
    how = Draw(leanings=leanings, asked=asked)
    *_, pen = write(small_network(), together([blank] * count), 0, how, range(count))
    return pen


def measured(pen: Pen, name: str) -> float:
    rows = zip(pen.melody.numpy(), pen.chords.numpy(), strict=True)
    plans = [measure_plan(m.astype(np.int16), c.astype(np.int16), 16, SHAPES, []) for m, c in rows]
    return float(np.nanmean([plan[:, FEATURES.index(name)] for plan in plans]))


@pytest.mark.parametrize("name", [*FOLLOWED, *PLANNED])
def test_lean_for_all_ideas_brings_more_of_it(name: str) -> None:
    less, more = (measured(ideas({name: (lean, 0.0)}), name) for lean in (-2.0, 2.0))
    assert less < more


@pytest.mark.parametrize("name", PLANNED)
def test_lean_by_plan_brings_most_where_most_is_planned(name: str) -> None:
    less, more = (measured(ideas({name: (0.0, 5.0)}, **{name: share}), name) for share in (0.0, 1.0))
    assert less < more


def test_what_is_asked_is_not_leant_on() -> None:
    plain, leaning = (ideas(leanings, asked=("leaps",), leaps=0.5) for leanings in ({}, {"leaps": (9.0, 9.0)}))
    assert torch.equal(plain.melody, leaning.melody)


def test_lean_on_the_key_keeps_melodies_in_it() -> None:
    free, kept = (ideas({"in_key": (lean, 0.0)}) for lean in (0.0, 9.0))
    counts = [np.sum([notes_in_key(row.numpy(), 0) for row in pen.melody], 0) for pen in (free, kept)]
    shares = [some / of_all for some, of_all in counts]
    assert shares[0] < 0.9 < shares[1]


def test_lean_on_new_chords_brings_more_of_them() -> None:
    counts = [
        np.sum([len(np.unique(row[row >= FIRST])) for row in ideas({"new_chords": (lean, 0.0)}).chords.numpy()])
        for lean in (-3.0, 3.0)
    ]
    assert counts[0] < counts[1]


def test_lean_among_events_leaves_their_sum() -> None:
    logits = torch.randn(3, 20)
    lent = among(logits.clone(), torch.randn(3, 20 - FIRST))
    assert torch.allclose(lent.softmax(1)[:, :FIRST], logits.softmax(1)[:, :FIRST], atol=1e-6)
    assert not torch.allclose(lent, logits)


def test_notes_in_key_take_the_raised_seventh_of_minor() -> None:
    tune = np.array([60 + FIRST, 68 + FIRST, 0, 61 + FIRST, 69 + FIRST], np.int16)
    assert notes_in_key(tune, 0) == (2, 4)
    assert notes_in_key(tune, 1) == (3, 4)
    assert notes_in_key(np.zeros(4, np.int16), 0) == (0, 0)


def test_chord_is_new_once_in_eight_bars_of_singing() -> None:
    melody, chords = np.zeros((2, 16 * 16), np.int16)
    melody[: 8 * 16 : 16] = 60 + FIRST
    chords[::16] = [FIRST + bar % 3 for bar in range(16)]
    assert new_chords(melody, chords, 16) == (2, 7)
    assert new_chords(np.zeros_like(melody), chords, 16) == (0, 0)


def test_ways_are_of_songs_as_they_weigh() -> None:
    ways = ways_of([song(8), replace(song(8), chords=np.zeros(128, np.int16), weight=0.5)])
    assert ways == {"in_key": 1.0, "new_chords": pytest.approx(1 / 7, abs=1e-4)}
    assert ways_of([]) == {}


def test_ideas_that_differ_from_their_plans_are_leant_back() -> None:
    planned = dict.fromkeys(FEATURES, 0.5) | {"leaps": 0.0}
    before = dict.fromkeys((*FOLLOWED, *PLANNED), (0.0, 0.0))
    after = leant(before, ideas(before, **planned), {"in_key": 1.0, "new_chords": 1.0})
    assert after["leaps"][0] < 0
    assert after["in_key"][0] > 0
    assert after["new_chords"][0] > 0
    again = leant(after, ideas(after, **planned), {"in_key": 0.0})
    assert again["in_key"] == [0.0, 0.0]
    assert all(0 <= by_plan <= MOST for _, by_plan in again.values())


def test_nothing_planned_is_nothing_learnt() -> None:
    before = {"leaps": (0.25, 0.5)}
    after = leant(before, ideas(before), {})
    assert after["leaps"] == [0.25, 0.5]
    assert after["steps"] == [0.0, 0.0]
    assert "in_key" not in after


def test_leans_follow_the_melody_before_a_continuation() -> None:
    pen = ideas({"turns": (1.0, 0.0)}, count=2)
    begun = Song(pen.melody[0].numpy().astype(np.int16), pen.chords[0].numpy().astype(np.int16), 16, 0, 0, in_c=True)
    longer = replace(begun, melody=np.pad(begun.melody, (0, 32)), chords=np.pad(begun.chords, (0, 32)))
    how = Draw(leanings={"turns": (30.0, 0.0)})
    *_, written = write(small_network(), together([longer] * 8), len(begun.melody), how, range(8))
    pitches = begun.melody[begun.melody >= FIRST]
    way = [move for move in np.sign(np.diff(pitches.astype(int))) if move][-1]
    for row in written.melody.numpy():
        fresh = row[len(begun.melody) :]
        firsts = fresh[fresh >= FIRST]
        assert not len(firsts) or np.sign(int(firsts[0]) - int(pitches[-1])) != way
