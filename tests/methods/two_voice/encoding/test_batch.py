from dataclasses import replace

import numpy as np
import pytest
import torch

from composer_app.methods.two_voice.encoding.batch import FARTHEST_AHEAD, Row, collate, next_after, sounding_at
from composer_app.methods.two_voice.encoding.tokens import FIRST, HOLD, IN_C, NO_TOUCH, REST, UNTOLD
from tests.methods.two_voice.songs import middle_bars, random_batch, random_song, song

TOKENS = torch.tensor([[HOLD, FIRST, HOLD, HOLD, REST, HOLD]])


def test_batch_moves_with_all_that_it_holds() -> None:
    batch = random_batch(2, holes=True)
    moved = batch.to(torch.device("meta"))
    held = [name for name in batch.__slots__ if isinstance(getattr(batch, name), torch.Tensor)]
    assert {"melody", "form", "plan", "phrasing", "melody_open", "chords_ahead"} <= set(held)
    assert all(getattr(moved, name).is_meta for name in held)
    assert isinstance(moved.melody_row, Row)
    assert moved.melody_row.onset.is_meta
    assert (moved.bar, moved.compound) == (batch.bar, batch.compound)


def test_song_that_has_ended_has_no_more_events() -> None:
    batch = collate([song(2), song(4)])
    row = batch.melody_row
    assert batch.ends.tolist() == [96, 192]
    assert not batch.melody[0, 96:].any()
    assert int((row.onset + row.length)[0, row.is_event[0]].max()) == 96


def test_what_lies_behind_a_song_is_open() -> None:
    short = random_song(1, bars=2)
    batch = collate([short], 64, [middle_bars(short)])
    assert bool(batch.melody_open[0, 96:].all())


def test_what_a_song_knows_of_itself_is_told_and_no_more() -> None:
    told, untold = random_song(0), random_song(1, bars=2, told=False)
    batch = collate([told, untold])
    for table in (batch.form, batch.plan, batch.phrasing):
        assert table[0].any()
        assert not table[1].any()
    assert batch.key.tolist() == [IN_C, UNTOLD]


@pytest.mark.parametrize("given", [True, False])
def test_chords_to_come_are_known_where_something_is_given(given: bool) -> None:
    assert random_batch(2, holes=given).chords_ahead.tolist() == [given] * 2


def test_harmony_does_not_see_the_melody_that_is_to_be_written() -> None:
    batch = random_batch(2, holes=True)
    assert torch.equal(batch.melody_hidden, batch.melody_open)
    nothing = [np.zeros(64, bool)] * 2
    assert not collate([random_song(0), random_song(1)], melody_hidden=nothing).melody_hidden.any()


def test_last_event_sounds_on() -> None:
    assert sounding_at(TOKENS).tolist() == [[REST, FIRST, FIRST, FIRST, REST, REST]]


def test_next_event_is_told_with_its_distance() -> None:
    token, until = next_after(TOKENS)
    assert token.tolist() == [[FIRST, REST, REST, REST, HOLD, HOLD]]
    assert until.tolist() == [[1, 3, 2, 1, FARTHEST_AHEAD, FARTHEST_AHEAD]]


def test_touch_stands_at_the_events_that_sound() -> None:
    touch = np.full((4, 64), NO_TOUCH, np.int16)
    touch[0, :16:4] = 90
    row = collate([replace(song(), touch=touch)]).melody_row
    assert row.touch is not None
    assert row.touch[0, 0, :5].tolist() == [90, 90, 90, NO_TOUCH, NO_TOUCH]
