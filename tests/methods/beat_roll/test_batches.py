from dataclasses import replace
from itertools import islice

import pytest
import torch

from composer_app.errors import ComposerError
from composer_app.methods.beat_roll.batches import Windows, known
from composer_app.methods.beat_roll.roll import PRESETS
from tests.methods.beat_roll.songs import SMALL, song

PUBLISHED = PRESETS["as-published"]


def test_batch_number_k_is_always_the_same() -> None:
    for config in (SMALL, PUBLISHED):
        windows = Windows([song(), song(4)], config)
        third = list(islice(windows.stream(1), 3))[2]
        assert torch.equal(third.target, next(windows.stream(1, 2)).target)


def test_published_batches_are_whole_songs() -> None:
    batch = next(Windows([song(8), song(4)], PUBLISHED).stream(0))
    assert sorted(batch.counts.sum(1).tolist()) == [32, 64]


def test_crop_never_leaves_its_song() -> None:
    low, high = song(8), song(8, 24)
    for batch in islice(Windows([low, high], replace(SMALL, window=48)).stream(0), 10):
        for sounds in batch.target[:, :, 0]:
            heard = sounds.any(0).nonzero()
            assert heard.max() - heard.min() < 48


def test_nothing_to_learn_from_is_said() -> None:
    with pytest.raises(ComposerError, match="add songs"):
        Windows([], SMALL)


def test_transposed_crop_is_the_song_in_another_key() -> None:
    moved, up = known(song(), 3, 30, SMALL.lowest - 2, SMALL), known(song(8, 2), 3, 30, SMALL.lowest, SMALL)
    assert all((one == other).all() for one, other in zip(moved, up, strict=True))
