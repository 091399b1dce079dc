from __future__ import annotations

from composer_app.ui.widgets.theme import SERIES, series_colour


def test_any_number_of_series_have_colours_of_their_own() -> None:
    colours = [series_colour(number) for number in range(40)]
    assert colours[: len(SERIES)] == list(SERIES)
    assert len(set(colours)) == 40
