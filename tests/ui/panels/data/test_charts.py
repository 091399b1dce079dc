from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from composer_app.ui.panels.data.bar_chart import BarChart, scale_of
from composer_app.ui.panels.data.bars import bars_of
from composer_app.ui.panels.data.charts import PLACES, ChartsPage
from tests.ui.panels.data.statistics import statistics


@pytest.fixture
def page(qtbot: QtBot) -> ChartsPage:
    made = ChartsPage()
    qtbot.addWidget(made)
    made.resize(900, 700)
    made.show()
    made.show_statistics(statistics(), "melody")
    qtbot.waitUntil(lambda: made.settled)
    return made


def test_every_chart_is_shown_and_none_covers_another(page: ChartsPage) -> None:
    charts = page.charts
    assert charts.keys() == PLACES.keys()
    places = [chart.geometry() for chart in charts.values()]
    assert not any(a.intersects(b) for number, a in enumerate(places) for b in places[number + 1 :])


def test_arrow_keys_mark_a_bar_and_say_it(qtbot: QtBot, page: ChartsPage) -> None:
    chart = page.charts["pitches"]
    chart.setFocus()
    assert chart.accessibleDescription() == "mostly E4"
    qtbot.keyClick(chart, Qt.Key.Key_Right)
    assert chart.accessibleDescription() == "E4: 3 notes, 60.0 %"
    qtbot.keyClick(chart, Qt.Key.Key_Left)
    assert chart.accessibleDescription() == "Eb4: 0 notes, 0.0 %"
    qtbot.keyClick(chart, Qt.Key.Key_Home)
    assert chart.marked == 0


def test_the_bar_under_the_mouse_is_told(qtbot: QtBot, page: ChartsPage) -> None:
    chart = page.charts["pitch_classes"]
    plot = chart.findChild(type(chart._plot))
    assert plot is not None
    qtbot.mouseMove(plot, QPoint(plot.width() - 4, plot.height() // 2))
    qtbot.waitUntil(lambda: chart.marked == 11)
    qtbot.mouseMove(plot, QPoint(4, plot.height() - 2))
    qtbot.waitUntil(lambda: chart.marked is None)


def test_the_picture_holds_every_chart_at_twice_the_size(qtbot: QtBot, page: ChartsPage) -> None:
    with qtbot.waitSignal(page.painted) as painted:
        page.paint("Songs")
    (picture,) = painted.args
    assert picture.width() == 2 * page.widget().width()
    for chart in page.charts.values():
        corner = chart.geometry().center() * 2
        assert picture.pixelColor(corner.x(), corner.y()).isValid()


def test_marks_beside_a_chart_are_round_and_few() -> None:
    for highest in (0.3, 3.1, 7.4, 25, 61, 100):
        top, step = scale_of(highest)
        assert highest <= top <= highest * 1.05
        assert 1 <= top / step < 4.5
    assert scale_of(100)[1] == 50


def test_another_part_keeps_the_marked_bar_in_reach(qtbot: QtBot) -> None:
    chart = BarChart()
    qtbot.addWidget(chart)
    bars = bars_of(statistics(), "all")
    chart.show_bars(bars["pitches"], "#ffffff")
    qtbot.keyClick(chart, Qt.Key.Key_Right)
    qtbot.keyClick(chart, Qt.Key.Key_End)
    chart.show_bars(bars["keys"], "#ffffff")
    assert chart.marked is None
