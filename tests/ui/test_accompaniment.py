"""How chords are played is chosen in the transport: heard, remembered, exported."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from composer_app.formats.midi_file import midi_bytes
from composer_app.library.idea import Idea
from composer_app.settings import Settings
from composer_app.ui.main_window import SMALLEST
from tests.ui.conftest import Opened
from tests.ui.stand_ins import some_clip

Opening = Callable[..., Opened]


def choose(opened: Opened, title: str) -> None:
    box = opened.window.transport.accompaniment
    box.setCurrentText(title)
    box.activated.emit(box.currentIndex())


def test_first_idea_is_played_as_a_pianist_would(opened: Opened) -> None:
    assert opened.window.transport.accompaniment.currentText() == "Piano"
    assert ("accompaniment", "piano") in opened.desk.player.told


def test_choice_reaches_the_player_at_once_and_is_remembered(opened: Opened) -> None:
    choose(opened, "Stride")
    assert opened.desk.player.told[-1] == ("accompaniment", "stride")
    opened.window.remember()
    assert opened.remembered[-1].accompaniment == "stride"


def test_choice_of_last_time_is_there_again(open_window: Opening) -> None:
    opened = open_window(Settings(accompaniment="off-beat"))
    assert opened.window.transport.accompaniment.currentText() == "Off-beat"
    assert ("accompaniment", "off-beat") in opened.desk.player.told


def test_unknown_choice_in_the_settings_is_piano(open_window: Opening) -> None:
    assert open_window(Settings(accompaniment="polka")).window.transport.chord_style == "piano"


def test_transport_fits_the_smallest_window(opened: Opened) -> None:
    assert opened.window.transport.minimumSizeHint().width() <= SMALLEST.width()


def test_clip_is_handed_to_the_player_as_it_is_written(opened: Opened) -> None:
    opened.desk.session.playing.play(some_clip(), 1)
    assert opened.desk.player.told[-1] == ("play", some_clip(), 0, None)


@pytest.mark.parametrize(("title", "style", "said"), [("Stride", "stride", " (accompaniment: Stride)"),
                                                      ("As written", "block", "")])  # fmt: skip
def test_export_follows_the_choice_and_says_so(
    qtbot: QtBot, opened: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, title: str, style: str, said: str
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda _, text, __: asked.append(text) or str(tmp_path))
    choose(opened, title)
    idea = opened.desk.library.add(Idea("Dawn", some_clip()))
    with qtbot.waitSignal(opened.desk.session.messages.announced) as told:
        opened.window.wiring.actions.files.export_ideas([idea])
    assert asked == [f"Export Dawn{said} to"]
    assert told.args == [f"Exported Inkling - Dawn.mid to {tmp_path}{said}."]
    assert (tmp_path / "Inkling - Dawn.mid").read_bytes() == midi_bytes(some_clip(), "Dawn", style)
