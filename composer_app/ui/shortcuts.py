"""All keys at a glance: what the menus have, and what the roll and the ideas take besides."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from composer_app.ui.menus import MENUS
from composer_app.ui.widgets.controls import text_label
from composer_app.ui.widgets.theme import SPACING

# Not in any menu: these belong to what has the keyboard, or the mouse over it.
_BESIDES: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    ("Notes chosen in the roll", (
        ("A semitone up, down", "Up, Down"),
        ("An octave", "Shift+Up, Down"),
        ("A step of the scale", "Alt+Up, Down"),
        ("Sooner, later by the grid", "Left, Right"),
        ("Shorter, longer", "Shift+Left, Right"),
        ("The note before, after", "Ctrl+Left, Right"),
        ("None chosen", "Esc"),
    )),
    ("Mouse in the roll", (
        ("Draw a note", "Double click"),
        ("Free of the grid", "Alt+drag"),
        ("Louder, softer", "Alt+wheel"),
        ("Zoom", "Ctrl+wheel"),
        ("Higher rows", "Ctrl+Shift+wheel"),
        ("Sideways", "Shift+wheel"),
        ("Loop", "Drag in the ruler"),
    )),
    ("In the ideas", (
        ("Hear, open", "Space, Enter"),
        ("Star", "S"),
    )),
)  # fmt: skip
_COLUMNS = (
    ("File", "Edit"), ("Idea", "Play"), ("View", "Help", "In the ideas"),
    ("Notes chosen in the roll", "Mouse in the roll"),
)  # fmt: skip


def key_groups() -> dict[str, list[tuple[str, str]]]:
    """Heading -> what is done and by which key, the menus first, in their order."""
    menus = {
        title.replace("&", ""): [
            (text.replace("&", "").removesuffix(" ..."), ", ".join(keys))
            for _, text, keys in (entry for entry in entries if entry is not None)
            if keys
        ]
        for title, entries in MENUS
    }
    return menus | {title: list(rows) for title, rows in _BESIDES}


class ShortcutsDialog(QDialog):
    """The keys in columns; Esc closes it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("shortcuts")
        self.setWindowTitle("Keyboard shortcuts")
        groups, inside = key_groups(), QWidget()
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
