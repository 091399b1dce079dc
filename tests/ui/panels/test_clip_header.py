from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from composer_app.library.idea import Idea
from composer_app.ui.panels.clip_header import ClipHeader
from composer_app.ui.widgets import theme
from tests.ui.stand_ins import some_clip


@pytest.fixture
def header(qtbot: QtBot) -> ClipHeader:
    header = ClipHeader()
    qtbot.addWidget(header)
    header.setFont(theme.font())
    header.setStyleSheet(theme.stylesheet())
    header.setMinimumWidth(1)  # the window's pane says how narrow it may be
    header.show()
    header.set_clip(Idea("A name that is rather long", some_clip(), model="Base"), some_clip())
    return header


@pytest.mark.parametrize("width", range(376, 1000, 12))
def test_nothing_is_cut_off_however_narrow_it_is(header: ClipHeader, width: int) -> None:
    header.resize(width, header.height())
    QApplication.processEvents()
    shown = [control for control in header.findChildren(QWidget) if control.parent() is header and control.isVisible()]
    assert max(control.geometry().right() for control in shown) < width


def test_whole_name_is_shown_where_there_is_room(header: ClipHeader) -> None:
    header.resize(1000, header.height())
    assert header.name.text() == "A name that is rather long"
    assert header.about.isVisible()
