from __future__ import annotations

from pathlib import Path

from pytestqt.qtbot import QtBot

from composer_app.errors import ComposerError
from composer_app.library.idea import Idea
from composer_app.ui.session.document import SAVE_AFTER_MS
from tests.ui.conftest import Desk
from tests.ui.stand_ins import some_clip


def test_edit_is_saved_within_a_second_and_the_old_version_kept(qtbot: QtBot, desk: Desk) -> None:
    idea = desk.library.add(Idea("One", some_clip()))
    desk.session.document.open_idea(idea)
    with qtbot.waitSignal(desk.session.ideas.changed):
        desk.session.document.edit(some_clip(pitch=80))
    assert SAVE_AFTER_MS < 1000
    assert [found.clip for found in desk.library.ideas()] == [some_clip(pitch=80)]
    assert desk.library.versions(idea.id) == [some_clip()]


def test_opening_another_idea_saves_the_edited_one_first(qtbot: QtBot, desk: Desk) -> None:
    one, two = (desk.library.add(Idea(name, some_clip())) for name in ("One", "Two"))
    desk.session.document.open_idea(one)
    desk.session.document.edit(some_clip(pitch=80))
    desk.session.document.open_idea(two)
    saved = desk.library.get(one.id)
    assert saved is not None
    assert saved.clip == some_clip(pitch=80)


def test_first_note_makes_an_idea_of_a_new_clip(qtbot: QtBot, desk: Desk) -> None:
    desk.session.document.new_clip()
    assert desk.library.ideas() == []
    with qtbot.waitSignal(desk.session.ideas.added):
        desk.session.document.edit(some_clip())
    assert [idea.task for idea in desk.library.ideas()] == ["sketch"]


def test_edit_that_cannot_be_saved_is_said_and_tried_again(qtbot: QtBot, desk: Desk) -> None:
    desk.session.document.open_idea(desk.library.add(Idea("One", some_clip())))
    desk.library._db.execute("PRAGMA query_only = 1")
    with qtbot.waitSignal(desk.session.messages.failed):
        desk.session.document.edit(some_clip(pitch=80))
    desk.library._db.execute("PRAGMA query_only = 0")
    desk.session.document.save()
    assert desk.library.ideas()[0].clip == some_clip(pitch=80)


def test_read_file_is_an_idea_and_opened(qtbot: QtBot, desk: Desk) -> None:
    with qtbot.waitSignal(desk.session.document.opened):
        desk.session.document.open_file(Path("Song.mid"))
    assert desk.session.document.idea is not None
    assert (desk.session.document.idea.name, desk.session.document.idea.task) == ("Song", "file")


def test_file_that_cannot_be_read_is_said(qtbot: QtBot, desk: Desk) -> None:
    desk.reader.error = ComposerError("Song.mid is not a MIDI file.")
    with qtbot.waitSignal(desk.session.messages.failed) as failed:
        desk.session.document.open_file(Path("Song.mid"))
    assert str(failed.args[0]) == "Song.mid is not a MIDI file."
