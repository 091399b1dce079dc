from __future__ import annotations

import numpy as np

from composer_app.music.meter import Meter, Timeline
from composer_app.playback.metronome import ACCENT, BEAT, ClickSound, clicks, count_in
from composer_app.playback.piano import Piano

WALTZ = Timeline.plain(120, Meter(3, 4))
CLICK = (0x99, ACCENT, 100)


def heard(timeline: Timeline, start: int, end: int) -> list[tuple[int, bool]]:
    return [(each.tick, each.message[1] == ACCENT) for each in clicks(timeline, start, end, 100)]


def test_first_beat_of_each_bar_is_accented() -> None:
    assert heard(WALTZ, 0, 1920) == [(0, True), (480, False), (960, False), (1440, True)]


def test_count_in_clicks_before_the_first_bar() -> None:
    assert heard(WALTZ, -1440, 0) == [(-1440, True), (-960, False), (-480, False)]


def test_compound_meter_clicks_on_its_dotted_beats() -> None:
    assert heard(Timeline.plain(120, Meter(6, 8)), 0, 1440) == [(0, True), (720, False)]


def test_count_in_before_an_upbeat_fills_the_bar_that_it_begins() -> None:
    upbeat = Timeline.plain(120, Meter(4, 4), pickup=1)
    assert count_in(upbeat, 0, 1) == 1920 + 1440
    assert heard(upbeat, -1440, 960) == [
        (-1440, True), (-960, False), (-480, False), (0, False), (480, True),
    ]  # fmt: skip


def test_click_times_follow_the_tempo() -> None:
    assert [each.seconds for each in clicks(WALTZ, -480, 480, 100)] == [-0.5, 0.0]


def test_click_sounds_at_its_frame_and_dies_away() -> None:
    sound = ClickSound()
    block = sound.render(4800, [(1000, CLICK)])
    assert not block[:1000].any()
    assert np.abs(block[1000:1200]).max() > 0.1
    assert not sound.render(4800).any()


def test_beat_sounds_lower_than_the_accent_and_level_is_the_velocity() -> None:
    loud, soft = (np.abs(ClickSound().render(4800, [(0, (0x99, BEAT, level))])).max() for level in (120, 30))
    assert loud > 4 * soft


def test_piano_sounds_clicks_beside_its_notes() -> None:
    piano = Piano()
    assert np.abs(piano.render(4800, [(0, CLICK)])).max() > 0.1
    assert piano.voices == 0
