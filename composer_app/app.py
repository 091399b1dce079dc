"""The composition root of the window: makes the parts and hands them to each other."""

from __future__ import annotations

import signal
import sys
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication, QMessageBox

from composer_app.errors import ComposerError
from composer_app.library.store import Library
from composer_app.resource_files import resource
from composer_app.settings import Settings, config_folder, data_folder, load_settings, save_settings
from composer_app.ui import theme
from composer_app.ui.event_waits import install_event_waits
from composer_app.ui.main_window import MainWindow
from composer_app.ui.messages import CrashCatcher
from composer_app.ui.session import Session
from composer_app.ui.widget_map import install_widget_map


def run() -> int:
    """Open the window and stay until it is closed; the exit status."""
    application = QApplication.instance() or QApplication(sys.argv)
    assert isinstance(application, QApplication)
    dress(application)
    catcher = CrashCatcher(config_folder() / "crashes.txt", application)
    catcher.install()
    library, trouble = open_library(data_folder() / "ideas.sqlite")
    window = MainWindow(make_session(library), load_settings(config_folder()), remember)
    catcher.crashed.connect(window.show_crash)
    catcher.spoke.connect(window.status.say)
    leaving = Leaving(window)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, leaving.leave)
    install_event_waits(application)
    install_widget_map(application)
    window.show()
    if trouble:
        QMessageBox.warning(window, "Inkling", trouble)
    status = application.exec()
    window.close()
    catcher.remove()
    return status


def dress(application: QApplication) -> None:
    """Give the application its name, font and look."""
    application.setApplicationName("Inkling")
    application.setDesktopFileName("inkling")
    application.setWindowIcon(QIcon(str(resource("icons", "inkling.svg"))))
    application.setStyle("Fusion")
    application.setFont(theme.font())
    application.setPalette(theme.palette())
    application.setStyleSheet(theme.stylesheet())


def open_library(path: Path) -> tuple[Library, str]:
    """The library, or one in memory with a sentence about why this one's ideas will not be kept."""
    try:
        return Library(path), ""
    except ComposerError as error:
        return Library(None), f"{error}\n\nIdeas of this session will not be kept; export those you like."


def make_session(library: Library) -> Session:
    """The session with its real workers, none of them started yet."""
    from composer_app.playback.player import Player
    from composer_app.workers.generator import Generator
    from composer_app.workers.reader import Reader
    from composer_app.workers.trainer import Trainer

    folders = (resource("models"), data_folder() / "models")
    return Session(library, Generator(), Player(), Trainer(), Reader(), folders)


def remember(settings: Settings) -> None:
    """Write the settings; where that is not possible the window simply opens as it did before."""
    with suppress(OSError):
        save_settings(settings, config_folder())


class Leaving(QObject):
    """Closes the window in order when the system asks the program to go."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window

    @Slot()
    def leave(self, *_: object) -> None:
        """Save, release every note, end the workers."""
        self._window.close()
        QApplication.quit()
