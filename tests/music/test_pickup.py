from __future__ import annotations

import pytest

from composer_app.music.form import parse_form
from composer_app.music.meter import Meter, MeterChange, Tempo, Timeline

LED = Timeline.plain(100, Meter(6, 8), pickup=1)


def test_pickup_is_a_short_first_bar() -> None:
    assert LED.meters == (MeterChange(0, Meter(1, 8)), MeterChange(240, Meter(6, 8)))
    assert [LED.bar_at(tick) for tick in (0, 239, 240, 240 + 1440)] == [0, 0, 1, 2]


def test_ruler_counts_the_pickup_as_its_first_bar() -> None:
    assert (LED.position(0), LED.position(240)) == ((1, 1, 0), (2, 1, 0))


@pytest.mark.parametrize(
    ("timeline", "upbeat"),
    [
        (LED, 240),
        (Timeline.plain(100), 0),
        (Timeline((Tempo(0, 90),), (MeterChange(0, Meter(3, 4)), MeterChange(1440, Meter(6, 8)))), 0),
        (Timeline((Tempo(0, 90),), (MeterChange(0, Meter(2, 4)), MeterChange(1920, Meter(3, 4)))), 0),
    ],
)
def test_first_bar_cut_short_before_a_longer_meter_is_an_upbeat(timeline: Timeline, upbeat: int) -> None:
    assert timeline.upbeat == upbeat


def test_form_begins_behind_the_pickup() -> None:
    assert [section.tick for section in parse_form("A2 B2").sections(LED)] == [240, 240 + 2 * 1440]


@pytest.mark.parametrize(("meter", "beats"), [("4/4", 3), ("3/4", 2), ("6/8", 3), ("12/8", 3), ("5/4", 4), ("1/4", 0)])
def test_pickup_is_shorter_than_a_bar(meter: str, beats: int) -> None:
    assert Meter.parse(meter).longest_pickup == beats
