from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
import torch

from composer_app.methods.two_voice.encoding.batch import collate
from composer_app.methods.two_voice.encoding.events import to_slots, triplets_in
from composer_app.methods.two_voice.encoding.grid import Song
from composer_app.methods.two_voice.encoding.masks import sample_masks
from composer_app.methods.two_voice.encoding.tokens import FIRST, HOLD, NO_EXPRESSION, REST, SHAPES, chord_classes
from composer_app.methods.two_voice.network.expression import FEWEST_EXAMPLES
from composer_app.methods.two_voice.network.loss import melody_scores
from composer_app.methods.two_voice.sampling.options import LONGEST_CHORD, LONGEST_NOTE, Sampling
from composer_app.methods.two_voice.sampling.sample import write
from tests.methods.two_voice.songs import (
    Masks,
    empty_song,
    last_bars,
    middle_bars,
    random_song,
    small_network,
    song,
    written,
)

SCALE = (0, 2, 4, 5, 7, 9, 11)
ODD = pytest.mark.parametrize(("bar", "compound"), [(6, True), (14, False), (12, True), (18, True), (64, False)])


def songs(count: int, bars: int = 4) -> list[Song]:
    return [random_song(seed, bars) for seed in range(count)]


def inclined(how_long: int) -> object:
    """A network that would let everything last for so many slots."""
    network = small_network()
    for voice in (network.melody, network.harmony):
        voice.length_head.bias.data[how_long - 1] += 60
    return network


def lasting(tokens: Sequence[int], sounding: bool) -> list[int]:
    """How many steps each note lasts, or each silence."""
    events = [step for step, token in enumerate(tokens) if token != HOLD]
    return [
        after - on
        for on, after in zip(events, [*events[1:], len(tokens)], strict=True)
        if (tokens[on] >= FIRST) == sounding
    ]


@pytest.mark.parametrize("holes_of", [middle_bars, lambda song: last_bars(song, 2)], ids=["middle", "end"])
def test_context_comes_back_unchanged(holes_of: object) -> None:
    of = songs(4, 6)
    masks = [holes_of(song) for song in of]  # type: ignore[operator]
    found = written(of, masks=masks)
    for row, (there, mask) in enumerate(zip(of, masks, strict=True)):
        for before, after, own in zip((there.melody, there.chords), (found.melody, found.chords), mask, strict=True):
            sounds = (before >= FIRST) & ~own
            assert np.array_equal(after[row][sounds], before[sounds])
            assert not np.array_equal(after[row], before)


@pytest.mark.parametrize("holes_of", [middle_bars, lambda song: last_bars(song, 2)], ids=["middle", "end"])
def test_nothing_new_sounds_outside_a_mask(holes_of: object) -> None:
    of = songs(4, 6)
    masks = [holes_of(song) for song in of]  # type: ignore[operator]
    found = written(of, masks=masks)
    for row, (there, mask) in enumerate(zip(of, masks, strict=True)):
        for before, after, own in zip((there.melody, there.chords), (found.melody, found.chords), mask, strict=True):
            assert set(np.flatnonzero((after[row] >= FIRST) & ~own)) == set(np.flatnonzero((before >= FIRST) & ~own))


def test_tokens_in_a_mask_do_not_matter() -> None:
    of = songs(3, 6)
    masks = [middle_bars(song) for song in of]
    emptied = [
        replace(song, melody=np.where(m & (song.melody >= FIRST), FIRST + 1, song.melody))
        for song, (m, _) in zip(of, masks, strict=True)
    ]
    assert np.array_equal(written(of, masks=masks).melody, written(emptied, masks=masks).melody)


def test_voice_that_is_all_context_stays_as_it_is() -> None:
    of = songs(3)
    nothing, everything = np.zeros(64, bool), np.ones(64, bool)
    over = written(of, masks=[(everything, nothing)] * 3)
    under = written(of, masks=[(nothing, everything)] * 3)
    for row, there in enumerate(of):
        assert np.array_equal(over.chords[row] >= FIRST, there.chords >= FIRST)
        assert np.array_equal(under.melody[row] >= FIRST, there.melody >= FIRST)


def test_same_seed_writes_the_same_and_another_one_something_else() -> None:
    one, again, other = (written([empty_song()], [seed]) for seed in (7, 7, 8))
    assert np.array_equal(one.melody, again.melody)
    assert np.array_equal(one.chords, again.chords)
    assert not np.array_equal(one.melody, other.melody)


def assert_same_beside(of: list[Song], masks: list[Masks] | None) -> None:
    beside = written(of, [3, 7, 5], masks)
    for row, seed in enumerate((3, 7, 5)):
        alone = written(of[row : row + 1], [seed], masks and masks[row : row + 1])
        assert np.array_equal(alone.melody[0], beside.melody[row])
        assert np.array_equal(alone.chords[0], beside.chords[row])


def test_idea_does_not_depend_on_those_beside_it() -> None:
    assert_same_beside([empty_song(6)] * 3, None)


