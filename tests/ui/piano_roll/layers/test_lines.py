from __future__ import annotations

from composer_app.music.meter import Meter, MeterChange, Tempo, Timeline
from composer_app.ui.piano_roll.layers.lines import bars_between


def test_bars_follow_the_meter() -> None:
    timeline = Timeline((Tempo(0, 120),), (MeterChange(0, Meter()), MeterChange(1920, Meter(3, 4))))
    assert [bar.start for bar in bars_between(timeline, 0, 5000, 1)] == [0, 1920, 3360, 4800]


def test_bar_under_the_left_border_is_one_of_them() -> None:
    assert next(bars_between(Timeline(), 2500, 9000, 1)).index == 1


def test_crowded_bars_are_thinned_by_powers_of_two() -> None:
    assert [bar.index for bar in bars_between(Timeline(), 0, 1920 * 12, 1920 * 3)] == [0, 4, 8]


def test_thinned_bars_are_the_same_wherever_one_looks() -> None:
    assert {bar.index % 4 for bar in bars_between(Timeline(), 1920 * 7, 1920 * 30, 1920 * 4)} == {0}
