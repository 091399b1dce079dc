from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
import torch
from torch.nn import functional

from composer_app.methods.two_voice.batch import Batch
from composer_app.methods.two_voice.batches import together
from composer_app.methods.two_voice.draw import Draw
from composer_app.methods.two_voice.grid import Song
from composer_app.methods.two_voice.holes import Steps
from composer_app.methods.two_voice.likelihood import division_targets, targets
from composer_app.methods.two_voice.pen import Pen
from composer_app.methods.two_voice.sampling import write
from composer_app.methods.two_voice.tokens import FIRST, HOLD
from tests.methods.two_voice.songs import middle_bars, random_song, small_network

NETWORK = small_network()
Holes = list[tuple[Steps, Steps]]


def songs(count: int) -> list[Song]:
    return [random_song(seed) for seed in range(count)]


def middles(of: Sequence[Song]) -> Holes:
    return [middle_bars(song) for song in of]


def written(
    of: Sequence[Song], seeds: Sequence[int], holes: Holes | None = None, begin: int = 0, draw: Draw | None = None
) -> Pen:
    *_, pen = write(NETWORK, together(of, holes=holes), begin, draw or Draw(), seeds)
    return pen


def as_songs(pen: Pen, of: Sequence[Song]) -> list[Song]:
    rows = [tokens.numpy().astype(np.int16) for tokens in (pen.melody, pen.chords, pen.thirds)]
    return [replace(song, melody=m, chords=c, thirds=t) for song, m, c, t in zip(of, *rows, strict=True)]


def nats_of_one_sweep(batch: Batch, begin: int) -> torch.Tensor:
    """Of what is written in the melody and of the quarters' divisions, (songs,)."""
    with torch.no_grad():
        division, _, melody, _ = NETWORK(batch)
    summed = torch.zeros(len(batch.melody))
    for logits, tokens in ((melody, targets(batch)[0]), (division, division_targets(batch))):
        wanted = tokens.clone()
        wanted[:, :begin] = -1
        nats = functional.cross_entropy(logits.flatten(0, 1), wanted.flatten(), ignore_index=-1, reduction="none")
        summed += nats.reshape(wanted.shape).sum(1)
    return summed


@pytest.mark.parametrize(("begin", "given"), [(0, False), (32, False), (0, True)], ids=["all", "end", "holes"])
def test_writing_step_by_step_gives_the_likelihoods_of_one_sweep(begin: int, given: bool) -> None:
    of = songs(3)
    holes = middles(of) if given else None
    pen = written(of, [1, 2, 3], holes, begin)
    assert torch.allclose(nats_of_one_sweep(together(as_songs(pen, of), holes=holes), begin), pen.nats, rtol=1e-4)


def test_given_beginning_comes_back_unchanged() -> None:
    of = songs(2)
    pen = written(of, [1, 2], begin=32)
    for song, again in zip(of, as_songs(pen, of), strict=True):
        assert np.array_equal(again.melody[:32], song.melody[:32])
        assert np.array_equal(again.chords[:32], song.chords[:32])


def test_what_is_given_around_a_hole_comes_back_unchanged() -> None:
    of = songs(2)
    pen = written(of, [1, 2], middles(of))
    for song, again in zip(of, as_songs(pen, of), strict=True):
        melody, chords = middle_bars(song)
        assert np.array_equal(again.melody[~melody], song.melody[~melody])
        assert np.array_equal(again.chords[~chords], song.chords[~chords])
        assert not np.array_equal(again.melody, song.melody)


@pytest.mark.parametrize("given", [False, True])
def test_same_seed_writes_the_same_beside_other_ideas(given: bool) -> None:
    of = [random_song(0)] * 3
    holes = middles(of) if given else None
    alone, beside = written(of[:1], [7], holes and holes[:1]), written(of, [3, 7, 5], holes)
    assert torch.equal(alone.melody[0], beside.melody[1])
    assert torch.equal(alone.chords[0], beside.chords[1])
    assert not torch.equal(beside.melody[0], beside.melody[1])


def test_pen_is_handed_on_at_every_bar_line() -> None:
    steps = [pen.step for pen in write(NETWORK, together(songs(1)), 16, Draw(), [0])]
    assert steps == [32, 48, 64]


def test_melody_stays_in_its_range_where_it_is_heard() -> None:
    *_, pen = write(NETWORK, together(songs(4)), 0, Draw(low=60, high=71), range(4), [0, 5, -6, 3])
    for melody, moved in zip(pen.melody.tolist(), [0, 5, -6, 3], strict=True):
        pitches = [token - FIRST - moved for token in melody if token >= FIRST]
        assert pitches
        assert 60 <= min(pitches) <= max(pitches) <= 71


def test_both_voices_keep_to_the_scale() -> None:
    from composer_app.methods.two_voice.conditions import classes_of

    scale = (0, 2, 4, 5, 7, 9, 11)
    pen = written(songs(6), range(6), draw=Draw(scale=scale))
    melody, chords = pen.melody.numpy(), pen.chords.numpy()
    assert {int(pitch) % 12 for pitch in melody[melody >= FIRST] - FIRST} <= set(scale)
    held = classes_of(NETWORK.config.shapes)[chords[chords >= FIRST]]
    assert not held[:, [1, 3, 6, 8, 10]].any()


def test_given_chord_outside_the_scale_is_not_held_on() -> None:
    of = [random_song(seed) for seed in range(4)]
    for song in of:
        song.chords[16:32] = HOLD
        song.chords[20] = FIRST + 1  # the triad on C sharp
    pen = written(of, range(4), begin=32, draw=Draw(scale=(0, 2, 4, 5, 7, 9, 11)))
    assert bool((pen.chords[:, 32] != HOLD).all())


def test_quarter_is_divided_as_a_whole_and_its_fourth_step_stays_empty() -> None:
    pen = written(songs(6), range(6))
    quarters = pen.thirds.reshape(-1, 4)
    assert bool((quarters == quarters[:, :1]).all())
    assert 0 < int(quarters[:, 0].sum()) < len(quarters)
    for tokens in (pen.melody, pen.chords):
        assert bool((tokens.reshape(-1, 4)[quarters[:, 0] == 1, 3] == HOLD).all())


def test_touch_is_drawn_only_where_players_have_been_heard() -> None:
    from composer_app.methods.two_voice.tokens import NO_TOUCH
    from composer_app.methods.two_voice.touch import FEWEST_HEARD

    network = small_network()
    *_, plain = write(network, together(songs(1)), 0, Draw(), [0])
    assert bool((plain.touch == NO_TOUCH).all())
    network.melody_touch.heard[0] = FEWEST_HEARD
    *_, pen = write(network, together(songs(1)), 0, Draw(), [0])
    assert torch.equal(pen.touch[0, 0] != NO_TOUCH, pen.melody[0] >= FIRST)
    assert bool((pen.touch[0, 1:] == NO_TOUCH).all())
    assert torch.equal(pen.melody, plain.melody)
