from __future__ import annotations

from pytestqt.qtbot import QtBot

from composer_app.library.idea import Idea
from composer_app.music.originality import Originality, Shared
from composer_app.protocol.request import Request
from composer_app.protocol.request_json import request_to_json
from composer_app.ui.piano_roll.selection import Edit
from tests.ui.conftest import Opened
from tests.ui.stand_ins import some_clip

CLIP = some_clip(4)
ASKED = request_to_json(Request())
RED = Originality("red", 10, 0.6, (Shared(10, "Für Elise", 5, 7, 0, 4800),))

GREEN = Originality("green", 6, 0.0)


def open_idea(opened: Opened, found: Originality | None, name: str = "One") -> Idea:
    idea = opened.desk.library.add(Idea(name, CLIP, seed=1, model="Base", request=ASKED, originality=found))
    opened.desk.session.document.open_idea(idea)
    return idea


def toggle(opened: Opened) -> None:
    opened.window.wiring.menu_actions["toggle_shared"].trigger()


def test_shared_notes_are_framed_on_demand_only(opened: Opened) -> None:
    open_idea(opened, RED)
    roll = opened.window.parts.roll
    assert roll._captions.shared == ()
    toggle(opened)
    assert [len(part.notes) for part in roll._captions.shared] == [10]
    toggle(opened)
    assert roll._captions.shared == ()


def test_shared_notes_follow_the_opened_idea(opened: Opened) -> None:
    toggle(opened)
    open_idea(opened, RED)
    assert opened.window.parts.roll._captions.shared
    open_idea(opened, None, "Two")
    assert opened.window.parts.roll._captions.shared == ()


def test_what_is_not_known_or_not_shared_is_said(opened: Opened) -> None:
    open_idea(opened, None)
    toggle(opened)
    assert "not been compared" in opened.window.parts.status.text
    open_idea(opened, GREEN, "Two")
    toggle(opened)
    toggle(opened)
    assert "Two: shares no more than 6 notes in a row" in opened.window.parts.status.text


def test_menu_entry_shows_whether_it_is_on(opened: Opened) -> None:
    action = opened.window.wiring.menu_actions["toggle_shared"]
    assert (action.isCheckable(), action.isChecked()) == (True, False)
    toggle(opened)
    assert action.isChecked()


def test_shared_notes_are_those_of_the_verdict_after_an_edit(qtbot: QtBot, opened: Opened) -> None:
    opened.desk.list_models()
    toggle(opened)
    edited = open_idea(opened, GREEN, "Three").clip
    roll = opened.window.parts.roll
    assert roll._captions.shared == ()
    opened.desk.generator.verdict = RED
    roll.editor.apply(Edit(edited.with_parts(melody=edited.melody[:10])))
    qtbot.waitUntil(lambda: [len(part.notes) for part in roll._captions.shared] == [10])
