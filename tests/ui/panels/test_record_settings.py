from __future__ import annotations

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from composer_app.settings import Settings
from composer_app.ui.panels.record_settings import RecordSettings

CHOSEN = Settings(
    record_count_in=2, record_replace=True, record_grid=160, record_strength=40, record_hands="split", record_split=55,
    metronome_level=33, metronome_takes=False, inputs="Keys", input_channel=7, input_thru=False, input_latency=12.5,
)  # fmt: skip


@pytest.fixture
def panel(qtbot: QtBot) -> RecordSettings:
    panel = RecordSettings(Settings())
    qtbot.addWidget(panel)
    return panel


def test_settings_come_back_as_they_were(qtbot: QtBot) -> None:
    panel = RecordSettings(CHOSEN)
    qtbot.addWidget(panel)
    assert panel.to_settings(Settings()) == CHOSEN


def test_split_point_is_asked_for_only_where_hands_are_split(panel: RecordSettings) -> None:
    assert panel.split.isHidden()
    panel.hands.set_value("split")
    panel.hands.chosen.emit("split")
    assert not panel.split.isHidden()


def test_input_that_was_chosen_stays_while_it_is_away(qtbot: QtBot) -> None:
    panel = RecordSettings(CHOSEN)
    qtbot.addWidget(panel)
    panel.set_inputs(("Organ",))
    assert panel.input.currentText() == "Keys (not connected)"
    panel.set_inputs(("Organ", "Keys"))
    assert panel.input.currentText() == "Keys"


def test_every_change_is_told(panel: RecordSettings, qtbot: QtBot) -> None:
    with qtbot.waitSignal(panel.changed):
        panel.strength.setValue(50)


def test_every_control_has_a_name(panel: RecordSettings) -> None:
    controls = [child for child in panel.findChildren(QWidget) if child.objectName().startswith("record_")]
    assert len(controls) == 13
    assert all(control.accessibleName() or getattr(control, "text", str)() for control in controls)
