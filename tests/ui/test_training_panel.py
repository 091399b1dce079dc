from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from composer_app.errors import ComposerError
from composer_app.settings import Settings
from tests.ui.conftest import Desk, Opened
from tests.ui.stand_ins import StandInRead

LEFT = Qt.MouseButton.LeftButton
Opening = Callable[..., Opened]
WIDE = "0 0 1400 900 0"


def read(qtbot: QtBot, opened: Opened, folder: Path, *reads: StandInRead) -> None:
    opened.desk.reader.reads = list(reads)
    with qtbot.waitSignal(opened.desk.session.training.reading_ended):
        opened.window.wiring.actions.training.read_folder(folder)


def two(folder: Path) -> tuple[StandInRead, StandInRead]:
    return StandInRead(folder / "good.mid", True), StandInRead(folder / "bad.mid", False, "it is not a MIDI file")


def test_files_are_listed_with_the_reason_they_were_dropped_for(qtbot: QtBot, opened: Opened, tmp_path: Path) -> None:
    read(qtbot, opened, tmp_path, *two(tmp_path))
    panel = opened.window.parts.training
    assert panel.files.reasons == ["good.mid: C major, 4/4, 8 bars, two tracks", "bad.mid: it is not a MIDI file"]
    assert panel.summary.text() == "1 of 2 files used, 1 skipped"
    panel.only_skipped.click()
    assert panel.files.reasons == ["bad.mid: it is not a MIDI file"]


def test_folder_without_music_cannot_be_trained_on(qtbot: QtBot, opened: Opened, tmp_path: Path) -> None:
    read(qtbot, opened, tmp_path)
    panel = opened.window.parts.training
    assert not panel.start.isEnabled()
    assert "choose another folder" in panel.message.text()


def test_folder_that_cannot_be_read_is_said(qtbot: QtBot, opened: Opened, tmp_path: Path) -> None:
    opened.desk.reader.error = ComposerError("There is no such folder.")
    with qtbot.waitSignal(opened.desk.session.training.reading_failed):
        opened.window.wiring.actions.training.read_folder(tmp_path)
    assert opened.window.parts.training.message.text() == "There is no such folder."


def test_run_shows_its_figures_and_its_model_is_used(qtbot: QtBot, opened: Opened, tmp_path: Path) -> None:
    read(qtbot, opened, tmp_path, *two(tmp_path))
    panel = opened.window.parts.training
    with qtbot.waitSignal(opened.desk.session.training.ended):
        qtbot.mouseClick(panel.start, LEFT)
    assert opened.desk.trainer.asked[0].folder == tmp_path
    assert panel.figures.device.text() == "CPU, 1 thread, 2.3 M parameters, from base"
    assert panel.plot is not None
    model = opened.window.parts.generate.model
    qtbot.waitUntil(lambda: model.currentText() == opened.desk.trainer.asked[0].out.stem)


def test_run_can_be_paused_resumed_and_stopped(qtbot: QtBot, opened: Opened, tmp_path: Path) -> None:
    read(qtbot, opened, tmp_path, *two(tmp_path))
    panel = opened.window.parts.training
    opened.desk.trainer.gate.clear()
    qtbot.mouseClick(panel.start, LEFT)
    qtbot.waitUntil(panel.pause.isVisible)
    qtbot.mouseClick(panel.pause, LEFT)
    assert panel.pause.text() == "Resume"
    qtbot.mouseClick(panel.pause, LEFT)
    with qtbot.waitSignal(opened.desk.session.training.ended):
        qtbot.mouseClick(panel.stop, LEFT)
    assert opened.desk.trainer.words == ["pause", "resume", "stop"]


