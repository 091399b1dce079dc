import numpy as np
import torch

from composer_app.methods.pitch_duration.batches import Windows, collate, cut
from composer_app.methods.pitch_duration.events import (
    MATCH_DISTANCE,
    MATCH_LENGTH,
    PRESETS,
    ROOT,
    START,
    symbols,
)
from tests.methods.pitch_duration.songs import fitted, song, walk

AS_PUBLISHED = PRESETS["as-published"]


def test_batch_number_k_is_always_the_same() -> None:
    windows = Windows([song(), walk(60)], fitted())
    batches = windows.stream(3)
    third = [next(batches) for _ in range(3)][2]
    assert torch.equal(third.target, next(windows.stream(3, 2)).target)


def test_no_window_crosses_songs() -> None:
    low, high = song(AS_PUBLISHED, 8, -24), song(AS_PUBLISHED, 8, 24)
    windows = Windows([low, high], AS_PUBLISHED)
    for place in range(windows.examples):
        rows, _ = windows._cut(place, np.random.default_rng(0))
        assert rows.shape == (33, 8)
        assert any(rows.tolist() == s[i : i + 33].tolist() for s in (low, high) for i in range(len(s) - 32))
    assert windows.examples == len(low) + len(high) - 64


def test_crop_begins_with_the_event_before_it_or_the_start() -> None:
    rows, _ = cut(song(), 5, 4)
    assert rows[:, ROOT].tolist() == song()[4:9, ROOT].tolist()
    assert cut(song(), 0, 4)[0][0, ROOT] == START


def test_what_is_recalled_moves_with_the_key() -> None:
    rows, matched = cut(song(), 50, 10, 3)
    assert matched[:, ROOT].tolist() == rows[1:, ROOT].tolist()


def test_event_knows_nothing_of_itself_but_what_was_recalled() -> None:
    some = song()
    batch = collate([cut(some, 0, len(some))], fitted())
    assert torch.equal(batch.before[0, 1:], torch.from_numpy(symbols(some, fitted())[:-1]))
    far = some[:, MATCH_LENGTH] > 0
    assert (some[far, MATCH_DISTANCE] > 0).all()
