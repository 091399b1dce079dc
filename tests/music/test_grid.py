from __future__ import annotations

import pytest

from composer_app.music.grid import GRID_SIZES, OFF, ceiled_to, floored_to, snapped_by, snapped_to
from composer_app.music.meter import Meter, MeterChange, Tempo, Timeline

PLAIN = Timeline()
WALTZ_FROM_BAR_2 = Timeline((Tempo(0, 120),), (MeterChange(0, Meter()), MeterChange(1920, Meter(3, 4))))


@pytest.mark.parametrize(
    ("name", "ticks"),
    [("1/1", 1920), ("1/4", 480), ("1/32", 60), ("1/8 triplet", 160), ("1/4 dotted", 720), ("Off", 0)],
)
def test_grid_sizes_in_ticks(name: str, ticks: int) -> None:
    assert GRID_SIZES[name] == ticks


def test_distance_snaps_to_the_nearest_step() -> None:
    assert [snapped_by(ticks, 120) for ticks in (50, 70, -70)] == [0, 120, -120]


def test_distance_without_a_grid_is_kept() -> None:
    assert snapped_by(53.4, OFF) == 53


def test_tick_snaps_to_the_nearest_line() -> None:
    assert [snapped_to(tick, 480, PLAIN) for tick in (200, 250, 2000)] == [0, 480, 1920]


def test_snapping_never_goes_before_the_start() -> None:
    assert snapped_to(-300, 480, PLAIN) == 0


def test_grid_starts_anew_at_every_bar() -> None:
    assert floored_to(1920 + 1440 + 10, 960, WALTZ_FROM_BAR_2) == 1920 + 1440


def test_step_that_overruns_the_bar_ends_with_it() -> None:
    assert ceiled_to(1920 + 970, 960, WALTZ_FROM_BAR_2) == 1920 + 1440


def test_tick_on_a_line_stays() -> None:
    assert (floored_to(960, 480, PLAIN), ceiled_to(960, 480, PLAIN)) == (960, 960)
