from __future__ import annotations

import pytest

from composer_app.ui.piano_roll.coords import LEAD, MAX_ROW, MAX_TICK_WIDTH, MIN_TICK_WIDTH, Coords, fitted


def test_tick_and_pixel_are_inverse() -> None:
    coords = Coords(tick_width=0.13, left=517.5)
    assert coords.tick(coords.x(960)) == pytest.approx(960)


@pytest.mark.parametrize("pitch", [0, 60, 127])
def test_every_pixel_of_a_row_has_its_pitch(pitch: int) -> None:
    coords = Coords(row_height=11, top=37)
    rows = range(coords.y(pitch), coords.y(pitch) + 11)
    assert {coords.pitch(y) for y in rows} == {pitch}


def test_higher_pitch_lies_higher() -> None:
    assert Coords().y(61) < Coords().y(60)


def test_pixel_outside_the_rows_has_the_outermost_pitch() -> None:
    assert (Coords().pitch(-500), Coords().pitch(1e5)) == (127, 0)


@pytest.mark.parametrize("factor", [0.5, 1.2, 3.0])
def test_zoom_keeps_the_tick_under_the_mouse(factor: float) -> None:
    coords = Coords(tick_width=0.1, left=900)
    assert coords.zoomed(factor, 250).tick(250) == pytest.approx(coords.tick(250))


@pytest.mark.parametrize(("factor", "limit"), [(1e9, MAX_TICK_WIDTH), (1e-9, MIN_TICK_WIDTH)])
def test_zoom_has_limits(factor: float, limit: float) -> None:
    assert Coords().zoomed(factor, 0).tick_width == limit


def test_zoom_never_shows_more_than_the_lead_before_the_start() -> None:
    assert Coords(tick_width=1, left=0).zoomed(0.1, 500).left == -LEAD


def test_zoomed_rows_keep_the_pitch_under_the_mouse() -> None:
    coords = Coords(row_height=10, top=400)
    assert coords.zoomed_rows(20, 305).pitch(305) == coords.pitch(305)


def test_rows_have_a_largest_height() -> None:
    assert Coords().zoomed_rows(500, 0).row_height == MAX_ROW


def test_scrolling_stops_at_the_top() -> None:
    assert Coords().scrolled(0, -50).top == 0


def test_fitted_span_fills_the_width() -> None:
    coords = fitted((1920, 9600), (48, 72), (800, 600))
    assert (coords.x(1920), coords.x(9600)) == pytest.approx((LEAD, 800 - LEAD))


def test_fitted_pitches_stand_in_the_middle() -> None:
    coords = fitted((0, 1920), (50, 70), (800, 600))
    above, below = coords.y(70), 600 - (coords.y(50) + coords.row_height)
    assert abs(above - below) <= 1


def test_fitted_pitches_have_a_margin() -> None:
    assert fitted((0, 1920), (50, 70), (800, 600)).pitch(0) >= 76
