"""The main window: what is shown at once, and after the first paint the rest of it."""

from __future__ import annotations

import gc
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QRect, QSize, Qt, QTimer, Slot
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QGuiApplication, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QMainWindow, QSplitter, QVBoxLayout, QWidget

from composer_app.settings import Settings
from composer_app.ui.drag_files import DragFiles
from composer_app.ui.menus import add_menus
from composer_app.ui.panels.clip_header import ClipHeader
from composer_app.ui.panels.generate.panel import GeneratePanel
from composer_app.ui.panels.transport import TransportPanel
from composer_app.ui.widgets.controls import line
from composer_app.ui.widgets.messages import CrashDialog, StatusLine, Toast

if TYPE_CHECKING:
    from composer_app.ui.parts import Parts
    from composer_app.ui.session.session import Session
    from composer_app.ui.wiring import Wiring

LEFT, RIGHT = 344, 360
FIRST_SIZE = QSize(1440, 900)
SMALLEST = QSize(960, 640)
_WIDE = 1300
_REMEMBER_MS = 2000


class MainWindow(QMainWindow):
    """The panels around one session.

    The roll, the lists, the session and the wiring take longer to import than all the rest: they are made in the
    turn of the event loop after the first paint, before any click.
    """

    def __init__(
        self, settings: Settings, make_session: Callable[[], Session], remember: Callable[[Settings], None]
    ) -> None:
        super().__init__()
        self.setObjectName("main")
        self.setWindowTitle("Inkling")
        self.setMinimumSize(SMALLEST)
        self.setAcceptDrops(True)
        self._settings, self._make_session, self._remember_settings = settings, make_session, remember
        self._begun = self._closed = False
        self.parts: Parts | None = None
        self.wiring: Wiring | None = None
        self.generate, self.header, self.transport = GeneratePanel(), ClipHeader(), TransportPanel()
        self._drag_files = DragFiles(lambda: self.transport.chord_style)
        self.status = StatusLine()
        self._menus = add_menus(self)
        self._lay_out()
        self._restore()
        self._remembering = QTimer(self)
        self._remembering.setInterval(_REMEMBER_MS)
        self._remembering.timeout.connect(self.remember)

    def _lay_out(self) -> None:
        self._placeholders = {name: QWidget() for name in ("ideas", "roll", "training")}
        self._left = _column(self.generate, line(), self._placeholders["ideas"], stretched=self._placeholders["ideas"])
        self._centre = _column(self.header, self._placeholders["roll"], stretched=self._placeholders["roll"])
        for pane, width in ((self._left, 288), (self._centre, 376), (self._placeholders["training"], 288)):
            pane.setMinimumWidth(width)
        for pane in (self._left, self._placeholders["training"]):
            pane.setProperty("kind", "panel")
            pane.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setHandleWidth(2)
        self.splitter.setChildrenCollapsible(False)
        for pane in (self._left, self._centre, self._placeholders["training"]):
            self.splitter.addWidget(pane)
        self.splitter.setStretchFactor(1, 1)
        self.setCentralWidget(_column(self.splitter, self.transport, self.status, stretched=self.splitter))

    def _restore(self) -> None:
        """Restore the controls and the layout; what needs the library or a worker waits for the first paint."""
        settings = self._settings
        self.generate.apply(settings)
        if not self._restore_geometry(settings.geometry):
            self.resize(FIRST_SIZE.boundedTo(self.screen().availableSize()))
        if not (settings.layout and self.splitter.restoreState(QByteArray.fromBase64(settings.layout.encode()))):
            right = self._training_width()
            self.splitter.setSizes([LEFT, self.width() - LEFT - right, right])
        shown = settings.training_shown if settings.geometry else self.width() >= _WIDE
        self._placeholders["training"].setVisible(shown)
        self.transport.set_loop(settings.loop)
        self.transport.accompaniment.set_value(settings.accompaniment)

    def _training_width(self) -> int:
        """No more than leaves the roll its tools."""
        return RIGHT if self.width() >= _WIDE else self._placeholders["training"].minimumWidth()

    def _geometry_text(self) -> str:
        """Position, size and whether the window fills the screen, as `_restore_geometry` reads them."""
        whole = self.isMaximized() or self.isFullScreen()
        place = self.normalGeometry() if whole else QRect(self.pos(), self.size())
        return f"{place.x()} {place.y()} {place.width()} {place.height()} {int(whole)}"

    def _restore_geometry(self, geometry: str) -> bool:
        """Restore position and size; whether a screen is still there."""
        try:
            x, y, width, height, whole = map(int, geometry.split())
        except ValueError:
            return False
        place = QRect(x, y, width, height)
        if not any(screen.availableGeometry().contains(place.center()) for screen in QGuiApplication.screens()):
            return False
        self.resize(place.size())
        self.move(place.topLeft())
        if whole:
            self.setWindowState(Qt.WindowState.WindowMaximized)
        return True

    @Slot()
    def begin(self) -> None:
        """In the turn after the first paint: the rest of the window, the ideas, the workers."""
        from composer_app.ui.panels.alternatives import AlternativesStrip
        from composer_app.ui.panels.ideas.panel import IdeasPanel
        from composer_app.ui.panels.record_settings import RecordSettings
        from composer_app.ui.panels.training.panel import TrainingPanel
        from composer_app.ui.parts import Parts
        from composer_app.ui.piano_roll.view import PianoRoll
        from composer_app.ui.wiring import Wiring

        if self._closed:
            return
        self.parts = Parts(
            window=self, menus=self._menus, session=self._make_session(), settings=self._settings,
            generate=self.generate, ideas=IdeasPanel(self._drag_files.write), header=self.header, roll=PianoRoll(),
            alternatives=AlternativesStrip(), training=TrainingPanel(), transport=self.transport, status=self.status,
            toast=Toast(self), record_settings=RecordSettings(self._settings, self),
        )  # fmt: skip
        self._add_late_panels(self.parts)
        self.wiring = Wiring(self.parts)
        self.activateWindow()
        self.wiring.begin()
        self._remembering.start()
        gc.freeze()  # all this lives until the end, so the garbage collector need not walk through it

    def _add_late_panels(self, parts: Parts) -> None:
        """Put the panels that are made late in the place of their placeholders."""
        self.generate.finish()
        parts.ideas.starred.setChecked(self._settings.starred_only)
        parts.ideas.plain.setChecked(self._settings.alternatives_left_out)
        parts.training.minutes.setValue(self._settings.training_minutes)
        parts.training.setMinimumWidth(self._placeholders["training"].minimumWidth())
        parts.training.setVisible(self._placeholders["training"].isVisible())
        sizes = self.splitter.sizes()
        sizes[2] = sizes[2] or self._training_width()  # it has none while it is hidden
        for pane, name, panel in ((self._left, "ideas", parts.ideas), (self._centre, "roll", parts.roll)):
            column = pane.layout()
            assert column is not None
            column.replaceWidget(self._placeholders[name], panel)
            panel.show()  # now, so that it can be given the keyboard
            if pane is self._centre:
                column.addWidget(parts.alternatives)
        self.splitter.replaceWidget(2, parts.training)
        self.splitter.setSizes(sizes)
        for placeholder in self._placeholders.values():
            placeholder.deleteLater()
        self._placeholders.clear()

    @Slot(str)
    def show_crash(self, details: str) -> None:
        """Show a fault of the program; one dialog at a time."""
        if not self.findChildren(CrashDialog):
            dialog = CrashDialog(details, self)
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            dialog.open()

    @Slot()
    def remember(self) -> None:
        """Save the settings if they have changed."""
        if self.parts is None:
            return
        settings = self._settings_now(self.parts)
        if settings != self._settings:
            self._settings = self.parts.settings = settings
            self._remember_settings(settings)

    def _settings_now(self, parts: Parts) -> Settings:
        session = parts.session
        return replace(
            parts.record_settings.to_settings(self._panel_settings(parts)),
            geometry=self._geometry_text(),
            layout=bytes(self.splitter.saveState().toBase64().data()).decode(),
            port=session.playing.port,
            model=str(session.models.chosen or ""),
            opened_idea=session.document.idea.id if session.document.idea else 0,
            ideas_scroll=parts.ideas.view.verticalScrollBar().value(),
            starred_only=parts.ideas.starred.isChecked(),
            alternatives_left_out=parts.ideas.plain.isChecked(),
            accompaniment=self.transport.chord_style,
            loop=self.transport.loop.isChecked(),
            metronome=self.transport.metronome.isChecked(),
            training_shown=not parts.training.isHidden(),
            training_minutes=parts.training.minutes.value(),
        )

    def _panel_settings(self, parts: Parts) -> Settings:
        settings = self.generate.to_settings(parts.settings)
        return self.wiring.actions.notes.to_settings(settings) if self.wiring is not None else settings

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self._dropped(event) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        path = self._dropped(event)
        if path is not None and self.parts is not None and self.wiring is not None:
            event.acceptProposedAction()
            if path.is_dir():
                self.wiring.actions.training.read_folder(path)
            else:
                self.parts.session.document.open_file(path)

    @staticmethod
    def _dropped(event: QDropEvent) -> Path | None:
        """The MIDI file or folder that is dragged, unless it was dragged out of this window."""
        from composer_app.formats.midi_file import SUFFIXES
        from composer_app.ui.panels.ideas.view import OWN_DRAG

        data = event.mimeData()
        if data.hasFormat(OWN_DRAG):
            return None
        paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
        return next((path for path in paths if path.is_dir() or path.suffix.lower() in SUFFIXES), None)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.parts is not None:
            self.parts.toast.follow()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._begun:
            self._begun = True
            QTimer.singleShot(0, self.begin)

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self._closed:
            self._closed = True
            self._remembering.stop()
            if self.parts is not None:
                if self.wiring is not None:
                    self.wiring.actions.record.close()
                self.parts.session.document.save()
                self.remember()
                self.hide()
                self.parts.session.close()
            self._drag_files.close()
        event.accept()


def _column(*parts: QWidget, stretched: QWidget) -> QWidget:
    """Widgets under each other without gaps; the stretched one takes the remaining height."""
    pane = QWidget()
    column = QVBoxLayout(pane)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    for part in parts:
        column.addWidget(part, 1 if part is stretched else 0)
    return pane
