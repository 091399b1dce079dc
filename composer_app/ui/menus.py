"""The menu bar, filled with actions and the keys that trigger them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu

TITLES = ("&File", "&Edit", "&Notes", "&Idea", "&Play", "&View", "&Help")


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a menu; the slot of a checkable one is given whether it is on."""

    name: str
    text: str
    slot: Callable[..., object]
    keys: tuple[str, ...] = ()
    checkable: bool = False


Entries = Sequence[Entry | None]  # None is a line between two groups


def add_menus(window: QMainWindow) -> list[QMenu]:
    """The menu bar with its titles."""
    return [window.menuBar().addMenu(title) for title in TITLES]


def fill_menus(menus: Sequence[QMenu], table: Sequence[Entries]) -> dict[str, QAction]:
    """Fill each menu with its entries; the actions by name, whose object names are "menu_" and that name."""
    actions: dict[str, QAction] = {}
    for menu, entries in zip(menus, table, strict=True):
        for entry in entries:
            if entry is None:
                menu.addSeparator()
            else:
                actions[entry.name] = _action(entry, menu)
                menu.addAction(actions[entry.name])
    return actions


def _action(entry: Entry, menu: QMenu) -> QAction:
    action = QAction(entry.text, menu.window())
    action.setObjectName(f"menu_{entry.name}")
    action.setShortcuts([QKeySequence(key) for key in entry.keys])
    action.setCheckable(entry.checkable)
    action.triggered.connect(entry.slot)
    return action
