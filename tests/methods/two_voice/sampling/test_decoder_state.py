"""Writing step by step sees what learning sees in one sweep."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
import torch
from torch import Tensor

from composer_app.methods.two_voice.encoding.batch import Batch, VoiceEvents, collate
from composer_app.methods.two_voice.network.decoder import EventHistory, matches_of
from composer_app.methods.two_voice.sampling.decoder_state import DecoderState
from composer_app.methods.two_voice.sampling.writer import chord_state, melody_state
from tests.methods.two_voice.songs import last_bars, random_song, small_network

NETWORK = small_network()
Logits = tuple[Tensor, Tensor]


def batch_of(given: int) -> Batch:
    """Three songs of which so many bars are given."""
    songs = [random_song(seed, 6) for seed in (0, 2, 4)]
    return collate(songs, masks=[last_bars(song, given) for song in songs])


def forced(state: DecoderState, row: VoiceEvents, heads: Callable[[DecoderState], Logits]) -> list[tuple[int, Logits]]:
    """The logits before every event, where the events are those of a batch."""
    state.prefill(row)
    found = []
    while not bool(state.done.all()):
        event = state.count
        found.append((event, heads(state)))
        state.append(row.token[:, event], row.length[:, event])
    return found


def assert_same(steps: list[tuple[int, Logits]], sweep: Logits, row: VoiceEvents) -> None:
    for event, logits in steps:
        here = row.is_event[:, event]
        for one, whole in zip(logits, sweep, strict=True):
            assert torch.allclose(one[here, 0], whole[here, event], atol=1e-4)


def repeating() -> Batch:
    """Two songs whose six bars come twice, the second bar and the third written anew where the rest is given."""
    songs = [random_song(seed, 6, told=False) for seed in (0, 2)]
    twice = [
        replace(
            song, melody=np.tile(song.melody, 2), chords=np.tile(song.chords, 2), triplets=np.tile(song.triplets, 2)
        )
        for song in songs
    ]
    mask = np.zeros(len(twice[0]), bool)
    mask[16:48] = True
    return collate(twice, masks=[(mask, mask)] * len(twice))


@pytest.mark.parametrize("voice", ["chords", "melody"])
def test_context_ahead_is_attended_step_by_step_as_at_once(voice: str) -> None:
    batch = repeating()
    network = NETWORK.harmony if voice == "chords" else NETWORK.melody
    row = batch.chord_events if voice == "chords" else batch.melody_events
    with torch.inference_mode():
        sweep = network.attended(batch) if voice == "chords" else network.attended(batch)[0]
        state = chord_state(network, batch) if voice == "chords" else melody_state(network, batch)
        state.prefill(row)
        seen_ahead = 0.0
        while not bool(state.done.all()):
            event, count = state.count, row.token.shape[1]
            here = row.is_event[:, event] & ~state.done
            found, _ = state.step()
            later, later_swept = found.weights[..., event:], sweep.weights[:, :, event, None, count:]
            assert torch.allclose(later[here], later_swept[here], atol=1e-4)
            seen_ahead = max(seen_ahead, float(later[here].sum()))
            state.append(row.token[:, event], row.length[:, event])
    assert seen_ahead > 0.0


@pytest.mark.parametrize("given", [0, 1, 3])
def test_chords_step_by_step_are_those_of_one_sweep(given: int) -> None:
    batch, harmony = batch_of(given), NETWORK.harmony
    row, bar = batch.chord_events, batch.bar

    def heads(state: DecoderState) -> Logits:
        token, at = row.token[:, state.count, None], state.here[:, None] % bar
        recalled = harmony.head_inputs(*state.step())
        return harmony.token_logits(recalled), harmony.length_logits(recalled, token, at, bar)

    with torch.inference_mode():
        recalled = harmony.attended(batch)
        sweep = harmony.token_logits(recalled), harmony.length_logits(recalled, row.token, row.onset % bar, bar)
        steps = forced(chord_state(harmony, batch), row, heads)
    assert (steps[0][0] > 0) == (given > 0)
    assert_same(steps, sweep, row)


@pytest.mark.parametrize("given", [0, 1, 3])
def test_melody_step_by_step_is_that_of_one_sweep(given: int) -> None:
    batch, melody = batch_of(given), NETWORK.melody
    row, bar = batch.melody_events, batch.bar
    chords = melody.chord_slots(batch)

    def heads(state: DecoderState) -> Logits:
        token, at = row.token[:, state.count, None], state.here[:, None]
        over = melody.chords_at(batch, chords, state.previous, at)
        recalled = melody.head_inputs(*state.step())
        return melody.token_logits(recalled, over), melody.length_logits(recalled, token, at % bar, bar)

    with torch.inference_mode():
        recalled, over = melody.attended(batch)
        lengths = melody.length_logits(recalled, row.token, row.onset % bar, bar)
        sweep = melody.token_logits(recalled, over), lengths
        steps = forced(melody_state(melody, batch), row, heads)
    assert (steps[0][0] > 0) == (given > 0)
    assert_same(steps, sweep, row)


def test_ideas_laid_aside_do_not_change_the_others() -> None:
    batch, melody = batch_of(1), NETWORK.melody
    row, found = batch.melody_events, []
    for kept in ([0, 1, 2], [2, 0]):
        rows = torch.tensor(kept)
        with torch.inference_mode():
            state = melody_state(melody, batch)
            state.prefill(row)
            for event in range(state.count, state.count + 3):
                state.step()
                state.append(row.token[:, event], row.length[:, event])
            state.select(rows)
            found.append(melody.head_inputs(*state.step()).context)
    assert torch.allclose(found[0][[2, 0]], found[1], atol=1e-5)


def test_idea_is_done_one_event_behind_the_last_mask() -> None:
    batch = repeating()
    state = melody_state(NETWORK.melody, batch)
    state.prefill(batch.melody_events)
    while not bool(state.done.all()):
        state.step()
        state.append(batch.melody_events.token[:, state.count], batch.melody_events.length[:, state.count])
    assert bool((state.at > 48 * 3).all())
    assert bool((state.at < state.slots).all())


def test_what_was_played_the_same_before_is_counted_as_it_is_written() -> None:
    batch = batch_of(0)
    row = batch.melody_events
    state = melody_state(NETWORK.melody, batch)
    whole = matches_of(EventHistory(row.token, row.length, row.interval))
    for event in range(int(row.is_event.sum(1).min())):
        assert torch.equal(state.matches.exact, whole.exact[:, event, :event])
        assert torch.equal(state.matches.transposed, whole.transposed[:, event, :event])
        state.step()
        state.append(row.token[:, event], row.length[:, event])
