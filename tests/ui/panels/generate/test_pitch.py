from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from composer_app.protocol.controls import CONTROLS
from composer_app.ui.panels.generate.pitch import PitchNumber


@pytest.fixture
def field(qtbot: QtBot) -> PitchNumber:
    field = PitchNumber(CONTROLS["low"])
    qtbot.addWidget(field)
    field.show()
    return field


def test_field_is_on_auto_at_first(field: PitchNumber) -> None:
    assert (field.pitch, field.text()) == (None, "Auto")


def test_middle_c_is_c4(field: PitchNumber) -> None:
    field.set_pitch(60)
    assert field.text() == "C4"


@pytest.mark.parametrize(("typed", "pitch"), [("f#5", 78), ("Bb3", 58), ("C4", 60)])
def test_typed_name_is_read(qtbot: QtBot, field: PitchNumber, typed: str, pitch: int) -> None:
    field.lineEdit().selectAll()
    qtbot.keyClicks(field, typed)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert field.pitch == pitch


def test_first_step_from_auto_goes_to_middle_c(qtbot: QtBot, field: PitchNumber) -> None:
    qtbot.keyClick(field, Qt.Key.Key_Up)
    assert field.pitch == 60


def test_name_out_of_range_changes_nothing(field: PitchNumber) -> None:
    field.set_pitch(60)
    assert field.valueFromText("C9") == 60
