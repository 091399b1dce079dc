"""Key, meter, length and tempo of the open clip, and its sections, in a window."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QInputDialog
from pytestqt.qtbot import QtBot

from composer_app.library.idea import Idea
from composer_app.music.clip import Section
from composer_app.music.key import Key
from composer_app.ui.panels.clip_properties import ClipDialog
from tests.ui.conftest import Opened
from tests.ui.stand_ins import some_clip

BAR = 1920
CLIP = some_clip(bars=8)


@pytest.fixture
def at_work(opened: Opened) -> Opened:
    opened.desk.session.document.open_idea(opened.desk.library.add(Idea("Rain", CLIP)))
    return opened


def dialog_of(opened: Opened) -> ClipDialog:
    opened.window.parts.header.about.click()
    dialog = opened.window.wiring.actions.clip.dialog
    assert dialog is not None
    return dialog


def test_header_says_what_the_clip_is(at_work: Opened) -> None:
    assert at_work.window.parts.header.about.accessibleName() == "Clip: C major, 4/4, 8 bars"


def test_clip_is_changed_at_once_and_undone_at_once(at_work: Opened) -> None:
    dialog = dialog_of(at_work)
    assert [dialog.key.value, dialog.meter.value, dialog.bars.value()] == ["C major", "4/4", 8]
    dialog.key.set_value("D major")
    dialog.meter.set_value("2/4")
    dialog.bars.setValue(6)
    dialog.tempo.setValue(120)
    dialog.accept()
    editor = at_work.window.parts.roll.editor
    assert (editor.clip.key, editor.clip.bars, editor.clip.timeline.bpm) == (Key(2), 6, 120)
    assert editor.clip.melody[0].pitch == CLIP.melody[0].pitch + 2
    assert at_work.window.parts.header.about.accessibleName() == "Clip: D major, 2/4, 6 bars"
    editor.undo()
    assert editor.clip == CLIP


def test_nothing_changed_is_no_edit(at_work: Opened) -> None:
    dialog_of(at_work).accept()
    assert not at_work.window.parts.roll.editor.history.can_undo


def test_what_is_asked_of_the_next_idea_leaves_the_clip(at_work: Opened) -> None:
    at_work.window.parts.generate.signature.key.set_value("E major")
    assert at_work.window.parts.roll.editor.clip.key == Key(0)


def test_section_is_named_and_taken_out_on_the_ruler(
    at_work: Opened, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    monkeypatch.setattr(QInputDialog, "getText", lambda *_: ("Chorus", True))
    notes = at_work.window.wiring.actions.notes
    notes.section_requested.emit(4 * BAR + 100)
    assert at_work.window.parts.roll.editor.clip.sections == (Section(4 * BAR, "Chorus"),)
    qtbot.waitUntil(lambda: at_work.desk.library.ideas()[0].clip.sections == (Section(4 * BAR, "Chorus"),))
    notes.section_removed.emit(5 * BAR)
    assert at_work.window.parts.roll.editor.clip == CLIP