def test_idea_does_not_depend_on_the_context_of_those_beside_it() -> None:
    of = songs(3, 8)
    assert_same_beside(of, [last_bars(song, bars) for song, bars in zip(of, (2, 4, 6), strict=True)])


def test_idea_takes_its_draft_from_all_of_its_seed() -> None:
    *_, found = write(small_network(), collate([empty_song()] * 2), Sampling(), [(1, 2, 3), (1, 2, 4)])
    assert not np.array_equal(found.melody[0], found.melody[1])


def test_ideas_come_bar_by_bar_and_whole_at_last() -> None:
    *parts, whole = write(small_network(), collate([empty_song(6)]), Sampling(), [0])
    steps = [part.steps for part in parts]
    assert steps == sorted(set(steps))
    assert all(step % 16 == 0 and 0 < step < 96 for step in steps)
    assert whole.steps == 96
    for part in parts:
        assert np.array_equal(part.melody[0, : part.steps], whole.melody[0, : part.steps])
        assert np.array_equal(part.chords, whole.chords)


def test_melody_stays_in_its_range_as_it_sounds() -> None:
    moved = [0, 5, -6, 3]
    found = written([empty_song()] * 4, sampling=Sampling(low=60, high=71), transpositions=moved)
    for melody, move in zip(found.melody.tolist(), moved, strict=True):
        pitches = [token - FIRST - move for token in melody if token >= FIRST]
        assert pitches
        assert 60 <= min(pitches) <= max(pitches) <= 71


def test_both_voices_keep_to_the_scale() -> None:
    found = written([empty_song()] * 6, sampling=Sampling(scale=SCALE, cadence=True))
    assert {int(pitch) % 12 for pitch in found.melody[found.melody >= FIRST] - FIRST} <= set(SCALE)
    assert not chord_classes(SHAPES)[found.chords[found.chords >= FIRST]][:, [1, 3, 6, 8, 10]].any()


def test_chord_of_the_context_outside_the_scale_is_not_held_on() -> None:
    of = [random_song(seed) for seed in range(4)]
    for one in of:
        one.chords[16:32] = HOLD
        one.chords[20] = FIRST + 1  # the triad on C sharp
    found = written(of, masks=[last_bars(one, 2) for one in of], sampling=Sampling(scale=SCALE))
    assert (found.chords[:, 32] != HOLD).all()


def test_triplets_and_straight_notes_never_share_a_quarter() -> None:
    for masks in (None, [middle_bars(one) for one in songs(8, 8)]):
        found = written(songs(8, 8), masks=masks)
        for melody, chords, triplets in zip(found.melody, found.chords, found.triplets, strict=True):
            assert 0 < triplets.sum() < len(triplets)
            assert np.array_equal(triplets_in(to_slots(melody, triplets), to_slots(chords, triplets)), triplets)
            assert not (melody + chords)[3::4][triplets[::4] == 1].any()


@pytest.mark.parametrize("seed", range(8))
def test_context_stays_and_whatever_is_new_keeps_the_limits(seed: int) -> None:
    chance = np.random.default_rng(seed)
    bar, bars = int(chance.choice([6, 8, 12, 14, 16, 18])), int(chance.integers(1, 7))
    of = [random_song(3 * seed + row, bars, bar) for row in range(3)]
    masks = [sample_masks(there, chance) for there in of]
    limits = Sampling(low=60, high=75, scale=SCALE, cadence=seed % 2 == 0)
    found = written(of, masks=masks, sampling=limits)
    for row, (there, mask) in enumerate(zip(of, masks, strict=True)):
        for before, after, own in zip((there.melody, there.chords), (found.melody, found.chords), mask, strict=True):
            given = (before >= FIRST) & ~own
            assert np.array_equal((after[row] >= FIRST) & ~own, given)
            assert np.array_equal(after[row][given], before[given])
        new = found.melody[row][(found.melody[row] >= FIRST) & mask[0]] - FIRST
        assert all(60 <= pitch <= 75 and pitch % 12 in SCALE for pitch in new.tolist())


def test_mask_that_begins_in_a_triplet_is_filled_with_triplets() -> None:
    given = replace(empty_song(2), triplets=np.repeat([1, 0, 0, 0, 0, 0, 0, 0], 4).astype(np.int16))
    mask = np.arange(32) >= 1
    found = written([given] * 12, masks=[(mask, np.ones(32, bool))] * 12)
    assert not found.melody[:, 3].any()
    assert not found.chords[:, 3].any()
    assert (found.melody[:, 1] != HOLD).all()


@ODD
def test_bars_of_any_length_are_written_to_the_end(bar: int, compound: bool) -> None:
    found = written([empty_song(3, bar, compound=compound)] * 4, sampling=Sampling(cadence=True))
    assert found.melody.shape == found.chords.shape == (4, 3 * bar)
    assert (found.steps, found.bar) == (3 * bar, bar)
    assert (found.chords[:, 0] >= FIRST).all()
    if bar % 4:
        assert not found.triplets.any()


@pytest.mark.parametrize("bars", [1, 64])
def test_idea_ends_where_it_should(bars: int) -> None:
    found = written([empty_song(bars)] * 2, sampling=Sampling(silence=1.0))
    assert found.melody.shape == (2, 16 * bars)
    assert (found.melody[:, -32:] >= FIRST).any(1).all()


