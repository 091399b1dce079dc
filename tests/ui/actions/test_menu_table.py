from __future__ import annotations

from composer_app.ui.actions.menu_table import menu_table
from tests.ui.conftest import Opened


def test_names_and_keys_of_entries_are_unique(opened: Opened) -> None:
    table = menu_table(opened.window.parts, opened.window.wiring.actions)
    entries = [entry for entries in table for entry in entries if entry is not None]
    keys = [key for entry in entries for key in entry.keys]
    assert len({entry.name for entry in entries}) == len(entries)
    assert len(set(keys)) == len(keys)


def test_entry_calls_its_slot(opened: Opened) -> None:
    opened.window.wiring.menu_actions["draw_tool"].trigger()
    assert opened.window.parts.roll.editor.tool == "draw"


def test_mnemonics_of_a_menu_are_unique(opened: Opened) -> None:
    for menu in opened.window.parts.menus:
        letters = [text[text.index("&") + 1].lower() for action in menu.actions() if "&" in (text := action.text())]
        assert len(set(letters)) == len(letters), menu.title()
