"""The window: builds the panels and connects them to the session."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QByteArray, QSize, Qt, QTimer, Slot
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QPaintEvent
from PySide6.QtWidgets import QMainWindow, QSplitter, QVBoxLayout, QWidget

from composer_app.errors import ComposerError
from composer_app.library.idea import Idea
from composer_app.music.clip import Clip
from composer_app.settings import Settings
from composer_app.ui.controls import line
from composer_app.ui.edit_actions import EditActions
from composer_app.ui.exporting import DragFiles
from composer_app.ui.file_actions import FileActions
from composer_app.ui.idea_actions import IdeaActions
from composer_app.ui.menus import build_menus
from composer_app.ui.messages import CrashDialog, StatusLine, Toast
from composer_app.ui.panels.clip_header import ClipHeader
from composer_app.ui.panels.generate import GeneratePanel
from composer_app.ui.panels.ideas.panel import IdeasPanel
from composer_app.ui.panels.ideas.view import OWN_DRAG
from composer_app.ui.panels.training.panel import TrainingPanel
from composer_app.ui.panels.transport import TransportPanel
from composer_app.ui.parts import Parts
from composer_app.ui.piano_roll.view import PianoRoll
from composer_app.ui.play_actions import PlayActions
from composer_app.ui.session import Session, with_tempo
from composer_app.ui.training_actions import TrainingActions
from composer_app.ui.view_actions import ViewActions

LEFT, RIGHT = 344, 360
FIRST_SIZE = QSize(1440, 900)
SMALLEST = QSize(960, 640)
_WIDE = 1300
_REMEMBER_MS = 2000
_MIDI = (".mid", ".midi", ".kar", ".smf")


class MainWindow(QMainWindow):
    """All panels around one session; what the composer left is brought back after the first paint."""

    def __init__(self, session: Session, settings: Settings, remember: Callable[[Settings], None]) -> None:
        super().__init__()
        self.setObjectName("main")
        self.setWindowTitle("Inkling")
        self.setMinimumSize(SMALLEST)
        self.setAcceptDrops(True)
        self.session, self._remember_settings = session, remember
        self._begun = self._closed = False
        self._drag_files = DragFiles()
        self.status = StatusLine()
        self.parts = Parts(
            window=self, session=session, settings=settings, generate=GeneratePanel(),
            ideas=IdeasPanel(self._drag_files.write), header=ClipHeader(), roll=PianoRoll(), training=TrainingPanel(),
            transport=TransportPanel(),
        )  # fmt: skip
        self._lay_out()
        self.toast = Toast(self)
        self._make_doers()
        self._connect_panels()
        self._connect_session()
        self._remembering = QTimer(self)
        self._remembering.setInterval(_REMEMBER_MS)
        self._remembering.timeout.connect(self.remember)
        self._restore()

    def _lay_out(self) -> None:
        left = self._column(self.parts.generate, line(), self.parts.ideas)
        left.setProperty("kind", "panel")
        left.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        left.setMinimumWidth(304)
        centre = self._column(self.parts.header, self.parts.roll)
        centre.setMinimumWidth(320)
        self.parts.training.setMinimumWidth(304)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setHandleWidth(2)
        self.splitter.setChildrenCollapsible(False)
        for pane in (left, centre, self.parts.training):
            self.splitter.addWidget(pane)
        self.splitter.setStretchFactor(1, 1)
        self.setCentralWidget(self._column(self.splitter, self.parts.transport, self.status))

    @staticmethod
    def _column(*parts: QWidget) -> QWidget:
        """Widgets under each other without gaps; the roomy ones take what is left."""
        pane = QWidget()
        column = QVBoxLayout(pane)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in parts:
            column.addWidget(part, 1 if isinstance(part, IdeasPanel | PianoRoll | QSplitter) else 0)
        return pane

    def _make_doers(self) -> None:
        parts = self.parts
        self.files, self.editing, self.idea_deeds = FileActions(parts), EditActions(parts), IdeaActions(parts)
        self.play, self.train, self.looking = PlayActions(parts), TrainingActions(parts), ViewActions(parts)
        doers = [self.files, self.editing, self.idea_deeds, self.play, self.train, self.looking, self]
        self.actions_by_name = build_menus(self, doers)

    def _connect_panels(self) -> None:
        parts, deeds, editing = self.parts, self.idea_deeds, self.editing
        wishes, ideas, header, roll = parts.generate, parts.ideas, parts.header, parts.roll
        wishes.generate_requested.connect(deeds.generate)
        wishes.continue_requested.connect(deeds.generate_onward)
        wishes.cancel_requested.connect(self.session.cancel)
        wishes.model_chosen.connect(self.session.use_model)
        wishes.training_requested.connect(self.train.show_training)
        ideas.hear_requested.connect(self.play.hear)
        ideas.open_requested.connect(deeds.open_idea)
        ideas.star_requested.connect(self.session.star)
        ideas.delete_requested.connect(deeds.delete_ideas)
        ideas.rename_requested.connect(self.session.rename)
        ideas.export_requested.connect(self.files.export_ideas)
        ideas.query_changed.connect(deeds.show_ideas_found)
        ideas.more_requested.connect(deeds.show_more)
        header.tool_chosen.connect(roll.set_tool)
        header.voice_chosen.connect(roll.set_voice)
        header.grid_chosen.connect(roll.set_grid)
        header.undo_requested.connect(editing.undo)
        header.redo_requested.connect(editing.redo)
        header.export_requested.connect(self.files.export_opened)
        roll.tool_changed.connect(header.set_tool)
        roll.clip_edited.connect(self._edited)
        roll.previewed.connect(self.session.playing.preview)
        roll.seek_requested.connect(self.play.seek)
        roll.loop_changed.connect(self.play.follow_loop)
        deeds.deleted.connect(self._offer_undo)
        for panel in (wishes, ideas, parts.transport):
            panel.left.connect(self.looking.show_roll)
        self._connect_transport()
        self._connect_training()

    def _connect_transport(self) -> None:
        bar, play = self.parts.transport, self.play
        bar.play_toggled.connect(play.toggle_play)
        bar.start_requested.connect(play.back_to_start)
        bar.loop_toggled.connect(play.set_looping)
        bar.tempo_chosen.connect(self._set_tempo)
        bar.port_chosen.connect(self.session.playing.choose_port)
        bar.panic_requested.connect(play.panic)
        playing = self.session.playing
        playing.moved.connect(play.show_position)
        playing.started.connect(play.show_started)
        playing.stopped.connect(play.show_stopped)
        playing.ports_changed.connect(play.show_ports)
        playing.ports_changed.connect(self._show_standing)
        playing.port_chosen.connect(self._show_standing)
        playing.told.connect(self.status.say)
        playing.failed.connect(self.show_error)

    def _connect_training(self) -> None:
        panel, run, train = self.parts.training, self.session.training, self.train
        panel.choose_requested.connect(train.choose_training_folder)
        panel.demo_requested.connect(train.read_demo)
        panel.folder_dropped.connect(train.read_folder)
        panel.start_requested.connect(train.start_training)
        panel.run_again_requested.connect(train.resume_training)
        panel.use_reached_requested.connect(train.use_reached)
        panel.pause_requested.connect(run.pause)
        panel.resume_requested.connect(run.resume)
        panel.stop_requested.connect(run.stop)
        panel.close_requested.connect(train.toggle_training)
        run.reading_started.connect(train.show_reading)
        run.file_read.connect(panel.add_file)
        run.reading_ended.connect(panel.end_reading)
        run.reading_failed.connect(panel.fail_reading)
        run.started.connect(panel.begin_run)
        run.progressed.connect(panel.show_progress)
        run.paused.connect(panel.set_paused)
        run.ended.connect(train.show_ended)
        run.failed.connect(train.show_failed)

    def _connect_session(self) -> None:
        session, parts = self.session, self.parts
        session.ideas_added.connect(parts.ideas.add_ideas)
        session.ideas_added.connect(parts.generate.count_written)
        session.ideas_added.connect(self.idea_deeds.fill_empty_roll)
        session.ideas_removed.connect(parts.ideas.remove_ideas)
        session.ideas_restored.connect(parts.ideas.add_ideas)
        session.idea_changed.connect(self._idea_changed)
        session.opened.connect(self._show_clip)
        session.generating.connect(parts.generate.set_busy)
        session.generated.connect(self._generation_ended)
        session.models_changed.connect(self._show_models)
        session.told.connect(self.status.say)
        session.failed.connect(self.show_error)
        self.toast.acted.connect(session.undo_delete)

    def _restore(self) -> None:
        """Stand as before; what needs the library or a worker waits for the first paint."""
        settings = self.parts.settings
        self.parts.generate.take(settings)
        if not (settings.geometry and self.restoreGeometry(QByteArray.fromBase64(settings.geometry.encode()))):
            room = self.screen().availableSize()
            self.resize(FIRST_SIZE.boundedTo(room))
            self.parts.training.setVisible(self.width() >= _WIDE)
        if not (settings.layout and self.splitter.restoreState(QByteArray.fromBase64(settings.layout.encode()))):
            self.splitter.setSizes([LEFT, self.width() - LEFT - RIGHT, RIGHT])
        self.parts.training.setVisible(settings.training_shown if settings.geometry else self.width() >= _WIDE)
        self.parts.training.minutes.setValue(settings.training_minutes)
        self.parts.transport.set_loop(settings.loop)
        self.parts.ideas.starred.setChecked(settings.starred_only)

    @Slot()
    def begin(self) -> None:
        """After the first paint: bring back the ideas and start the workers."""
        settings, session = self.parts.settings, self.session
        session.load_models(Path(settings.model) if settings.model else None)
        self.idea_deeds.show_ideas_found()
        opened = session.library.get(settings.opened_idea) if settings.opened_idea else None
        if opened is not None and not opened.deleted:
            session.open_idea(opened)
        else:
            session.new_clip()
        session.start_workers(settings.port)
        self.play.show_ports(session.playing.ports)
        if session.library.notice:
            self.toast.show_text(session.library.notice, error=True)
        self.parts.ideas.scroll_to(settings.ideas_scroll)
        self.parts.roll.setFocus()
        self._remembering.start()

    # what the session tells

    @Slot(object, object)
    def _show_clip(self, idea: Idea | None, clip: Clip) -> None:
        self.parts.roll.set_clip(clip)
        self.parts.roll.set_loop((0, clip.length) if self.parts.transport.loop.isChecked() and clip.length else None)
        self.play.cursor = 0
        self.parts.roll.set_playhead(0.0)
        self.parts.header.set_clip(idea, clip)
        self.parts.transport.set_clip(clip.timeline, clip.bars)
        self.parts.ideas.mark_opened(idea.id if idea else None)
        self.editing.show_editable()
        self.setWindowTitle(f"{idea.name} - Inkling" if idea else "Inkling")

    @Slot(object)
    def _idea_changed(self, idea: Idea) -> None:
        self.parts.ideas.change_idea(idea)
        if self.session.idea is not None and self.session.idea.id == idea.id:
            self.parts.header.set_clip(idea, idea.clip)
            self.setWindowTitle(f"{idea.name} - Inkling")

    @Slot(object)
    def _edited(self, clip: Clip) -> None:
        self.session.edit(clip)
        self.parts.transport.set_clip(clip.timeline, clip.bars)
        self.editing.show_editable()

    @Slot(int)
    def _set_tempo(self, bpm: int) -> None:
        self.parts.roll.edit_clip(with_tempo(self.parts.roll.clip, bpm))

    @Slot()
    def _generation_ended(self) -> None:
        self.parts.generate.set_busy(0)
        self.editing.show_editable()

    @Slot(list, object)
    def _show_models(self, choices: list, model: Path | None) -> None:
        self.parts.generate.set_models(choices, model)
        self.parts.training.set_models(choices, any(choice.path.stem == "base" for choice in choices))
        self._show_standing()

    @Slot()
    def _show_standing(self) -> None:
        model = self.session.model_name(self.session.model) if self.session.model else "none"
        self.status.set_standing(f"Model: {model}   Output: {self.session.playing.port or 'Built-in piano'}")

    @Slot(object)
    def show_error(self, error: Exception) -> None:
        """A sentence for what the composer can mend, a dialog for a fault of the program."""
        if isinstance(error, ComposerError):
            self.toast.show_text(str(error), error=True)
        else:
            raise error

    @Slot(str)
    def _offer_undo(self, text: str) -> None:
        self.toast.show_text(text, action="Undo")
        self.editing.show_editable()

    @Slot(str)
    def show_crash(self, details: str) -> None:
        """Say that something broke; one dialog at a time."""
        if not self.findChildren(CrashDialog):
            dialog = CrashDialog(details, self)
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            dialog.open()

    # what is kept

    @Slot()
    def remember(self) -> None:
        """Write the settings down if they have changed."""
        settings = self._settings_now()
        if settings != self.parts.settings:
            self.parts.settings = settings
            self._remember_settings(settings)

    def _settings_now(self) -> Settings:
        session = self.session
        return replace(
            self.parts.generate.told(self.parts.settings),
            geometry=bytes(self.saveGeometry().toBase64().data()).decode(),
            layout=bytes(self.splitter.saveState().toBase64().data()).decode(),
            port=session.playing.port,
            model=str(session.model or ""),
            opened_idea=session.idea.id if session.idea else 0,
            ideas_scroll=self.parts.ideas.view.verticalScrollBar().value(),
            starred_only=self.parts.ideas.starred.isChecked(),
            loop=self.parts.transport.loop.isChecked(),
            training_shown=self.parts.training.isVisible(),
            training_minutes=self.parts.training.minutes.value(),
        )

    # Qt's own

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self._dropped(event) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        path = self._dropped(event)
        if path is not None:
            event.acceptProposedAction()
            if path.is_dir():
                self.train.read_folder(path)
            else:
                self.session.open_file(path)

    @staticmethod
    def _dropped(event: QDropEvent) -> Path | None:
        """The MIDI file or folder that hangs on the mouse, unless it was dragged out of here."""
        data = event.mimeData()
        if data.hasFormat(OWN_DRAG):
            return None
        paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
        return next((path for path in paths if path.is_dir() or path.suffix.lower() in _MIDI), None)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._begun:
            self._begun = True
            QTimer.singleShot(0, self.begin)

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self._closed:
            self._closed = True
            self._remembering.stop()
            self.session.save()
            self.remember()
            self.hide()
            self.session.close()
            self._drag_files.close()
        event.accept()
