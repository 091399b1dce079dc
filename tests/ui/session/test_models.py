from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from composer_app.errors import ComposerError
from composer_app.protocol.request import Request
from composer_app.ui.session import models
from tests.ui.conftest import Desk


def test_generating_lists_no_models(qtbot: QtBot, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.list_models()
    listed: list[object] = []
    monkeypatch.setattr(models, "list_models", lambda *folders: listed.append(folders))
    with qtbot.waitSignal(desk.session.writing.ended):
        desk.session.writing.generate(Request(count=1))
    assert listed == []


def test_model_that_was_added_is_listed_and_the_one_in_use_stays(qtbot: QtBot, desk: Desk) -> None:
    desk.list_models()
    used, own = desk.session.models.chosen, desk.session.models.own_folder
    own.mkdir()
    (own / "Folk.safetensors").write_bytes(b"")
    with qtbot.waitSignal(desk.session.models.changed):
        desk.session.models.refresh()
    assert [choice.name for choice in desk.session.models.choices] == ["Base", "Folk"]
    assert desk.session.models.chosen == used


def test_chosen_model_is_in_use_before_the_list_is_read(desk: Desk) -> None:
    own = desk.session.models.own_folder / "Folk.safetensors"
    desk.session.models.use(own)
    assert (desk.session.models.chosen, desk.session.models.name_of(own)) == (own, "Folk")


def test_unknown_model_is_no_longer_in_the_list(desk: Desk) -> None:
    with pytest.raises(ComposerError, match="no longer in the list"):
        desk.session.models.called("Gone")


def test_listing_ends_before_the_session_does(desk: Desk) -> None:
    desk.session.models.use(Path("gone.safetensors"))
    desk.session.close()


def test_model_that_is_gone_gives_way_to_the_base_model(desk: Desk) -> None:
    desk.list_models(Path("gone.safetensors"))
    assert desk.session.models.chosen == desk.folder / "shipped" / "base.safetensors"
