from dataclasses import replace

import numpy as np
import pytest
import torch

from composer_app.methods.two_voice.encoding.batch import FARTHEST_CHORD, VoiceEvents, collate, next_event, sounding_at
from composer_app.methods.two_voice.encoding.tokens import ANY_KEY, FIRST, HOLD, IN_C, NO_EXPRESSION, REST
from tests.methods.two_voice.songs import middle_bars, random_batch, random_song, song

TOKENS = torch.tensor([[HOLD, FIRST, HOLD, HOLD, REST, HOLD]])


def test_batch_moves_with_all_that_it_holds() -> None:
    batch = random_batch(2, masks=True)
    moved = batch.to(torch.device("meta"))
    held = [name for name in batch.__slots__ if isinstance(getattr(batch, name), torch.Tensor)]
    assert {"melody", "form", "plan", "phrasing", "melody_mask", "future_chords"} <= set(held)
    assert all(getattr(moved, name).is_meta for name in held)
    assert isinstance(moved.melody_events, VoiceEvents)
    assert moved.melody_events.onset.is_meta
    assert (moved.bar, moved.compound) == (batch.bar, batch.compound)


def test_song_that_has_ended_has_no_more_events() -> None:
    batch = collate([song(2), song(4)])
    row = batch.melody_events
    assert batch.ends.tolist() == [96, 192]
    assert not batch.melody[0, 96:].any()
    assert int((row.onset + row.length)[0, row.is_event[0]].max()) == 96


def test_what_lies_behind_a_song_is_open() -> None:
    short = random_song(1, bars=2)
    batch = collate([short], 64, [middle_bars(short)])
    assert bool(batch.melody_mask[0, 96:].all())


def test_batch_has_the_conditions_of_each_song_and_no_more() -> None:
    told, untold = random_song(0), random_song(1, bars=2, told=False)
    batch = collate([told, untold])
    for table in (batch.form, batch.plan, batch.phrasing):
        assert table[0].any()
        assert not table[1].any()
    assert batch.key.tolist() == [IN_C, ANY_KEY]


@pytest.mark.parametrize("given", [True, False])
def test_chords_to_come_are_seen_where_there_are_masks(given: bool) -> None:
    assert random_batch(2, masks=given).future_chords.tolist() == [given] * 2


def test_harmony_does_not_see_the_melody_that_is_to_be_written() -> None:
    batch = random_batch(2, masks=True)
    assert torch.equal(batch.melody_hidden, batch.melody_mask)
    nothing = [np.zeros(64, bool)] * 2
    assert not collate([random_song(0), random_song(1)], melody_hidden=nothing).melody_hidden.any()


def test_last_event_sounds_on() -> None:
    assert sounding_at(TOKENS).tolist() == [[REST, FIRST, FIRST, FIRST, REST, REST]]


def test_next_event_comes_with_its_distance() -> None:
    token, until = next_event(TOKENS)
    assert token.tolist() == [[FIRST, REST, REST, REST, HOLD, HOLD]]
    assert until.tolist() == [[1, 3, 2, 1, FARTHEST_CHORD, FARTHEST_CHORD]]


def test_expression_stands_at_the_events_that_sound() -> None:
    expression = np.full((4, 64), NO_EXPRESSION, np.int16)
    expression[0, :16:4] = 90
    row = collate([replace(song(), expression=expression)]).melody_events
    assert row.expression is not None
    assert row.expression[0, 0, :5].tolist() == [90, 90, 90, NO_EXPRESSION, NO_EXPRESSION]
