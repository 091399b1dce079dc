from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch
from torch import Tensor

from composer_app.methods.two_voice.batches import together
from composer_app.methods.two_voice.conditions import AGAIN
from composer_app.methods.two_voice.grid import Song
from composer_app.methods.two_voice.holes import Steps
from composer_app.methods.two_voice.network import HEADS, known_before
from composer_app.methods.two_voice.tokens import FIRST, HOLD, REST
from tests.methods.two_voice.songs import middle_bars, random_batch, random_song, small_network

NETWORK = small_network()
STEPS = (0, 5, 16, 37, 62)


def logits(song: Song, holes: tuple[Steps, Steps] | None = None) -> tuple[Tensor, Tensor, Tensor]:
    """Of divisions, chords and melody, (steps, tokens)."""
    with torch.no_grad():
        division, chords, melody, _ = NETWORK(together([song], holes=None if holes is None else [holes]))
    return division[0], chords[0], melody[0]


def with_future(song: Song, step: int, melody_too: Steps, chords_too: Steps) -> Song:
    """The song with other music behind a step, and another melody event at it, where it may be changed."""
    other = random_song(99, len(song) // song.bar, song.bar)
    index = np.arange(len(song))
    behind = melody_too & chords_too & (index >= step // 4 * 4 + 4)
    return replace(
        song,
        melody=np.where(melody_too & (index >= step), other.melody, song.melody),
        chords=np.where(chords_too & (index > step), other.chords, song.chords),
        thirds=np.where(behind.reshape(-1, 4).all(1).repeat(4), 1, song.thirds),
    )


def assert_same_until(step: int, one: tuple[Tensor, ...], other: tuple[Tensor, ...]) -> None:
    for a, b in zip(one, other, strict=True):
        assert torch.allclose(a[: step + 1], b[: step + 1], atol=1e-5)


@pytest.mark.parametrize("step", STEPS)
def test_no_step_sees_what_comes_later(step: int) -> None:
    song, everything = random_song(0), np.ones(64, bool)
    changed = with_future(song, step, everything, everything)
    assert_same_until(step, logits(song), logits(changed))


@pytest.mark.parametrize("step", [17, 20, 30])
def test_what_is_open_in_the_future_does_not_change_the_past(step: int) -> None:
    song = random_song(1)
    holes = middle_bars(song)
    changed = with_future(song, step, *holes)
    assert not np.array_equal(changed.melody, song.melody)
    assert_same_until(step, logits(song, holes), logits(changed, holes))


@pytest.mark.parametrize("voice", ["melody", "chords"])
def test_what_is_given_in_the_future_does(voice: str) -> None:
    song = random_song(1)
    holes = middle_bars(song)
    tokens = getattr(song, voice).copy()
    tokens[50] = FIRST + 70
    changed = replace(song, **{voice: tokens})
    for before, after in zip(logits(song, holes), logits(changed, holes), strict=True):
        assert not torch.allclose(before[34], after[34], atol=1e-5)
    assert_same_until(34, logits(song), logits(changed))


def test_given_chords_are_known_under_an_open_melody_ahead_of_time() -> None:
    song = random_song(1)
    holes = np.ones(64, bool), np.zeros(64, bool)
    chords = song.chords.copy()
    chords[40] = FIRST + 9
    changed = replace(song, chords=chords)
    assert not torch.allclose(logits(song, holes)[2][24], logits(changed, holes)[2][24], atol=1e-5)


def test_melody_hears_the_chord_of_its_own_step() -> None:
    song = random_song(0)
    chords = song.chords.copy()
    chords[0] = FIRST + 5
    assert not torch.allclose(logits(song)[2][0], logits(replace(song, chords=chords))[2][0])


def test_form_and_plan_are_heard() -> None:
    song = random_song(0)
    for untold in (replace(song, form=None), replace(song, plan=None), replace(song, in_c=False)):
        assert not torch.allclose(logits(song)[1], logits(untold)[1])


def remembered(song: Song) -> Tensor:
    batch = together([song])
    return NETWORK.remembered(NETWORK.features(batch), batch.melody, batch.chords)


def test_same_place_in_an_earlier_bar_is_remembered() -> None:
    song = random_song(0, bars=20)
    melody = song.melody.copy()
    melody[3] = FIRST + 40
    melody[4] = song.melody[4] or REST  # so that what is changed does not sound on
    values = [remembered(replace(song, melody=m)) for m in (melody, np.where(np.arange(320) == 3, REST, melody))]
    outputs = torch.ones(1, 320, NETWORK.config.hidden)
    there, elsewhere = (
        [NETWORK.looked_back(outputs, v, 16, None)[0, step] for v in values] for step in (19 * 16 + 3, 19 * 16 + 2)
    )
    assert not torch.equal(*there)
    assert torch.equal(*elsewhere)


def test_memory_can_lean_on_the_same_place_of_the_same_letter() -> None:
    network = small_network()
    torch.nn.init.constant_(network.same_place, 1e4)
    form = torch.zeros(1, 4, 5, dtype=torch.long)
    form[0, 3, AGAIN] = 2
    values = torch.rand(1, 64, HEADS * network.config.value)
    recalled = network.looked_back(torch.rand(1, 64, network.config.hidden), values, 16, form)
    assert torch.allclose(recalled[:, 48:], values[:, 16:32], atol=1e-5)


def test_age_counts_the_steps_that_an_event_has_been_held() -> None:
    tokens = torch.tensor([[FIRST, HOLD, HOLD, REST, HOLD]])
    last, sounding, age, past = known_before(tokens, 2, nothing=99)
    assert last.tolist() == [[99, FIRST, HOLD, HOLD, REST]]
    assert sounding.tolist() == [[REST, FIRST, FIRST, FIRST, REST]]
    assert age.tolist() == [[1, 0, 1, 2, 0]]
    assert past[0, :, 0].tolist() == [99, 99, FIRST, HOLD, HOLD]


def test_songs_side_by_side_do_not_hear_each_other() -> None:
    with torch.no_grad():
        alone, beside = NETWORK(random_batch(1, holes=True)), NETWORK(random_batch(3, holes=True))
    for a, b in zip(alone, beside, strict=True):
        assert torch.allclose(a[0], b[0], atol=1e-5)
