"""All keyboard shortcuts: those of the menus, and those of the piano roll and the list of ideas."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QMenu, QScrollArea, QVBoxLayout, QWidget

from composer_app.ui.widgets.controls import text_label
from composer_app.ui.widgets.theme import SPACING

# Not in any menu: these act on what has the keyboard, or is under the mouse.
_BESIDES: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    ("Selected notes", (
        ("Semitone up, down", "Up, Down"),
        ("Octave up, down", "Shift+Up, Down"),
        ("Scale step up, down", "Alt+Up, Down"),
        ("Nudge (none selected: playhead)", "Left, Right"),
        ("Shorten, lengthen", "Shift+Left, Right"),
        ("Select the previous, next note", "Ctrl+Left, Right"),
        ("Select one more, one less", "Ctrl+Shift+Left, Right"),
        ("Select before, after the playhead", "Shift+Home, End"),
        ("Clear the selection", "Esc"),
    )),
    ("Mouse in the piano roll", (
        ("Draw a note", "Double click"),
        ("Ignore the grid", "Alt+drag"),
        ("Change the velocity", "Alt+wheel"),
        ("Draw velocities", "Drag in the lane"),
        ("Zoom", "Ctrl+wheel"),
        ("Zoom vertically", "Ctrl+Shift+wheel"),
        ("Scroll sideways", "Shift+wheel"),
        ("Set the loop", "Drag in the ruler"),
    )),
    ("List of ideas", (
        ("Play, open", "Space, Enter"),
        ("Star", "S"),
    )),
)  # fmt: skip
_COLUMNS = (
    ("File", "Edit"), ("Notes", "Idea"), ("Play", "View", "Help", "List of ideas"),
    ("Selected notes", "Mouse in the piano roll"),
)  # fmt: skip


def key_groups(menus: Sequence[QMenu]) -> dict[str, list[tuple[str, str]]]:
    """Heading -> what is done and by which keys: the menus first, in their order."""
    groups = {menu.title().replace("&", ""): _menu_keys(menu) for menu in menus}
    return groups | {title: list(rows) for title, rows in _BESIDES}


def _menu_keys(menu: QMenu) -> list[tuple[str, str]]:
    return [
        (action.text().replace("&", "").removesuffix(" ..."), ", ".join(key.toString() for key in action.shortcuts()))
        for action in menu.actions()
        if action.shortcuts()
    ]


class ShortcutsDialog(QDialog):
    """The keys in columns; Esc closes it."""

    def __init__(self, menus: Sequence[QMenu], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("shortcuts")
        self.setWindowTitle("Keyboard shortcuts")
        groups, inside = key_groups(menus), QWidget()
        columns = QHBoxLayout(inside)
        columns.setContentsMargins(3 * SPACING, 2 * SPACING, 3 * SPACING, 3 * SPACING)
        columns.setSpacing(4 * SPACING)
        for names in _COLUMNS:
            columns.addLayout(_column([(name, groups[name]) for name in names]))
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(inside)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(area)
        room = self.screen().availableSize() * 0.9
        self.resize((inside.sizeHint() + QSize(SPACING, SPACING)).boundedTo(room))


def _column(groups: Sequence[tuple[str, Sequence[tuple[str, str]]]]) -> QGridLayout:
    """Groups under each other, all keys in one line."""
    grid = QGridLayout()
    grid.setHorizontalSpacing(2 * SPACING)
    grid.setVerticalSpacing(SPACING // 2)
    place = 0
    for name, rows in groups:
        if place:
            grid.setRowMinimumHeight(place, SPACING)
            place += 1
        grid.addWidget(text_label(name, "title"), place, 0, 1, 2)
        for text, keys in rows:
            place += 1
            grid.addWidget(text_label(text), place, 0)
            grid.addWidget(text_label(keys, "muted"), place, 1)
        place += 1
    grid.setRowStretch(place, 1)
    return grid
