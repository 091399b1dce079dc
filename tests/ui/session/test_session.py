from __future__ import annotations

import json
from pathlib import Path

from pytestqt.qtbot import QtBot

from composer_app.errors import ComposerError
from composer_app.library.idea import Idea
from composer_app.protocol.request import Request
from composer_app.ui.session.document import SAVE_AFTER_MS
from tests.ui.conftest import Desk
from tests.ui.stand_ins import some_clip


def generate(qtbot: QtBot, desk: Desk, request: Request | None = None) -> list[Idea]:
    ideas: list[Idea] = []
    desk.list_models()
    desk.session.ideas.added.connect(ideas.extend)
    with qtbot.waitSignal(desk.session.writing.ended):
        desk.session.writing.generate(request or Request(bars=2, count=3))
    desk.session.ideas.added.disconnect(ideas.extend)
    return ideas


def test_every_idea_is_in_the_library_before_it_is_file_summary(qtbot: QtBot, desk: Desk) -> None:
    found: list[Idea | None] = []
    desk.session.ideas.added.connect(lambda ideas: found.extend(desk.library.get(idea.id) for idea in ideas))
    ideas = generate(qtbot, desk)
    assert found == ideas
    assert len(ideas) == 3


def test_idea_keeps_what_writes_it_again(qtbot: QtBot, desk: Desk) -> None:
    idea = generate(qtbot, desk, Request(bars=2, count=1, temperature=0.8))[0]
    asked = json.loads(idea.request)
    assert (idea.seed, idea.model, idea.task) == (100, "Base", "new")
    assert (asked["bars"], asked["temperature"]) == (2, 0.8)


def test_ideas_that_came_before_a_failure_stay(qtbot: QtBot, desk: Desk) -> None:
    desk.generator.error = ComposerError("The model is damaged.")
    with qtbot.waitSignal(desk.session.messages.failed) as failed:
        generate(qtbot, desk)
    assert str(failed.args[0]) == "The model is damaged."
    assert not desk.session.writing.busy


def test_cancelled_generation_ends_early(qtbot: QtBot, desk: Desk) -> None:
    desk.list_models()
    desk.generator.gate.clear()
    with qtbot.waitSignal(desk.session.writing.ended):
        desk.session.writing.generate(Request(count=8))
        qtbot.waitUntil(lambda: bool(desk.generator.asked))
        desk.session.writing.cancel()
    assert desk.library.ideas() == []


def test_second_click_while_writing_asks_for_nothing(qtbot: QtBot, desk: Desk) -> None:
    desk.list_models()
    desk.generator.gate.clear()
    desk.session.writing.generate(Request(count=1))
    desk.session.writing.generate(Request(count=1))
    with qtbot.waitSignal(desk.session.writing.ended):
        desk.generator.gate.set()
    assert len(desk.generator.asked) == 1


def test_without_a_model_the_composer_is_told_what_to_do(qtbot: QtBot, desk: Desk) -> None:
    with qtbot.waitSignal(desk.session.messages.failed) as failed:
        desk.session.writing.generate(Request())
    assert "Training panel" in str(failed.args[0])


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


def test_deleted_ideas_come_back_with_undo_and_go_with_redo(qtbot: QtBot, desk: Desk) -> None:
    ideas = [desk.library.add(Idea(name, some_clip())) for name in ("One", "Two")]
    desk.session.ideas.delete(ideas)
    assert desk.library.ideas() == []
    desk.session.ideas.undo_delete()
    assert len(desk.library.ideas()) == 2
    desk.session.ideas.redo_delete()
    assert desk.library.ideas() == []


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


def test_export_numbers_what_is_there_already(qtbot: QtBot, desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    ideas = [desk.library.add(Idea("Rain", some_clip())) for _ in range(2)]
    for _ in range(2):
        with qtbot.waitSignal(desk.session.messages.announced):
            desk.session.ideas.export(ideas, folder, "midi", "piano")
    names = sorted(path.name for path in folder.iterdir())
    assert names == [f"Inkling - Rain{number}.mid" for number in (" 2", " 3", " 4", "")]


def test_trained_model_is_in_the_list_and_in_use(qtbot: QtBot, desk: Desk) -> None:
    from composer_app.protocol.training_settings import TrainingSettings

    desk.list_models()
    out = desk.session.models.own_folder / "songs.safetensors"
    with qtbot.waitSignal(desk.session.training.ended):
        desk.session.training.train(TrainingSettings(desk.folder, out))
    assert desk.session.models.chosen == out
    assert desk.session.models.name_of(out) == "songs"


def test_model_that_is_gone_gives_way_to_the_base_model(desk: Desk) -> None:
    desk.list_models(Path("gone.safetensors"))
    assert desk.session.models.chosen == desk.folder / "shipped" / "base.safetensors"


def test_closing_saves_what_was_edited_last(qtbot: QtBot, desk: Desk) -> None:
    from composer_app.library.store import Library

    desk.session.document.open_idea(desk.library.add(Idea("One", some_clip())))
    desk.session.document.edit(some_clip(pitch=80))
    desk.session.close()
    again = Library(desk.folder / "ideas.sqlite")
    assert again.ideas()[0].clip == some_clip(pitch=80)
    again.close()
