"""Who hears whom: panels, session and menus connected once the window is on the screen."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Slot

from composer_app.errors import ComposerError
from composer_app.library.idea import Idea
from composer_app.music.clip import Clip
from composer_app.ui.actions.alternatives import TakeActions
from composer_app.ui.actions.compare import CompareActions
from composer_app.ui.actions.data import DataActions
from composer_app.ui.actions.edit import EditActions
from composer_app.ui.actions.files import FileActions
from composer_app.ui.actions.ideas import IdeaActions
from composer_app.ui.actions.play import PlayActions
from composer_app.ui.actions.training import TrainingActions
from composer_app.ui.actions.view import ViewActions
from composer_app.ui.actions.writing import WritingActions
from composer_app.ui.menus import fill_menus
from composer_app.ui.parts import Parts


class Wiring(QObject):
    """Holds those who act, and connects them to those who wish and those who tell."""

    def __init__(self, parts: Parts) -> None:
        super().__init__(parts.window)
        self.parts, self.session = parts, parts.session
        self._make_doers()
        self._connect_panels()
        self._connect_writing()
        self._connect_session()

    def begin(self) -> None:
        """Bring back the ideas and what was open, then start the workers."""
        settings, session, parts = self.parts.settings, self.session, self.parts
        self.idea_deeds.show_ideas_found()
        opened = session.library.get(settings.opened_idea) if settings.opened_idea else None
        if opened is not None and not opened.deleted:
            session.document.open_idea(opened)
        else:
            session.document.new_clip()
        session.playing.set_accompaniment(parts.transport.chord_style)
        session.playing.start(settings.port)
        session.models.use(Path(settings.model) if settings.model else None)  # once they are listed, one is loaded
        self.play.show_ports(session.playing.ports)
        self._show_standing()
        if session.library.notice:
            parts.toast.show_text(session.library.notice, error=True)
        parts.ideas.scroll_to(settings.ideas_scroll)
        parts.roll.setFocus()

    def _make_doers(self) -> None:
        parts = self.parts
        self.files, self.editing, self.idea_deeds = FileActions(parts), EditActions(parts), IdeaActions(parts)
        self.play, self.train, self.looking = PlayActions(parts), TrainingActions(parts), ViewActions(parts)
        self.takes = TakeActions(parts, self.play)
        self.writing = WritingActions(parts, self.takes)
        doers = [self.files, self.editing, self.idea_deeds, self.play, self.train, self.looking]
        self.data, self.compare = DataActions(parts), CompareActions(parts)
        doers += [self.takes, self.writing, self.data, self.compare]
        self.actions_by_name = fill_menus(parts.menus, parts.window, doers)
        self.files.add_formats(parts.menus[0], self.actions_by_name["export_starred"])
        self.actions_by_name["toggle_shared"].setCheckable(True)

    def _connect_panels(self) -> None:
        parts, deeds, editing = self.parts, self.idea_deeds, self.editing
        ideas, header, editor = parts.ideas, parts.header, parts.roll.editor
        ideas.hear_requested.connect(self.play.hear)
        ideas.open_requested.connect(deeds.open_idea)
        ideas.star_requested.connect(self.session.ideas.star)
        ideas.delete_requested.connect(deeds.delete_ideas)
        ideas.rename_requested.connect(self.session.ideas.rename)
        ideas.export_requested.connect(self.files.export_ideas)
        ideas.query_changed.connect(deeds.show_ideas_found)
        ideas.more_requested.connect(deeds.show_more)
        header.tool_chosen.connect(editor.use_tool)
        header.voice_chosen.connect(editor.set_voice)
        header.grid_chosen.connect(editor.set_grid)
        header.undo_requested.connect(editing.undo)
        header.redo_requested.connect(editing.redo)
        header.export_requested.connect(self.files.export_opened)
        editor.tool_changed.connect(header.set_tool)
        editor.clip_edited.connect(self._edited)
        editor.previewed.connect(self.session.playing.preview)
        editor.seek_requested.connect(self.play.seek)
        editor.loop_changed.connect(self.play.follow_loop)
        deeds.deleted.connect(self._offer_undo)
        self._connect_transport()
        self._connect_training()

    def _connect_writing(self) -> None:
        parts, writing, takes, session = self.parts, self.writing, self.takes, self.session
        wishes, editor = parts.generate, parts.roll.editor
        wishes.generate_requested.connect(writing.generate)
        wishes.continue_requested.connect(writing.generate_onward)
        wishes.vary_requested.connect(writing.vary)
        wishes.bridge_requested.connect(writing.bridge_to)
        wishes.targets_wanted.connect(writing.offer_targets)
        wishes.aim_dropped.connect(writing.drop_aim)
        wishes.cancel_requested.connect(session.writing.cancel)
        wishes.model_chosen.connect(session.models.use)
        wishes.training_requested.connect(self.train.show_training)
        parts.ideas.bridge_requested.connect(writing.bridge_to)
        parts.ideas.again_requested.connect(writing.write_idea_again)
        for moved in (editor.selection_changed, editor.loop_changed, editor.clip_edited, parts.header.locks_changed):
            moved.connect(writing.show_aim)
        session.document.opened.connect(writing.show_aim)
        session.writing.sketched.connect(writing.show_sketch)
        session.writing.written.connect(parts.generate.count_written)
        session.writing.written.connect(writing.take_written)
        session.writing.ended.connect(writing.end)
        session.document.opened.connect(takes.follow_opened)
        editor.clip_edited.connect(takes.follow_roll)
        editor.loop_changed.connect(takes.follow_loop)
        parts.takes.chosen.connect(takes.choose)
        parts.takes.looped.connect(takes.set_looping)
        parts.takes.others_discarded.connect(takes.discard_others)
        parts.takes.closed.connect(takes.dismiss)
        takes.discarded.connect(self.idea_deeds.delete_ideas)

    def _connect_transport(self) -> None:
        bar, play = self.parts.transport, self.play
        bar.play_toggled.connect(play.play_clicked)
        bar.start_requested.connect(play.start_clicked)
        bar.loop_toggled.connect(play.set_looping)
        bar.accompaniment_chosen.connect(self.session.playing.set_accompaniment)
        bar.tempo_chosen.connect(play.set_tempo)
        bar.port_chosen.connect(self.session.playing.choose_port)
        bar.panic_requested.connect(play.panic)
        playing = self.session.playing
        playing.moved.connect(play.show_position)
        playing.started.connect(play.show_started)
        playing.stopped.connect(play.show_stopped)
        playing.ports_changed.connect(play.show_ports)
        playing.ports_changed.connect(self._show_standing)
        playing.port_chosen.connect(self._show_standing)
        playing.announced.connect(self.parts.status.say)
        playing.failed.connect(self.show_error)

    def _connect_training(self) -> None:
        panel, run, train = self.parts.training, self.session.training, self.train
        comparing = self.session.comparing
        panel.choose_requested.connect(train.choose_training_folder)
        panel.demo_requested.connect(train.read_demo)
        panel.look_requested.connect(self.data.look_at_training_folder)
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
        for changed in (comparing.started, comparing.ended, comparing.failed):
            changed.connect(train.show_hindrance)
        self.session.writing.ready.connect(train.show_ready)
        run.ended.connect(train.show_ended)
        run.failed.connect(train.show_failed)

    def _connect_session(self) -> None:
        session, parts = self.session, self.parts
        session.ideas.added.connect(parts.ideas.add_ideas)
        session.ideas.added.connect(self.idea_deeds.fill_empty_roll)
        session.ideas.removed.connect(parts.ideas.remove_ideas)
        session.ideas.restored.connect(parts.ideas.add_ideas)
        session.ideas.changed.connect(self._idea_changed)
        session.document.opened.connect(self._show_clip)
        session.document.opened.connect(self.looking.show_opened_shared)
        session.writing.begun.connect(parts.generate.set_busy)
        session.writing.ended.connect(self._generation_ended)
        session.models.changed.connect(self._show_models)
        session.messages.announced.connect(self.parts.status.say)
        session.messages.failed.connect(self.show_error)
        self.parts.toast.acted.connect(session.ideas.undo_delete)

    @Slot(object, object)
    def _show_clip(self, idea: Idea | None, clip: Clip) -> None:
        roll, looping = self.parts.roll, self.parts.transport.loop.isChecked()
        roll.set_clip(clip)
        roll.editor.set_loop((0, clip.length) if looping and clip.length else None)
        self.play.cursor = 0
        roll.set_playhead(0.0)
        self.parts.header.set_clip(idea, clip)
        self.parts.transport.set_clip(clip.timeline, clip.bars)
        self.parts.ideas.mark_opened(idea.id if idea else None)
        self.editing.show_editable()
        self.parts.window.setWindowTitle(f"{idea.name} - Inkling" if idea else "Inkling")

    @Slot(object)
    def _idea_changed(self, idea: Idea) -> None:
        self.parts.ideas.change_idea(idea)
        if self.session.document.idea is not None and self.session.document.idea.id == idea.id:
            self.parts.header.set_clip(idea, idea.clip)
            self.parts.window.setWindowTitle(f"{idea.name} - Inkling")
            self.looking.show_opened_shared()

    @Slot(object)
    def _edited(self, clip: Clip) -> None:
        self.session.document.edit(clip)
        self.parts.transport.set_clip(clip.timeline, clip.bars)
        self.editing.show_editable()

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
        models = self.session.models
        model = models.name_of(models.chosen) if models.chosen else "none"
        self.parts.status.set_standing(f"Model: {model}   Output: {self.session.playing.port or 'Built-in piano'}")

    @Slot(object)
    def show_error(self, error: Exception) -> None:
        """A sentence for what the composer can mend, a dialog for a fault of the program."""
        if isinstance(error, ComposerError):
            self.parts.status.say("")  # what went well before must not stand beside it
            self.parts.toast.show_text(str(error), error=True)
        else:
            raise error

    @Slot(str)
    def _offer_undo(self, text: str) -> None:
        self.parts.toast.show_text(text, action="Undo")
        self.editing.show_editable()
