import itertools
from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
import torch
from torch import Tensor

from composer_app.methods.two_voice.encoding.batch import Batch
from composer_app.methods.two_voice.encoding.crops import STEPS_PER_BATCH, Crops
from composer_app.methods.two_voice.encoding.dropout import GROUPS
from composer_app.methods.two_voice.encoding.tokens import ANY_KEY, FIRST, IN_C
from tests.methods.two_voice.songs import random_song, song


def test_batch_number_k_is_always_the_same() -> None:
    crops = Crops([song(4), song(8)])
    third = list(itertools.islice(crops.stream(1), 3))[2]
    resumed = next(crops.stream(1, 2))
    for name in ("melody", "chords", "form", "plan", "phrasing", "melody_mask", "future_chords"):
        assert torch.equal(getattr(third, name), getattr(resumed, name))


def test_song_of_weight_zero_is_never_sampled() -> None:
    never = replace(song(4), melody=song(4).melody * 0, weight=0.0)
    batch = Crops([song(4), never]).batch(np.random.default_rng(0))
    assert bool((batch.melody > 0).any(1).all())


def drawn(count: int = 4, bars: int = 16) -> list[Batch]:
    crops = Crops([replace(song(bars), form=random_song(0, bars).form) for bars in (12, bars)])
    return [crops.batch(np.random.default_rng(seed)) for seed in range(count)]


BATCHES = drawn()


def shares(values: Callable[[Batch], Tensor]) -> list[bool]:
    """By song whether something of it is told."""
    return [told for batch in BATCHES for told in values(batch).flatten(1).any(1).tolist()]


def test_songs_are_sampled_in_c_or_in_any_unknown_key() -> None:
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
def test_some_crops_keep_a_condition_and_some_do_not(part: str) -> None:
    told = shares(lambda batch: getattr(batch, part))
    assert 0.3 < sum(told) / len(told) < 0.8


@pytest.mark.parametrize("group", GROUPS, ids=str)
def test_phrasing_is_dropped_group_by_group(group: tuple[int, ...]) -> None:
    told = shares(lambda batch: batch.phrasing)
    of_group = shares(lambda batch: batch.phrasing[..., list(group)])
    assert 0 < sum(of_group) < sum(told)


def test_without_its_key_a_crop_has_no_phrasing() -> None:
    untold = [row for batch in BATCHES for row in batch.phrasing[batch.key == ANY_KEY]]
    assert untold
    assert not any(row.any() for row in untold)


def test_every_kind_of_mask_shows_up() -> None:
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


def test_context_is_seen_only_with_the_chords_to_come() -> None:
    for batch in BATCHES:
        given = ~batch.melody_mask.all(1)
        assert bool(batch.future_chords[given].all())
