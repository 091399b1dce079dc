from __future__ import annotations

from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from composer_app.ui.menus import MENUS
from composer_app.ui.shortcuts import ShortcutsDialog, key_groups


def test_every_key_of_the_menus_is_shown(qtbot: QtBot) -> None:
    dialog = ShortcutsDialog()
    qtbot.addWidget(dialog)
    shown = {label.text() for label in dialog.findChildren(QLabel)}
    wanted = {", ".join(entry[2]) for _, entries in MENUS for entry in entries if entry is not None and entry[2]}
    assert wanted <= shown
    assert set(key_groups()) <= shown


def test_it_fits_on_the_screen(qtbot: QtBot) -> None:
    dialog = ShortcutsDialog()
    qtbot.addWidget(dialog)
    dialog.show()
    room = QApplication.primaryScreen().availableSize()
    assert dialog.width() <= room.width()
    assert dialog.height() <= room.height()
