from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor

from composer_app.methods.two_voice.encoding.batch import Batch, VoiceEvents, collate
from composer_app.methods.two_voice.encoding.grid import Song
from composer_app.methods.two_voice.encoding.tokens import FIRST, NO_EXPRESSION
from composer_app.methods.two_voice.network.loss import batch_loss, chord_scores, melody_scores
from composer_app.methods.two_voice.network.two_voice import TwoVoice
from tests.methods.two_voice.songs import Masks, last_bars, middle_bars, random_batch, random_song, small_network

NETWORK = small_network()
VOICES = pytest.mark.parametrize("voice", ["melody", "chords"])


def nats(batch: Batch, voice: str, network: TwoVoice = NETWORK) -> tuple[VoiceEvents, Tensor, Tensor]:
    """The events of a voice and what each costs: what it is, and how long."""
    scores, row = (melody_scores, batch.melody_events) if voice == "melody" else (chord_scores, batch.chord_events)
    with torch.no_grad():
        found, _, _ = scores(network, batch)
    return row, found.token_nats, found.length_nats


def assert_same_until(step: int, one: Batch, other: Batch, voice: str) -> None:
    """Events that end before a step cost the same, and what the next one is not known by."""
    row, *costs = nats(one, voice)
    known = row.is_event[0] & (row.onset[0] + row.length[0] < 3 * step)
    count = int(known.sum())
    assert count > 3
    _, *others = nats(other, voice)
    for a, b in zip(costs, others, strict=True):
        assert torch.allclose(a[0, :count], b[0, :count], atol=1e-5)


def with_future(song: Song, step: int, **changed: Any) -> Song:
    """The song with other music from a step on, in one voice or both."""
    other, later = random_song(99, len(song) // song.bar, song.bar), np.arange(len(song)) >= step
    voices = changed.get("voices", ("melody", "chords", "triplets"))
    return replace(song, **{name: np.where(later, getattr(other, name), getattr(song, name)) for name in voices})


@VOICES
@pytest.mark.parametrize("step", [32, 64, 100])
def test_nothing_that_comes_later_is_seen(voice: str, step: int) -> None:
    song = random_song(0, 8, told=False)
    assert_same_until(step, collate([song]), collate([with_future(song, step)]), voice)


@pytest.mark.parametrize("step", [32, 64, 100])
def test_melody_to_come_is_not_seen_where_the_chords_are(step: int) -> None:
    song = replace(random_song(0, 8, told=False), triplets=None)
    later = with_future(song, step, voices=("melody",))
    one, other = (collate([s], future_chords=True) for s in (song, later))
    assert_same_until(step, one, other, "melody")


def test_chords_to_come_are_seen_by_the_melody_that_may() -> None:
    song = replace(random_song(0, 8, told=False), triplets=None)
    later = with_future(song, 64, voices=("chords",))
    costs = [nats(collate([s], future_chords=True), "melody")[1][0, :8] for s in (song, later)]
    assert not torch.allclose(*costs, atol=1e-5)


def repitched(song: Song, mask: np.ndarray, voice: str, step: int) -> Song:
    """The song with other pitches in a mask from a step on."""
    tokens = getattr(song, voice)
    change = mask & (tokens >= FIRST) & (np.arange(len(song)) >= step)
    assert change.any()
    return replace(song, **{voice: np.where(change, np.where(tokens % 2, tokens - 1, tokens + 1), tokens)})


@VOICES
def test_tokens_in_a_mask_are_not_seen_before_they_are_written(voice: str) -> None:
    song = random_song(0, 8)
    masks = middle_bars(song)
    mask, step = (masks[0], 64) if voice == "melody" else (masks[1], 24)
    changed = repitched(song, mask, voice, step)
    one, other = (collate([s], masks=[masks]) for s in (song, changed))
    row, *costs = nats(one, voice)
    _, *others = nats(other, voice)
    before = row.onset[0] < 3 * step
    for a, b in zip(costs, others, strict=True):
        assert torch.allclose(a[0, before], b[0, before], atol=1e-5)


def test_harmony_does_not_see_the_masked_melody() -> None:
    song = random_song(0, 8)
    masks = middle_bars(song)
    changed = repitched(song, masks[0], "melody", 0)
    one, other = (nats(collate([s], masks=[masks]), "chords") for s in (song, changed))
    assert torch.allclose(one[1], other[1], atol=1e-5)


@VOICES
@pytest.mark.parametrize("given", ["melody", "chords"])
def test_context_that_lies_ahead_is_seen(voice: str, given: str) -> None:
    song = random_song(1)
    tokens = getattr(song, given).copy()
    at = np.flatnonzero(tokens[48:] >= FIRST)[0] + 48
    tokens[at] += 5
    one, other = (collate([s], masks=[middle_bars(song)]) for s in (song, replace(song, **{given: tokens})))
    row, cost, _ = nats(one, voice)
    event = int((row.onset[0] < 48 * 2).sum()) - 1
    assert not torch.allclose(cost[0, event], nats(other, voice)[1][0, event], atol=1e-6)


@pytest.mark.parametrize("told", ["form", "plan", "phrasing"])
@VOICES
def test_every_condition_matters(voice: str, told: str) -> None:
    song = random_song(0)
    costs = [nats(collate([s]), voice)[1] for s in (song, replace(song, **{told: None}))]
    assert not torch.allclose(*costs)


def test_songs_side_by_side_do_not_hear_each_other() -> None:
    for voice in ("melody", "chords"):
        row, alone, _ = nats(random_batch(1, masks=True), voice)
        _, beside, _ = nats(random_batch(3, masks=True), voice)
        assert torch.allclose(alone[0], beside[0, : row.onset.shape[1]], atol=1e-5)


@pytest.mark.parametrize("steps", [64, 96])
def test_padding_costs_nothing(steps: int) -> None:
    found = batch_loss(NETWORK, collate([random_song(0)], steps))
    rows = random_batch(1).melody_events, random_batch(1).chord_events
    assert float(found.events) == sum(int(row.is_event.sum()) for row in rows)


def cost_of(song: Song, masks: Masks) -> list[float]:
    found = batch_loss(NETWORK, collate([song], masks=[masks]))
    return [x.item() for x in (found.melody, found.chords, found.events)]


def test_context_costs_nothing() -> None:
    nothing = np.zeros(64, bool)
    assert cost_of(random_song(0), (nothing, nothing)) == [0, 0, 0]


def test_only_masked_events_count() -> None:
    song = random_song(0)
    melody, chords = last_bars(song, 2)
    *_, events = cost_of(song, (melody, chords))
    assert events == np.count_nonzero(song.melody[melody]) + np.count_nonzero(song.chords[chords])


def test_last_event_lasts_so_long_at_least() -> None:
    song = random_song(0, told=False)
    row, _, lengths = nats(collate([song]), "melody")
    with torch.no_grad():
        recalled, _ = NETWORK.melody.attended(collate([song]))
        chance = NETWORK.melody.length_logits(recalled, row.token, row.onset % 48, 48).softmax(-1)[0, -1]
    assert float(lengths[0, -1]) == pytest.approx(-float(chance[int(row.length[0, -1]) - 1 :].sum().log()), rel=1e-4)


def test_expression_counts_where_it_is_known() -> None:
    song = random_song(0)
    expression = np.full((4, 64), NO_EXPRESSION, np.int16)
    assert batch_loss(NETWORK, collate([replace(song, expression=expression)])).expression.item() == 0
    expression[0, 0] = 90
    assert batch_loss(NETWORK, collate([replace(song, expression=expression)])).expression.item() > 0.1
