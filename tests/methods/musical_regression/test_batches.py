import numpy as np
import torch

from composer_app.methods.musical_regression.batches import Windows, cut
from composer_app.methods.musical_regression.notes import PITCH
from tests.methods.musical_regression.songs import AS_PUBLISHED, SMALL, song, walk


def test_batch_number_k_is_always_the_same() -> None:
    windows = Windows([song(), walk(60)], SMALL)
    batches = windows.stream(3)
    third = [next(batches) for _ in range(3)][2]
    assert torch.equal(third.target, next(windows.stream(3, 2)).target)


def test_no_window_crosses_songs() -> None:
    songs = [song(AS_PUBLISHED), walk(40, AS_PUBLISHED)]
    windows = Windows(songs, AS_PUBLISHED)
    assert windows.examples == sum(map(len, songs)) - 64
    for place in range(windows.examples):
        rows, _ = windows._cut(place, np.random.default_rng(0))
        assert any(rows.tolist() == s[i : i + 33].tolist() for s in songs for i in range(len(s) - 32))


def test_what_is_recalled_moves_with_the_key() -> None:
    rows, matched = cut(song(), 50, 10, 3)
    assert matched[:, PITCH].tolist() == rows[1:, PITCH].tolist()
