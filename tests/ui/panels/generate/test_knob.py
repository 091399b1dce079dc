from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from composer_app.protocol.controls import CONTROLS
from composer_app.ui.panels.generate.knob import Knob


@pytest.fixture
def knob(qtbot: QtBot) -> Knob:
    knob = Knob(CONTROLS["density"])
    qtbot.addWidget(knob)
    knob.show()
    return knob


def test_knob_is_on_auto_until_it_is_moved(knob: Knob) -> None:
    assert (knob.share, knob.reading.text()) == (None, "Auto")
    knob.slider.setValue(70)
    assert (knob.share, knob.reading.text()) == (0.7, "70")


def test_key_moves_it_from_auto(qtbot: QtBot, knob: Knob) -> None:
    with qtbot.waitSignal(knob.changed):
        qtbot.keyClick(knob.slider, Qt.Key.Key_Right)
    assert knob.share == 0.51


def test_double_click_returns_it_to_auto(qtbot: QtBot, knob: Knob) -> None:
    knob.slider.setValue(70)
    with qtbot.waitSignal(knob.changed):
        QTest.mouseDClick(knob.slider, Qt.MouseButton.LeftButton)
    assert knob.share is None


@pytest.mark.parametrize("key", [Qt.Key.Key_Delete, Qt.Key.Key_Backspace])
def test_delete_returns_it_to_auto(qtbot: QtBot, knob: Knob, key: Qt.Key) -> None:
    knob.slider.setValue(70)
    qtbot.keyClick(knob.slider, key)
    assert knob.share is None


def test_pressed_handle_takes_it_off_auto_where_it_stands(knob: Knob) -> None:
    knob.slider.sliderPressed.emit()
    assert knob.share == 0.5


def test_wheel_scrolls_past_it(knob: Knob) -> None:
    knob.slider.clearFocus()
    place = QPointF(knob.slider.rect().center())
    none = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
    event = QWheelEvent(place, place, QPoint(), QPoint(0, 120), *none, Qt.ScrollPhase.NoScrollPhase, False)
    QApplication.sendEvent(knob.slider, event)
    assert knob.share is None


def test_tooltip_says_what_it_sets_and_how_to_reset_it(knob: Knob) -> None:
    assert knob.toolTip().splitlines() == [
        "Melody notes per beat, from few to many.",
        "Double-click or press Delete to reset it to Auto.",
    ]


def test_screen_reader_hears_name_and_state(knob: Knob) -> None:
    assert (knob.slider.accessibleName(), knob.slider.accessibleDescription()) == ("Density", "Auto")
    knob.slider.setValue(70)
    assert knob.slider.accessibleDescription() == "70 of 100"
