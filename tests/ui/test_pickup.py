from __future__ import annotations

from pytestqt.qtbot import QtBot

from composer_app.music.meter import Meter, Timeline
from composer_app.ui.panels.transport import TransportPanel


def test_meter_shown_is_the_one_that_a_pickup_leads_into(qtbot: QtBot) -> None:
    bar = TransportPanel()
    qtbot.addWidget(bar)
    bar.set_clip(Timeline.plain(100, Meter(3, 4), pickup=1), 9)
    assert bar.length.text() == "9 bars, 3/4"
