import itertools
from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
import torch
from torch import Tensor

from composer_app.methods.two_voice.encoding.batch import Batch
from composer_app.methods.two_voice.encoding.conditions import REGISTER
from composer_app.methods.two_voice.encoding.crops import STEPS_PER_BATCH, Crops
from composer_app.methods.two_voice.encoding.dropout import GROUPS
from composer_app.methods.two_voice.encoding.excerpts import cut_song, phrase_starts
from composer_app.methods.two_voice.encoding.form import LETTER_DISTANCE
from composer_app.methods.two_voice.encoding.tokens import ANY_KEY, FIRST, IN_C, SHAPES, UNKNOWN_KEY, chord_token
from composer_app.methods.two_voice.encoding.transposition import (
    estimate_key,
    semitones_to_c,
    transpose,
    transpose_to_c,
)
from tests.methods.two_voice.songs import C_MAJOR, random_song, song


def test_transposition_moves_melody_bass_and_key_together() -> None:
    moved = transpose(song(), 3)
    assert int(moved.melody[0]) == FIRST + 75
    assert int(moved.chords[0]) == chord_token([p + 3 for p in C_MAJOR], SHAPES)
    assert moved.key == 3


def test_transposition_by_an_octave_down_and_up_is_no_change() -> None:
    there_and_back = transpose(transpose(song(), -12), 12)
    assert there_and_back.melody.tolist() == song().melody.tolist()


def test_batch_number_k_is_always_the_same() -> None:
    crops = Crops([song(4), song(8)])
    third = list(itertools.islice(crops.stream(1), 3))[2]
    resumed = next(crops.stream(1, 2))
    for name in ("melody", "chords", "form", "plan", "phrasing", "melody_mask", "future_chords"):
        assert torch.equal(getattr(third, name), getattr(resumed, name))


def test_song_of_weight_zero_is_never_drawn() -> None:
    never = replace(song(4), melody=song(4).melody * 0, weight=0.0)
    batch = Crops([song(4), never]).batch(np.random.default_rng(0))
    assert bool((batch.melody > 0).any(1).all())


def test_passage_that_left_the_songs_key_is_told_by_the_key_it_is_in() -> None:
    modulated = replace(transpose(song(8), 6), key=0)
    assert estimate_key(modulated).key == 6


def test_key_of_the_file_stands_where_the_notes_do_not_contradict() -> None:
    assert estimate_key(song(8)).key == 0


def test_chromatic_passage_has_no_key_to_be_told() -> None:
    tokens = np.array([FIRST + 60 + i % 12 for i in range(48)], np.int16)
    chromatic = replace(song(3), melody=tokens)
    assert estimate_key(chromatic).key == UNKNOWN_KEY


def test_phrases_are_counted_from_the_first_full_bar() -> None:
    plain = song(16)
    upbeat = replace(plain, melody=np.concatenate([np.zeros(12, np.int16), plain.melody[: 16 * 16 - 12]]))
    assert phrase_starts(plain, 64).tolist() == [0, 64, 128, 192]
    assert phrase_starts(upbeat, 64).tolist() == [16, 80, 144]


def test_song_shorter_than_a_crop_begins_with_its_first_full_bar() -> None:
    plain = song(4)
    upbeat = replace(plain, melody=np.concatenate([np.zeros(12, np.int16), plain.melody[:52]]))
    assert phrase_starts(plain, 512).tolist() == [0]
    assert phrase_starts(upbeat, 512).tolist() == [16]


def test_plan_moves_with_the_melody_and_the_song_itself_stays() -> None:
    still = song()
    moved = transpose(still, 3)
    assert still.plan is not None
    assert moved.plan is not None
    assert (moved.plan - still.plan)[:, REGISTER].tolist() == [3] * 4
    assert not np.delete(moved.plan - still.plan, REGISTER, 1).any()