def test_idea_begins_with_a_chord() -> None:
    assert (written([empty_song()] * 6).chords[:, 0] >= FIRST).all()


@pytest.mark.parametrize("slots", [1, 7, 192])
def test_nothing_lasts_for_ever(slots: int) -> None:
    found = written([empty_song(16)] * 4, network=inclined(slots))  # type: ignore[arg-type]
    for melody, chords in zip(found.melody.tolist(), found.chords.tolist(), strict=True):
        assert max(lasting(chords, sounding=True)) <= LONGEST_CHORD * 16
        assert max(lasting(melody, sounding=True)) <= LONGEST_NOTE * 16
        assert max(lasting(melody, sounding=False), default=0) <= 1.5 * 16


def test_silence_may_be_asked_for() -> None:
    network = small_network()
    network.melody.length_head.bias.data[191] += 60
    network.melody.pitch_head.bias.data[REST] += 60
    assert max(lasting(written([empty_song(8)], network=network).melody[0].tolist(), sounding=False)) <= 24
    quiet = written([empty_song(8)], network=network, sampling=Sampling(silence=100))
    assert max(lasting(quiet.melody[0].tolist(), sounding=False)) > 24


def test_chord_that_sounds_is_not_struck_again_unchanged() -> None:
    for row in written([empty_song(8)] * 4, network=inclined(3)).chords:  # type: ignore[arg-type]
        events = row[row != HOLD]
        assert (events[1:] != events[:-1]).all()


def test_nothing_new_begins_in_a_tail() -> None:
    of = [song(4)] * 4
    steps = np.arange(64)
    mask, tail = (steps >= 16) & (steps < 48), (steps >= 32) & (steps < 48)
    found = written(of, masks=[(mask, mask)] * 4, no_onsets=[(tail, tail)] * 4)
    assert not (found.melody[:, tail] >= FIRST).any()
    assert not (found.chords[:, tail] >= FIRST).any()
    assert (found.chords[:, 16] != HOLD).all()


def test_what_is_forbidden_is_not_written() -> None:
    def no_steps_down(pitches: Sequence[int], onsets: Sequence[int]) -> list[tuple[int, int]]:
        assert len(pitches) == len(onsets)
        return [(-down, gap) for down in range(1, 60) for gap in range(256)] if pitches else []

    for row in written([empty_song()] * 4, sampling=Sampling(forbidden=no_steps_down)).melody.tolist():
        pitches = [token for token in row if token >= FIRST]
        assert len(pitches) > 1
        assert pitches == sorted(pitches)


def test_triplets_are_compared_by_the_sixteenths_they_are_nearest_to() -> None:
    told: list[int] = []

    def listening(_: Sequence[int], onsets: Sequence[int]) -> list[tuple[int, int]]:
        told[:] = onsets
        return []

    found = written([empty_song(16)], sampling=Sampling(forbidden=listening), network=inclined(4))  # type: ignore[arg-type]
    onsets = np.flatnonzero(found.melody[0] >= FIRST)[: len(told)]
    places = {(int(on % 4), bool(found.triplets[0, on])): at % 4 for on, at in zip(onsets, told, strict=True)}
    assert places[1, True] == 1
    assert places[2, True] == 3


def test_expression_is_sampled_only_where_it_was_learnt() -> None:
    network = small_network()
    plain = written([empty_song()], network=network)
    assert (plain.expression == NO_EXPRESSION).all()
    network.melody.expression.examples_seen[0] = FEWEST_EXAMPLES
    found = written([empty_song()], network=network)
    assert np.array_equal(found.expression[0, 0] != NO_EXPRESSION, found.melody[0] >= FIRST)
    assert (found.expression[0, 1:] == NO_EXPRESSION).all()
    assert np.array_equal(found.melody, plain.melody)


def test_low_temperature_takes_the_likeliest() -> None:
    cold = Sampling(temperature=0.01, chord_temperature=0.01, rhythm=0.01)
    one, other = (written([empty_song()], [seed], sampling=cold) for seed in (1, 2))
    assert np.array_equal(one.melody, other.melody)


def test_nats_are_those_of_the_melody_under_the_network() -> None:
    network, of = small_network(), [empty_song(4)] * 3
    found = written(of, network=network, sampling=Sampling(low=0, high=127, silence=100))
    again = [
        replace(one, melody=m, chords=c, triplets=t)
        for one, m, c, t in zip(of, found.melody, found.chords, found.triplets, strict=True)
    ]
    with torch.no_grad():
        scores, _, _ = melody_scores(network, collate(again, future_chords=True))
    row = collate(again).melody_events
    total = ((scores.token_nats + scores.length_nats) * row.is_event).sum(1).numpy()
    # Of the last event training counts how likely it is to last so long at least.
    last = row.is_event.sum(1) - 1
    ends = scores.length_nats.gather(1, last[:, None])[:, 0].numpy()
    assert (found.nats > total - 0.01).all()
    assert (found.nats < total - ends + 25).all()
