"""A window with stand-in workers, and the parts it is made of."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partialmethod
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from composer_app.library.store import Library
from composer_app.settings import Settings
from composer_app.ui.main_window import MainWindow
from composer_app.ui.session.session import Session
from tests.ui.stand_ins import PATIENCE, StandInComparer, StandInGenerator, StandInPlayer, StandInReader, StandInTrainer

PATIENCE_MS = round(1000 * PATIENCE)


class PatientBot(QtBot):
    """Waits as long as a busy machine may need; what comes is waited for no longer than it takes."""

    waitSignal = partialmethod(QtBot.waitSignal, timeout=PATIENCE_MS)
    waitUntil = partialmethod(QtBot.waitUntil, timeout=PATIENCE_MS)


@pytest.fixture
def qtbot(qapp: QApplication, request: pytest.FixtureRequest) -> QtBot:
    return PatientBot(request)


@dataclass
class Desk:
    """A session and the stand-ins it was made with."""

    qtbot: QtBot
    session: Session
    library: Library
    generator: StandInGenerator
    player: StandInPlayer
    trainer: StandInTrainer
    reader: StandInReader
    comparer: StandInComparer
    folder: Path

    def list_models(self, chosen: Path | None = None) -> None:
        """Choose a model, and wait until all are listed and one is loaded."""
        with self.qtbot.waitSignal(self.session.writing.ready):
            self.session.models.use(chosen)


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    shipped, own = tmp_path / "shipped", tmp_path / "own"
    shipped.mkdir()
    (shipped / "base.safetensors").write_bytes(b"")
    parts = StandInGenerator(), StandInPlayer(), StandInTrainer(), StandInReader(), StandInComparer()
    library = Library(tmp_path / "ideas.sqlite")
    session = Session(library, *parts, (shipped, own))
    yield Desk(qtbot, session, library, *parts, tmp_path)
    if not session.closed:
        session.close()


@dataclass
class Opened:
    """A shown window, its desk, and the settings it wrote."""

    window: MainWindow
    desk: Desk
    remembered: list[Settings]


@pytest.fixture
def open_window(qtbot: QtBot, desk: Desk) -> Iterator[Callable[..., Opened]]:
    """Opens the window and waits until it has begun."""
    windows: list[MainWindow] = []

    def opening(settings: Settings | None = None) -> Opened:
        remembered: list[Settings] = []
        window = MainWindow(settings or Settings(), lambda: desk.session, remembered.append)
        qtbot.addWidget(window)
        windows.append(window)
        window.show()
        qtbot.waitUntil(lambda: bool(desk.generator.warmed))
        qtbot.waitUntil(lambda: desk.session.playing.ready)
        return Opened(window, desk, remembered)

    yield opening
    for window in windows:
        window.close()


@pytest.fixture
def opened(open_window: Callable[..., Opened]) -> Opened:
    return open_window()
