from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from composer_app.ui.panels.data.songs import SongsPage
from composer_app.ui.panels.data.window import DataWindow
from tests.ui.panels.data.statistics import progress


def window(qtbot: QtBot) -> DataWindow:
    made = DataWindow()
    qtbot.addWidget(made)
    made.show()
    made.begin(Path("songs"))
    for each in progress():
        made.show_progress(each)
    made.end(False)
    return made


def test_everything_has_a_name_for_a_screen_reader(qtbot: QtBot) -> None:
    made = window(qtbot)
    qtbot.waitUntil(lambda: made.charts.settled)
    controls = [*made.findChildren(QPushButton), *made.charts.charts.values(), made.progress]
    assert all(control.accessibleName() for control in controls)


def test_enter_in_the_search_counts_nothing_again(qtbot: QtBot) -> None:
    made = window(qtbot)
    made.page.set_value("songs")
    made.page.chosen.emit("songs")
    qtbot.waitUntil(lambda: isinstance(made.pages.currentWidget(), SongsPage))
    with qtbot.assertNotEmitted(made.count_requested):
        qtbot.keyClick(made.made["songs"].search, Qt.Key.Key_Return)


def test_how_long_it_takes_is_said_while_it_counts(qtbot: QtBot) -> None:
    made = DataWindow()
    qtbot.addWidget(made)
    made.show()
    made.begin(Path("songs"))
    made.show_progress(progress()[0])
    assert made.summary.text() == "1 of 3 files counted, about 2 s left"
    assert (made.progress.value(), made.progress.maximum()) == (1, 3)


def test_a_second_voice_found_late_can_be_chosen(qtbot: QtBot) -> None:
    made = DataWindow()
    qtbot.addWidget(made)
    made.show()
    made.begin(Path("songs"))
    made.show_progress(progress(kept=0)[-1])
    assert not made.part.isEnabled()
    made.show_progress(progress(kept=2)[-1])
    assert made.part.isEnabled()
