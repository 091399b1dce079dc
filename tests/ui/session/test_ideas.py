from __future__ import annotations

from pathlib import Path

from pytestqt.qtbot import QtBot

from composer_app.library.idea import Idea
from tests.ui.conftest import Desk
from tests.ui.stand_ins import some_clip


def test_deleted_ideas_come_back_with_undo_and_go_with_redo(qtbot: QtBot, desk: Desk) -> None:
    ideas = [desk.library.add(Idea(name, some_clip())) for name in ("One", "Two")]
    desk.session.ideas.delete(ideas)
    assert desk.library.ideas() == []
    desk.session.ideas.undo_delete()
    assert len(desk.library.ideas()) == 2
    desk.session.ideas.redo_delete()
    assert desk.library.ideas() == []


def test_export_numbers_what_is_there_already(qtbot: QtBot, desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    ideas = [desk.library.add(Idea("Rain", some_clip())) for _ in range(2)]
    for _ in range(2):
        with qtbot.waitSignal(desk.session.messages.announced):
            desk.session.ideas.export(ideas, folder, "midi", "piano")
    names = sorted(path.name for path in folder.iterdir())
    assert names == [f"Inkling - Rain{number}.mid" for number in (" 2", " 3", " 4", "")]
