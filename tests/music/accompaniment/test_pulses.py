from __future__ import annotations

import pytest

from composer_app.music.accompaniment.pulses import BAR, BEAT, OFF, STRONG, bars_of, pulses_of, pulses_within
from composer_app.music.meter import Meter, MeterChange, Tempo, Timeline


def ranks(meter: str) -> list[int]:
    timeline = Timeline.plain(meter=Meter.parse(meter))
    return [pulse.rank for pulse in pulses_of(bars_of(timeline, 1))]


@pytest.mark.parametrize(
    ("meter", "expected"),
    [
        ("4/4", [BAR, OFF, BEAT, OFF, STRONG, OFF, BEAT, OFF]),
        ("3/4", [BAR, OFF, BEAT, OFF, BEAT, OFF]),
        ("6/8", [BAR, OFF, OFF, STRONG, OFF, OFF]),
        ("5/4", [BAR, OFF, BEAT, OFF, BEAT, OFF, STRONG, OFF, BEAT, OFF]),
        ("7/8", [BAR, OFF, STRONG, OFF, STRONG, OFF, OFF]),
        ("2/2", [BAR, OFF, BEAT, OFF, STRONG, OFF, BEAT, OFF]),
    ],
)
def test_pulses_are_as_heavy_as_the_meter_makes_them(meter: str, expected: list[int]) -> None:
    assert ranks(meter) == expected


def test_bars_after_an_upbeat_begin_where_it_ends() -> None:
    timeline = Timeline((Tempo(0, 100),), (MeterChange(0, Meter(1, 4)), MeterChange(480, Meter(4, 4))))
    assert [bar.start for bar in bars_of(timeline, 4000)] == [0, 480, 2400]


def test_a_bar_is_cut_short_by_a_change_of_meter() -> None:
    timeline = Timeline((Tempo(0, 100),), (MeterChange(0, Meter(4, 4)), MeterChange(960, Meter(3, 4))))
    assert [pulse.end for pulse in pulses_of(bars_of(timeline, 961))] == list(range(240, 2401, 240))


@pytest.mark.parametrize(
    ("start", "rank"), [(1920, BAR), (1900, BAR), (1830, BAR), (1930, BAR), (1680, OFF), (2160, OFF)]
)
def test_a_chord_that_comes_a_little_early_or_late_stands_for_its_pulse(start: int, rank: int) -> None:
    pulses = pulses_of(bars_of(Timeline.plain(), 5000))
    within = pulses_within(pulses, start, 3840)
    assert (within[0].tick, within[0].rank) == (start, rank)
    assert all(a.end == b.tick for a, b in zip(within, within[1:], strict=False))


def test_a_rest_of_a_pulse_belongs_to_the_pulse_before() -> None:
    pulses = pulses_of(bars_of(Timeline.plain(), 1920))
    assert [pulse.end for pulse in pulses_within(pulses, 0, 500)] == [240, 500]
