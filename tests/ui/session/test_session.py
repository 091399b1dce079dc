from __future__ import annotations

from pytestqt.qtbot import QtBot

from composer_app.library.idea import Idea
from tests.ui.conftest import Desk
from tests.ui.stand_ins import some_clip


def test_trained_model_is_in_the_list_and_in_use(qtbot: QtBot, desk: Desk) -> None:
    from composer_app.protocol.training_settings import TrainingSettings

    desk.list_models()
    out = desk.session.models.own_folder / "songs.safetensors"
    with qtbot.waitSignal(desk.session.training.ended):
        desk.session.training.train(TrainingSettings(desk.folder, out))
    assert desk.session.models.chosen == out
    assert desk.session.models.name_of(out) == "songs"


def test_closing_saves_what_was_edited_last(qtbot: QtBot, desk: Desk) -> None:
    from composer_app.library.store import Library

    desk.session.document.open_idea(desk.library.add(Idea("One", some_clip())))
    desk.session.document.edit(some_clip(pitch=80))
    desk.session.close()
    again = Library(desk.folder / "ideas.sqlite")
    assert again.ideas()[0].clip == some_clip(pitch=80)
    again.close()
