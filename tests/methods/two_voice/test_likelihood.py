from dataclasses import replace

import numpy as np
import pytest
import torch

from composer_app.methods.two_voice.batches import together
from composer_app.methods.two_voice.likelihood import division_targets, likelihood, targets
from composer_app.methods.two_voice.tokens import HOLD, NO_TOUCH
from tests.methods.two_voice.songs import middle_bars, random_batch, random_song, small_network


def test_padding_costs_no_nats() -> None:
    network, song = small_network(), random_song(0, told=False)
    short, long = (likelihood(network, together([song], steps)) for steps in (64, 96))
    assert torch.allclose(short.melody, long.melody, rtol=1e-4)
    assert torch.allclose(short.chords, long.chords, rtol=1e-4)
    assert float(short.steps) == float(long.steps)


def test_fourth_step_of_a_quarter_in_three_is_no_step() -> None:
    batch = random_batch(3)
    melody, chords = targets(batch)
    assert batch.thirds is not None
    skipped = (melody < 0) & (chords < 0)
    assert int(skipped.sum()) == int(batch.thirds.sum()) // 4
    assert bool((batch.melody[skipped] == HOLD).all())


def test_only_what_is_open_is_to_be_written() -> None:
    song = random_song(0)
    melody, chords = targets(together([song], holes=[middle_bars(song)]))
    for tokens, is_open in zip((melody, chords), middle_bars(song), strict=True):
        assert bool((tokens[0][torch.from_numpy(~is_open)] < 0).all())


def test_given_steps_cost_no_nats() -> None:
    song = random_song(0)
    nothing = np.zeros(64, bool)
    found = likelihood(small_network(), together([song], holes=[(nothing, nothing)]))
    assert [x.item() for x in (found.melody, found.chords, found.loss)] == [0, 0, 0]


def test_division_is_predicted_once_a_quarter_and_only_where_nothing_given_divides_it() -> None:
    song = random_song(0)
    free = division_targets(together([song]))[0]
    assert torch.nonzero(free >= 0)[:, 0].tolist() == list(range(0, 64, 4))
    between = division_targets(together([song], holes=[middle_bars(song)]))[0]
    assert torch.nonzero(between >= 0)[:, 0].tolist() == list(range(16, 32, 4))


def test_bars_that_are_no_whole_quarters_have_no_divisions() -> None:
    assert bool((division_targets(random_batch(1, bar=14)) < 0).all())


def test_touch_counts_where_it_is_known() -> None:
    network, song = small_network(), random_song(0)
    touch = np.full((4, 64), NO_TOUCH, np.int16)
    assert likelihood(network, together([replace(song, touch=touch)])).touch.item() == 0
    touch[0, 0] = 90
    assert likelihood(network, together([replace(song, touch=touch)])).touch.item() == pytest.approx(2.77, abs=0.6)
