from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from composer_app.ui.widgets.controls import Number


def typed(number: Number, text: str) -> int:
    """The value after the field was emptied and a text typed and entered."""
    number.selectAll()
    QTest.keyClick(number, Qt.Key.Key_Delete)
    QTest.keyClicks(number, text)
    QTest.keyClick(number, Qt.Key.Key_Return)
    return number.value()


@pytest.fixture
def tempo(qtbot: QtBot) -> Number:
    tempo = Number(20, 400, 120, " bpm", "Tempo")
    qtbot.addWidget(tempo)
    return tempo


@pytest.mark.parametrize(
    ("text", "value"), [("90", 90), ("500", 400), ("5", 20), ("12345", 400), ("", 120), ("x", 120)]
)
def test_what_is_typed_counts_as_near_as_can_be(tempo: Number, text: str, value: int) -> None:
    assert typed(tempo, text) == value


def test_the_field_shows_what_counts(tempo: Number) -> None:
    typed(tempo, "500")
    assert tempo.text() == "400 bpm"


def test_an_emptied_field_takes_its_special_value(qtbot: QtBot) -> None:
    number = Number(19, 400, 120, " bpm", "Tempo")
    number.setSpecialValueText("Any")
    qtbot.addWidget(number)
    assert typed(number, "") == 19
    assert number.text() == "Any"


def test_a_special_value_can_be_typed_over(qtbot: QtBot) -> None:
    number = Number(19, 400, 19, " bpm", "Tempo")
    number.setSpecialValueText("Any")
    qtbot.addWidget(number)
    assert typed(number, "96") == 96


def test_a_live_field_waits_for_a_number_that_is_possible(qtbot: QtBot) -> None:
    number, seen = Number(50, 75, 66, " %", "Swing"), []
    number.setKeyboardTracking(True)
    number.valueChanged.connect(seen.append)
    qtbot.addWidget(number)
    typed(number, "58")
    assert set(seen) == {58}
