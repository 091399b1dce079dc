from __future__ import annotations

from pytestqt.qtbot import QtBot

from composer_app.errors import ComposerError
from composer_app.library.idea import Idea
from composer_app.library.store import Library
from composer_app.music.originality import Originality
from composer_app.protocol.request import Request
from composer_app.protocol.request_json import request_to_json
from tests.ui.conftest import Desk
from tests.ui.stand_ins import some_clip

GREEN, RED = Originality("green", 4, 0.0), Originality("red", 12, 0.5)


def open_idea(desk: Desk, found: Originality | None = GREEN, model: str = "Base") -> Idea:
    desk.list_models()
    asked = request_to_json(Request())
    idea = desk.library.add(Idea("One", some_clip(), seed=1, model=model, request=asked, originality=found))
    desk.session.document.open_idea(idea)
    return idea


def verdict(desk: Desk, idea: Idea) -> Originality | None:
    kept = desk.library.get(idea.id)
    assert kept is not None
    return kept.originality


def edit(desk: Desk, pitch: int) -> None:
    desk.session.document.edit(some_clip(pitch=pitch))
    desk.session.document.save()


def test_edited_idea_is_judged_and_told_of(qtbot: QtBot, desk: Desk) -> None:
    idea = open_idea(desk)
    told: list[Idea] = []
    desk.session.ideas.changed.connect(told.append)
    edit(desk, 80)
    qtbot.waitUntil(lambda: len(told) == 2)
    assert [each.originality for each in told] == [GREEN, RED]
    assert verdict(desk, idea) == RED


def test_of_edits_in_a_row_only_the_last_is_judged(qtbot: QtBot, desk: Desk) -> None:
    idea = open_idea(desk)
    for pitch in (78, 79, 80):
        desk.session.document.edit(some_clip(pitch=pitch))
    qtbot.waitUntil(lambda: verdict(desk, idea) == RED)
    assert desk.generator.judged == [some_clip(pitch=80)]


def test_edits_during_a_verdict_wait_and_the_last_is_judged(qtbot: QtBot, desk: Desk) -> None:
    open_idea(desk)
    desk.generator.judging.clear()
    edit(desk, 78)
    qtbot.waitUntil(lambda: len(desk.generator.judged) == 1)
    for pitch in (79, 80):
        edit(desk, pitch)
    desk.generator.judging.set()
    qtbot.waitUntil(lambda: len(desk.generator.judged) == 2)
    assert desk.generator.judged[-1] == some_clip(pitch=80)


def test_nothing_is_judged_while_ideas_are_written(qtbot: QtBot, desk: Desk) -> None:
    idea = open_idea(desk)
    desk.generator.gate.clear()
    desk.session.writing.generate(Request(count=1))
    edit(desk, 80)
    with qtbot.waitSignal(desk.session.writing.ended):
        assert desk.generator.judged == []
        desk.generator.gate.set()
    qtbot.waitUntil(lambda: verdict(desk, idea) == RED)


def test_other_chords_leave_the_verdict(desk: Desk) -> None:
    open_idea(desk)
    desk.session.document.edit(some_clip().with_parts(chords=()))
    desk.session.document.save()
    assert desk.session.writing.judging._job is None


def test_idea_of_which_nothing_was_known_is_not_judged(desk: Desk) -> None:
    open_idea(desk, None)
    edit(desk, 80)
    assert desk.session.writing.judging._job is None


def test_idea_whose_model_is_gone_keeps_its_verdict_in_silence(qtbot: QtBot, desk: Desk) -> None:
    idea = open_idea(desk, model="Gone")
    said: list[object] = []
    desk.session.messages.failed.connect(said.append)
    edit(desk, 80)
    qtbot.waitUntil(lambda: desk.session.writing.judging._job is None)
    assert desk.generator.judged == []
    assert verdict(desk, idea) == GREEN
    assert said == []


def test_generator_that_refuses_is_not_told_of(qtbot: QtBot, desk: Desk) -> None:
    open_idea(desk)
    said: list[object] = []
    desk.session.messages.failed.connect(said.append)
    desk.generator.error = ComposerError("The index is damaged.")
    edit(desk, 80)
    qtbot.waitUntil(lambda: desk.session.writing.judging._job is None)
    assert said == []


def test_what_was_edited_last_is_judged_as_the_window_closes(desk: Desk) -> None:
    idea = open_idea(desk)
    desk.generator.start()
    desk.session.document.edit(some_clip(pitch=80))
    desk.session.close()
    again = Library(desk.folder / "ideas.sqlite")
    found = again.get(idea.id)
    again.close()
    assert found is not None
    assert found.originality == RED


def test_closing_starts_no_generator(desk: Desk) -> None:
    open_idea(desk)
    desk.generator.is_alive = False
    desk.session.document.edit(some_clip(pitch=80))
    desk.session.close()
    assert desk.generator.judged == []