def test_key_goes_to_c_by_the_shortest_way() -> None:
    assert [semitones_to_c(key) for key in (0, 5, 6, 7, 11)] == [0, -5, -6, 5, 1]
    assert transpose_to_c(transpose(song(), 4)).melody.tolist() == song().melody.tolist()


def test_cut_knows_of_no_bar_before_it() -> None:
    whole = random_song(0, bars=8)  # A B A B, two bars each
    cut = cut_song(whole, 2 * 16, 7 * 16)
    assert cut.form is not None
    assert cut.form[:, LETTER_DISTANCE].tolist() == [0, 0, 0, 0, 4]
    assert len(cut) == 5 * 16
    assert whole.form is not None
    assert whole.form[4:, LETTER_DISTANCE].tolist() == [4, 4, 4, 4]


def drawn(count: int = 4, bars: int = 16) -> list[Batch]:
    crops = Crops([replace(song(bars), form=random_song(0, bars).form) for bars in (12, bars)])
    return [crops.batch(np.random.default_rng(seed)) for seed in range(count)]


BATCHES = drawn()


def shares(values: Callable[[Batch], Tensor]) -> list[bool]:
    """By song whether something of it is told."""
    return [told for batch in BATCHES for told in values(batch).flatten(1).any(1).tolist()]


def test_songs_are_drawn_in_c_or_untold_in_any_key() -> None:
    crops = Crops([song(8)])
    batches = [crops.batch(np.random.default_rng(seed)) for seed in range(4)]
    keys = [key for batch in batches for key in batch.key.tolist()]
    firsts = [int(tokens[0]) for batch in batches for tokens in batch.melody]
    assert {firsts[i] for i in range(len(keys)) if keys[i] == IN_C} == {FIRST + 72}
    assert len({firsts[i] for i in range(len(keys)) if keys[i] == ANY_KEY}) > 4
    assert 0.01 < keys.count(ANY_KEY) / len(keys) < 0.15


def test_meters_are_not_mixed_in_a_batch() -> None:
    crops = Crops([random_song(0, bars=4, bar=12), random_song(1, bars=4, bar=16)])
    assert {crops.batch(np.random.default_rng(seed)).bar for seed in range(8)} == {36, 48}


def test_batches_are_about_as_long_as_one_another() -> None:
    steps = [batch.melody.numel() // 3 for batch in BATCHES]
    assert max(steps) <= STEPS_PER_BATCH


@pytest.mark.parametrize("part", ["form", "plan", "phrasing"])
def test_some_songs_are_told_of_themselves_and_some_are_not(part: str) -> None:
    told = shares(lambda batch: getattr(batch, part))
    assert 0.3 < sum(told) / len(told) < 0.8


@pytest.mark.parametrize("group", GROUPS, ids=str)
def test_phrasing_is_told_group_by_group(group: tuple[int, ...]) -> None:
    told = shares(lambda batch: batch.phrasing)
    of_group = shares(lambda batch: batch.phrasing[..., list(group)])
    assert 0 < sum(of_group) < sum(told)


def test_key_left_untold_leaves_the_phrasing_untold() -> None:
    untold = [row for batch in BATCHES for row in batch.phrasing[batch.key == ANY_KEY]]
    assert untold
    assert not any(row.any() for row in untold)


def test_every_way_of_giving_shows_up() -> None:
    kinds = Counter(
        (bool(melody.all()), bool(chords.all()), bool(hidden.any()), bool(ahead))
        for batch in BATCHES
        for melody, chords, hidden, ahead in zip(
            batch.melody_mask, batch.chords_mask, batch.melody_hidden, batch.future_chords, strict=True
        )
    )
    assert {melody for melody, *_ in kinds} == {True, False}
    assert {chords for _, chords, *_ in kinds} == {True, False}
    assert {hidden for *_, hidden, _ in kinds} == {True, False}
    assert kinds[True, True, True, False] > 0  # from the past alone


def test_given_notes_are_seen_only_with_the_chords_to_come() -> None:
    for batch in BATCHES:
        given = ~batch.melody_mask.all(1)
        assert bool(batch.future_chords[given].all())
