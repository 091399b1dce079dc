from __future__ import annotations

import pytest
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication, QLabel

from composer_app.ui.shortcuts import ShortcutsDialog, key_groups
from tests.ui.conftest import Opened


@pytest.fixture
def dialog(opened: Opened) -> ShortcutsDialog:
    opened.window.wiring.menu_actions["show_shortcuts"].trigger()
    dialog = opened.window.findChild(ShortcutsDialog)
    assert dialog is not None
    return dialog


def test_every_key_of_the_menus_is_shown(opened: Opened, dialog: ShortcutsDialog) -> None:
    shown = {label.text() for label in dialog.findChildren(QLabel)}
    shortcuts = [action.shortcuts() for action in opened.window.wiring.menu_actions.values() if action.shortcuts()]
    assert {QKeySequence.listToString(keys).replace("; ", ", ") for keys in shortcuts} <= shown
    assert set(key_groups(opened.window.parts.menus)) <= shown


def test_it_fits_on_the_screen(dialog: ShortcutsDialog) -> None:
    room = QApplication.primaryScreen().availableSize()
    assert dialog.width() <= room.width()
    assert dialog.height() <= room.height()
