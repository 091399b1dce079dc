import dataclasses
from itertools import islice

import numpy as np
import torch

from composer_app.methods.melody_grid.batches import Windows, transposed, window_batch
from composer_app.methods.melody_grid.grid import HOLD, PRESETS, REST, Rows
from tests.methods.melody_grid.tunes import TINY, pattern

PUBLISHED = dataclasses.replace(PRESETS["as-published"], hidden=16, rate=0.01)


class Always:
    """A random generator that moves as far up as it may."""

    def integers(self, low: int, high: int) -> int:
        return high - 1


def moved(rows: list[list[int]], most: int) -> Rows:
    return transposed(np.array(rows), most, Always())  # type: ignore[arg-type]


def test_single_window_of_a_song_on_disk_becomes_a_batch() -> None:
    song = np.arange(22)
    song.flags.writeable = False
    batch = window_batch(np.lib.stride_tricks.sliding_window_view(song, 22), 20)
    assert (batch.last.tolist(), batch.target.tolist()) == ([[*range(20)]], [[21]])


def test_pitches_and_echoes_move_and_all_else_stays() -> None:
    rows = [[60, 0, 16, 0, 0], [HOLD, 1, 16, 62, 1], [REST, 2, 16, REST, 2], [64, 3, 16, 67, 3]]
    assert moved(rows, 5).tolist() == [
        [65, 0, 16, 0, 0],
        [HOLD, 1, 16, 67, 1],
        [REST, 2, 16, REST, 2],
        [69, 3, 16, 72, 3],
    ]


def test_echo_that_would_leave_the_range_keeps_its_rows_where_they_are() -> None:
    rows = [[60, 0, 16, 0, 0], [62, 1, 16, 126, 1]]
    assert moved(rows, 5).tolist() == rows


def test_published_target_stands_one_step_late() -> None:
    rising = pattern(64, PUBLISHED)
    rising[:, 0] = np.arange(64)
    batch = next(Windows([rising], PUBLISHED).stream(0))
    assert set((batch.target[:, 0] - batch.last[:, -1]).tolist()) == {2}


def test_batch_of_a_number_is_always_the_same() -> None:
    windows = Windows([pattern(200)], TINY)
    third = list(islice(windows.stream(3), 3))[2]
    again = next(windows.stream(3, 2))
    assert torch.equal(third.target, again.target)
