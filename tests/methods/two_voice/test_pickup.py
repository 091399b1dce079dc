from __future__ import annotations

from dataclasses import replace

import numpy as np

from composer_app.methods.two_voice.encoding.grid import Song, encode
from composer_app.methods.two_voice.encoding.tokens import FIRST, SHAPES, STEP
from composer_app.methods.two_voice.network.critic import passages_of
from composer_app.methods.two_voice.sampling.drafts import distance_from_request
from composer_app.music.clip import Clip
from composer_app.music.meter import Timeline
from composer_app.music.note import Note


def scale(bars: int, pickup: bool) -> Song:
    """A bar of its own pitch after another, with a bar in front that only a beat of is sung."""
    melody = np.repeat(np.arange(bars + pickup, dtype=np.int16) + FIRST + 60, 16)
    return Song(melody, melody * 0, 16, begin=-12 * STEP if pickup else 0)


def test_passages_are_counted_from_bar_1() -> None:
    found = [passage.melody[0] - FIRST - 60 for passage in passages_of(scale(16, pickup=True))]
    assert found == [1, 9]


def test_last_passage_ends_with_a_song_that_has_a_pickup() -> None:
    passages = passages_of(scale(10, pickup=True))
    assert [(p.melody[0] - FIRST - 60, len(p)) for p in passages] == [(1, 128), (3, 128)]


def test_upbeat_alone_is_a_passage() -> None:
    song = scale(0, pickup=True)
    assert [len(passage) for passage in passages_of(song)] == [16]


def test_what_was_asked_for_is_measured_from_bar_1() -> None:
    busy = scale(8, pickup=True)
    silent = replace(busy, melody=np.where(np.arange(len(busy)) < 16, 0, busy.melody).astype(np.int16))
    assert distance_from_request(busy, SHAPES, {"density": 0.5}) == distance_from_request(
        silent, SHAPES, {"density": 0.5}
    )


def test_short_first_bar_is_read_as_a_pickup() -> None:
    clip = Clip((), (Note(0, 480, 67), Note(480, 480, 72)), 480 + 1920, Timeline.plain(pickup=1))
    (song,) = encode(clip)
    assert (song.begin, song.pickup_steps, np.flatnonzero(song.melody >= FIRST).tolist()) == (480 - 1920, 16, [12, 16])