def test_killed_trainer_is_said_and_its_checkpoint_offered(qtbot: QtBot, opened: Opened, tmp_path: Path) -> None:
    read(qtbot, opened, tmp_path, *two(tmp_path))
    error = ComposerError("Training ended unexpectedly; what it had reached is kept and can be resumed.")
    error.last = tmp_path / "x.last.safetensors"  # type: ignore[attr-defined]
    opened.desk.trainer.error = error
    panel = opened.window.parts.training
    with qtbot.waitSignal(opened.desk.session.training.failed):
        qtbot.mouseClick(panel.start, LEFT)
    assert "can be resumed" in panel.message.text()
    opened.desk.trainer.error = None
    with qtbot.waitSignal(opened.desk.session.training.ended):
        qtbot.mouseClick(panel.again, LEFT)
    assert opened.desk.trainer.asked[1].resume


def test_demo_songs_are_one_click_away(qtbot: QtBot, opened: Opened) -> None:
    with qtbot.waitSignal(opened.desk.session.training.reading_started) as started:
        qtbot.mouseClick(opened.window.parts.training.demo, LEFT)
    assert started.args[0].name == "demo"
    qtbot.waitUntil(lambda: not opened.window.parts.training.reading.isVisible())


def test_any_method_can_be_trained_even_where_no_file_has_two_voices(
    qtbot: QtBot, opened: Opened, tmp_path: Path
) -> None:
    read(qtbot, opened, tmp_path, StandInRead(tmp_path / "tune.mid", False, "only one voice"))
    panel = opened.window.parts.training
    assert not panel.start.isEnabled()
    panel.method.set_value(("melody_grid", "as-published"))
    panel.method.chosen.emit(panel.method.value)
    assert panel.start.isEnabled()
    assert not panel.start_from.isEnabled()
    with qtbot.waitSignal(opened.desk.session.training.ended):
        qtbot.mouseClick(panel.start, LEFT)
    asked = opened.desk.trainer.asked[0]
    assert (asked.method, asked.preset, asked.start) == ("melody_grid", "as-published", "none")
    assert "Melody grid as published" in asked.out.stem


def test_folder_of_the_last_start_is_read_again(qtbot: QtBot, open_window: Opening, desk: Desk, tmp_path: Path) -> None:
    desk.reader.reads = list(two(tmp_path))
    opened = open_window(Settings(training_folder=str(tmp_path), geometry=WIDE))
    panel = opened.window.parts.training
    qtbot.waitUntil(panel.start.isEnabled)
    assert panel.folder == tmp_path
    assert panel.summary.text() == "1 of 2 files used, 1 skipped"
    assert panel.plot is None  # what draws it is not imported before it is wanted


def test_folder_of_the_last_start_waits_until_the_panel_is_seen(
    qtbot: QtBot, open_window: Opening, desk: Desk, tmp_path: Path
) -> None:
    desk.reader.reads = list(two(tmp_path))
    opened = open_window(Settings(training_folder=str(tmp_path), training_shown=False, geometry=WIDE))
    desk.list_models()
    assert opened.window.parts.training.folder is None
    with qtbot.waitSignal(desk.session.training.reading_ended):
        opened.window.wiring.actions.training.toggle_training()
    assert opened.window.parts.training.folder == tmp_path


def test_folder_of_the_last_start_that_is_gone_is_one_sentence(
    qtbot: QtBot, open_window: Opening, desk: Desk, tmp_path: Path
) -> None:
    desk.reader.error = ComposerError("/songs is not there: choose a folder of MIDI files.")
    panel = open_window(Settings(training_folder="/songs", geometry=WIDE)).window.parts.training
    qtbot.waitUntil(lambda: panel.message.text() == "/songs is not there: choose a folder of MIDI files.")
    assert not panel.start.isEnabled()


def test_own_folder_is_remembered_and_the_demo_is_not(qtbot: QtBot, opened: Opened, tmp_path: Path) -> None:
    read(qtbot, opened, tmp_path, *two(tmp_path))
    with qtbot.waitSignal(opened.desk.session.training.reading_ended):
        qtbot.mouseClick(opened.window.parts.training.demo, LEFT)
    opened.window.remember()
    assert opened.remembered[-1].training_folder == str(tmp_path)
