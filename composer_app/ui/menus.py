"""The menu bar: what can be done, with the keys that do it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu, QWidget

# name of the slot, text, shortcuts; None is a line between two groups
Entry = tuple[str, str, tuple[str, ...]] | None
MENUS: tuple[tuple[str, tuple[Entry, ...]], ...] = (
    ("&File", (
        ("new_clip", "&New clip", ("Ctrl+N",)),
        ("open_file", "&Open MIDI file ...", ("Ctrl+O",)),
        ("save", "&Save", ("Ctrl+S",)),
        ("export_opened", "Save &as MIDI file ...", ("Ctrl+Shift+S",)),
        None,
        ("export", "&Export ideas ...", ("Ctrl+E",)),
        ("export_starred", "Export s&tarred ideas ...", ("Ctrl+Shift+E",)),
        None,
        ("close", "&Quit", ("Ctrl+Q",)),
    )),
    ("&Edit", (
        ("undo", "&Undo", ("Ctrl+Z",)),
        ("redo", "&Redo", ("Ctrl+Shift+Z", "Ctrl+Y")),
        None,
        ("cut", "Cu&t", ("Ctrl+X",)),
        ("copy", "&Copy", ("Ctrl+C",)),
        ("paste", "&Paste", ("Ctrl+V",)),
        ("duplicate", "Dup&licate", ("Ctrl+D",)),
        ("delete", "&Delete", ("Del", "Backspace")),
        ("select_all", "Select &all", ("Ctrl+A",)),
        None,
        ("select_tool", "Select tool", ("1",)),
        ("draw_tool", "Draw tool", ("2",)),
        ("erase_tool", "Erase tool", ("3",)),
    )),
    ("&Idea", (
        ("generate", "&Generate", ("Ctrl+G",)),
        ("generate_new", "Generate a &new idea", ("Ctrl+Shift+N",)),
        ("generate_onward", "&Continue the opened clip", ("Ctrl+Shift+G",)),
        ("vary", "&Vary the opened clip", ("Ctrl+Shift+V",)),
        None,
        ("next_take", "Ne&xt alternative", ("Alt+Right",)),
        ("previous_take", "&Previous alternative", ("Alt+Left",)),
        ("lock_melody", "Lock or unlock the &melody", ("Ctrl+Shift+M",)),
        ("lock_chords", "Lock or unlock the c&hords", ("Ctrl+Shift+C",)),
        None,
        ("write_again", "&Write again as it was", ()),
        ("star", "&Star", ("Ctrl+B",)),
        ("rename", "&Rename ...", ("F2",)),
    )),
    ("&Play", (
        ("toggle_play", "&Play or stop", ("Space",)),
        ("back_to_start", "Back to the &start", ("Return", "Enter")),
        ("stop", "S&top", ("Esc",)),
        ("toggle_loop", "&Loop", ("L",)),
        None,
        ("panic", "P&anic: all notes off", ("Ctrl+.",)),
    )),
    ("&View", (
        ("toggle_training", "&Training panel", ("Ctrl+T",)),
        ("show_data", "&Data of a folder", ("Ctrl+Shift+D",)),
        ("show_compare", "&Compare methods", ("Ctrl+Shift+T",)),
        ("show_ideas", "Go to the &ideas", ("Ctrl+I",)),
        ("show_roll", "Go to the &roll", ("Ctrl+R",)),
        None,
        ("toggle_shared", "S&hared notes", ("Shift+S",)),
        None,
        ("zoom_in", "Zoom &in", ("Ctrl++", "Ctrl+=")),
        ("zoom_out", "Zoom &out", ("Ctrl+-",)),
        ("zoom_to_selection", "Zoom to &selection", ("Z",)),
        ("zoom_to_all", "Zoom to &all", ("Shift+Z",)),
    )),
    ("&Help", (
        ("show_shortcuts", "&Keyboard shortcuts", ("F1",)),
        ("show_folder", "Open Inkling's &folder", ()),
        ("show_about", "&About Inkling", ()),
    )),
)  # fmt: skip


def add_menus(window: QMainWindow) -> list[QMenu]:
    """The menu bar with its titles."""
    return [window.menuBar().addMenu(title) for title, _ in MENUS]


def fill_menus(menus: Sequence[QMenu], window: QWidget, doers: Sequence[QObject]) -> dict[str, QAction]:
    """Fill the menus; each entry calls the slot of its name, of the first of the doers that has it."""
    actions: dict[str, QAction] = {}
    for menu, (_, entries) in zip(menus, MENUS, strict=True):
        for entry in entries:
            if entry is None:
                menu.addSeparator()
                continue
            name, text, keys = entry
            action = QAction(text, window)
            action.setObjectName(f"menu_{name}")
            action.setShortcuts([QKeySequence(key) for key in keys])
            doer = next(doer for doer in (*doers, window) if callable(getattr(doer, name, None)))
            action.triggered.connect(getattr(doer, name))
            menu.addAction(action)
            actions[name] = action
    return actions
