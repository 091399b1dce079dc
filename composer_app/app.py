"""The composition root of the window: makes the parts and hands them to each other."""

from __future__ import annotations

import signal
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from composer_app.errors import ComposerError
from composer_app.files.folders import config_folder, data_folder
from composer_app.files.resources import resource
from composer_app.settings import Settings, load_settings, save_settings
from composer_app.ui.main_window import MainWindow
from composer_app.ui.testing.event_waits import install_event_waits
from composer_app.ui.testing.widget_map import install_widget_map
from composer_app.ui.widgets import theme
from composer_app.ui.widgets.messages import CrashCatcher

if TYPE_CHECKING:
    from composer_app.library.store import Library
    from composer_app.ui.session.session import Session


def run() -> int:
    """Open the window and stay until it is closed; the exit status."""
    application = QApplication.instance() or QApplication(sys.argv)
    assert isinstance(application, QApplication)
    dress(application)
    catcher = CrashCatcher(config_folder() / "crashes.txt", application)
    catcher.install()
    window = MainWindow(load_settings(config_folder()), make_session, remember)
    application.setStyleSheet(theme.stylesheet())  # now, not before: each change of parents would apply it anew
    catcher.crashed.connect(window.show_crash)
    catcher.announced.connect(window.status.show_message)
    leaving = Leaving(window)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, leaving.leave)
    install_event_waits(application)
    install_widget_map(application)
    window.show()
    status = application.exec()
    window.close()
    catcher.remove()
    return status


def dress(application: QApplication) -> None:
    """Give the application its name, font and colours."""
    application.setApplicationName("Inkling")
    application.setDesktopFileName("inkling")
    application.setWindowIcon(QIcon(str(resource("icons", "inkling.svg"))))
    application.setStyle("Fusion")
    application.setFont(theme.font())
    application.setPalette(theme.palette())


def make_session() -> Session:
    """The session with its library and its workers, none of them started yet."""
    from composer_app.playback.player import Player
    from composer_app.ui.session.session import Session
    from composer_app.workers.comparer import Comparer
    from composer_app.workers.generator import Generator
    from composer_app.workers.reader import Reader
    from composer_app.workers.trainer import Trainer

    folders = (resource("models"), data_folder() / "models")
    library = open_library(data_folder() / "ideas.sqlite")
    return Session(library, Generator(), Player(), Trainer(), Reader(), Comparer(), folders)


def open_library(path: Path) -> Library:
    """The library, or one in memory with a notice why its ideas will not be kept."""
    from composer_app.library.store import Library

    try:
        return Library(path)
    except ComposerError as error:
        library = Library(None)
        library.notice = f"{error} Ideas of this session will not be kept; export those you like."
        return library


def remember(settings: Settings) -> None:
    """Write the settings; where that is not possible the window simply opens as it did before."""
    with suppress(OSError):
        save_settings(settings, config_folder())


class Leaving(QObject):
    """Closes the window in order when the system asks the program to go."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window

    def leave(self, *_: object) -> None:
        """The signal's handler: it may have come in the middle of anything, so the rest waits for its turn."""
        QTimer.singleShot(0, self._close)

    @Slot()
    def _close(self) -> None:
        """Save, release every note, end the workers."""
        self._window.close()
        QApplication.quit()
