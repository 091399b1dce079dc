from itertools import islice

import numpy as np
import pytest
import torch

from composer_app.errors import ComposerError
from composer_app.methods.note_names.batches import NAME, NONE, Windows, known
from composer_app.methods.note_names.elements import CHORD, PRESETS, fit
from tests.methods.note_names.songs import SMALL, song


def test_batch_number_k_is_always_the_same() -> None:
    config = fit(SMALL, [song()])
    windows = Windows([song(), song(4)], config)
    third = list(islice(windows.stream(1), 3))[2]
    resumed = next(windows.stream(1, 2))
    assert torch.equal(third.target, resumed.target)
    assert torch.equal(third.matched, resumed.matched)


def test_crop_never_leaves_its_song() -> None:
    low, high = song(16), song(16, 12)
    config = fit(SMALL, [low, high])
    for batch in islice(Windows([low, high], config).stream(0), 20):
        for row in batch.target[..., NAME]:
            pitches = row[(row != NONE) & (row < CHORD)]
            assert pitches.max() - pitches.min() < 12


def test_published_windows_reach_across_songs() -> None:
    short = [song(4), song(4, 1)]
    config = fit(PRESETS["as-published"], short)
    with pytest.raises(ComposerError, match="fewer notes than the 100"):
        Windows(short, config)
    long = [song(16), song(16, 1)]
    windows = Windows(long, fit(PRESETS["as-published"], long))
    assert windows.examples == 2 * 64 - 100
    batch = next(windows.stream(0))
    assert batch.previous.shape == (256, 100, 7)
    assert batch.target.shape == (256, 1, 6)


def test_element_before_and_element_itself_are_a_step_apart() -> None:
    config = fit(SMALL, [song()])
    previous, _, target = known(song(), 3, 20, config)
    whole = known(song(), 0, 32, config)[2]
    assert np.array_equal(previous[:, :6], whole[2:19])
    assert np.array_equal(target, whole[3:20])


def test_transposed_crop_moves_notes_and_chords() -> None:
    config = fit(SMALL, [song()])
    moved, up = known(song(), 0, 32, config, 3), known(song(8, 3), 0, 32, config)
    assert all(np.array_equal(one, other) for one, other in zip(moved, up, strict=True))
