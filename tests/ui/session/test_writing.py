from __future__ import annotations

import json

from pytestqt.qtbot import QtBot

from composer_app.errors import ComposerError
from composer_app.library.idea import Idea
from composer_app.protocol.request import Request
from tests.ui.conftest import Desk


def generate(qtbot: QtBot, desk: Desk, request: Request | None = None) -> list[Idea]:
    ideas: list[Idea] = []
    desk.list_models()
    desk.session.ideas.added.connect(ideas.extend)
    with qtbot.waitSignal(desk.session.writing.ended):
        desk.session.writing.generate(request or Request(bars=2, count=3))
    desk.session.ideas.added.disconnect(ideas.extend)
    return ideas


def test_every_idea_is_in_the_library_before_it_is_shown(qtbot: QtBot, desk: Desk) -> None:
    found: list[Idea | None] = []
    desk.session.ideas.added.connect(lambda ideas: found.extend(desk.library.get(idea.id) for idea in ideas))
    ideas = generate(qtbot, desk)
    assert found == ideas
    assert len(ideas) == 3


def test_idea_keeps_what_generates_it_again(qtbot: QtBot, desk: Desk) -> None:
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


def test_without_a_model_a_sentence_says_what_to_do(qtbot: QtBot, desk: Desk) -> None:
    with qtbot.waitSignal(desk.session.messages.failed) as failed:
        desk.session.writing.generate(Request())
    assert "Training panel" in str(failed.args[0])
