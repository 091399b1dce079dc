from __future__ import annotations

from pytestqt.qtbot import QtBot

from composer_app.training.progress import EpochEnded
from composer_app.ui.panels.training.run_figures import RunFigures


def test_copies_and_the_epoch_that_is_kept_are_told(qtbot: QtBot) -> None:
    figures = RunFigures()
    qtbot.addWidget(figures)
    figures.begin()
    for epoch, copied, is_best in ((1, 0.0, True), (2, 0.25, False)):
        figures.show_progress(EpochEnded(epoch, 40, 1.5, 1.7, 2.5, copied, 12.5, 3.0, is_best))
    assert figures._values["Ideas that copy"].text() == "25%"
    assert figures._values["Best epoch"].text() == "1"
