"""Which signal reaches which slot: panels, session, actions and menus connected once the window is shown."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Slot

from composer_app.errors import ComposerError
from composer_app.library.idea import Idea
from composer_app.models.listing import ModelChoice
from composer_app.music.clip import Clip
from composer_app.ui.actions.menu_table import make_actions, menu_table
from composer_app.ui.menus import fill_menus
from composer_app.ui.parts import Parts


class Wiring(QObject):
    """Holds the actions, and connects panels and session to them and to each other."""

    def __init__(self, parts: Parts) -> None:
        super().__init__(parts.window)
        self.parts, self.session = parts, parts.session
        self.actions = make_actions(parts)
        self.menu_actions = fill_menus(parts.menus, menu_table(parts, self.actions))
        self.actions.files.add_formats(parts.menus[0], self.menu_actions["export_starred"])
        self.actions.notes.use_entries(self.menu_actions)
        self._connect_ideas()
        self._connect_roll()
        self._connect_generate()
        self._connect_alternatives()
        self._connect_transport()
        self._connect_playing()
        self._connect_recording()
        self._connect_training()
        self._connect_session()

    def begin(self) -> None:
        """Show the ideas and what was open at the last start, then start the workers."""
        settings, session, parts = self.parts.settings, self.session, self.parts
        self.actions.notes.restore(settings)
        self.actions.ideas.show_ideas_found()
        opened = session.library.get(settings.opened_idea) if settings.opened_idea else None
        if opened is not None and not opened.deleted:
            session.document.open_idea(opened)
        else:
            session.document.new_clip()
        session.playing.set_accompaniment(parts.transport.chord_style)
        session.playing.start(settings.port)
        self.actions.record.begin()
        session.models.use(Path(settings.model) if settings.model else None)  # once they are listed, one is loaded
        self.actions.play.show_ports(session.playing.ports)
        self._show_state()
        if session.library.notice:
            parts.toast.show_text(session.library.notice, error=True)
        parts.ideas.scroll_to(settings.ideas_scroll)
        parts.roll.setFocus()

    def _connect_ideas(self) -> None:
        panel, ideas, actions = self.parts.ideas, self.session.ideas, self.actions
        panel.play_requested.connect(actions.play.play_idea)
        panel.open_requested.connect(actions.ideas.open_idea)
        panel.star_requested.connect(ideas.star)
        panel.delete_requested.connect(actions.ideas.delete_ideas)
        panel.rename_requested.connect(ideas.rename)
        panel.export_requested.connect(actions.files.export_ideas)
        panel.query_changed.connect(actions.ideas.show_ideas_found)
        panel.more_requested.connect(actions.ideas.show_more)
        panel.bridge_requested.connect(actions.writing.bridge_to)
        panel.again_requested.connect(actions.writing.generate_idea_again)
        ideas.added.connect(panel.add_ideas)
        ideas.added.connect(actions.ideas.fill_empty_roll)
        ideas.removed.connect(panel.remove_ideas)
        ideas.restored.connect(panel.add_ideas)
        ideas.changed.connect(self._show_changed)
        actions.ideas.deleted.connect(self._offer_undo)
        self.parts.toast.acted.connect(ideas.undo_delete)

    def _connect_roll(self) -> None:
        header, editor, actions = self.parts.header, self.parts.roll.editor, self.actions
        header.tool_chosen.connect(editor.use_tool)
        header.voice_chosen.connect(editor.set_voice)
        header.grid_chosen.connect(editor.set_grid)
        header.undo_requested.connect(actions.edit.undo)
        header.redo_requested.connect(actions.edit.redo)
        header.export_requested.connect(actions.files.export_opened)
        header.locks_changed.connect(actions.writing.show_target)
        editor.tool_changed.connect(header.set_tool)
        editor.clip_edited.connect(self._edit)
        editor.previewed.connect(self.session.playing.preview)
        editor.seek_requested.connect(actions.play.seek)
        editor.loop_changed.connect(actions.play.follow_loop)
        roll = self.parts.roll
        roll.operations.announced.connect(self.parts.status.show_message)
        roll.menu_requested.connect(actions.notes.show_menu)
        actions.notes.section_requested.connect(actions.clip.name_section)
        actions.notes.section_removed.connect(actions.clip.remove_section)
        header.properties_requested.connect(actions.clip.show_properties)
        header.mixer.mix_changed.connect(self.session.playing.set_mix)
        for changed in (editor.selection_changed, editor.loop_changed, editor.clip_edited):
            changed.connect(actions.writing.show_target)

    def _connect_generate(self) -> None:
        panel, writing, generator = self.parts.generate, self.actions.writing, self.session.writing
        panel.generate_requested.connect(writing.generate_new)
        panel.rewrite_requested.connect(writing.rewrite)
        panel.continue_requested.connect(writing.continue_clip)
        panel.vary_requested.connect(writing.vary)
        panel.bridge_requested.connect(writing.bridge_to)
        panel.destinations_wanted.connect(writing.offer_bridges)
        panel.target_cleared.connect(writing.clear_target)
        panel.cancel_requested.connect(generator.cancel)
        panel.model_chosen.connect(self.session.models.use)
        panel.training_requested.connect(self.actions.training.show_training)
        generator.begun.connect(panel.set_busy)
        generator.sketched.connect(writing.show_sketch)
        generator.written.connect(panel.count_written)
        generator.written.connect(writing.show_written)
        generator.ended.connect(writing.end)
        generator.ended.connect(self._end_writing)

    def _connect_alternatives(self) -> None:
        panel, alternatives, editor = self.parts.alternatives, self.actions.alternatives, self.parts.roll.editor
        editor.clip_edited.connect(alternatives.follow_roll)
        editor.loop_changed.connect(alternatives.follow_loop)
        panel.chosen.connect(alternatives.choose)
        panel.pointed.connect(alternatives.show_ghost)
        panel.looped.connect(alternatives.set_looping)
        panel.others_discarded.connect(alternatives.discard_others)
        panel.closed.connect(alternatives.dismiss)
        alternatives.discarded.connect(self.actions.ideas.delete_ideas)

    def _connect_transport(self) -> None:
        bar, play, playing = self.parts.transport, self.actions.play, self.session.playing
        bar.play_toggled.connect(play.play_or_stop)
        bar.start_requested.connect(play.to_start)
        bar.loop_toggled.connect(play.set_looping)
        bar.accompaniment_chosen.connect(playing.set_accompaniment)
        bar.tempo_chosen.connect(play.set_tempo)
        bar.port_chosen.connect(playing.choose_port)
        bar.panic_requested.connect(playing.panic)

    def _connect_playing(self) -> None:
        play, playing = self.actions.play, self.session.playing
        playing.moved.connect(play.show_position)
        playing.started.connect(play.show_started)
        playing.stopped.connect(play.show_stopped)
        playing.ports_changed.connect(play.show_ports)
        playing.ports_changed.connect(self._show_state)
        playing.port_chosen.connect(self._show_state)
        playing.announced.connect(self.parts.status.show_message)
        playing.failed.connect(self.show_error)

    def _connect_recording(self) -> None:
        bar, record, step = self.parts.transport, self.actions.record, self.actions.step
        recording, playing, panel = self.session.recording, self.session.playing, self.parts.record_settings
        bar.record_toggled.connect(record.toggle_record)
        bar.record_settings_requested.connect(record.show_settings)
        bar.metronome_toggled.connect(record.apply_settings)
        bar.keyboard_toggled.connect(record.switch_keyboard)
        bar.step_toggled.connect(step.switch)
        panel.changed.connect(record.apply_settings)
        panel.measure_requested.connect(record.measure_latency)
        playing.inputs_changed.connect(panel.set_inputs)
        playing.latency_measured.connect(record.show_latency)
        playing.started.connect(record.end_for_other)
        playing.stopped.connect(record.end_take)
        self.session.document.opened.connect(record.follow_opened)
        playing.moved.connect(record.make_room)
        recording.progressed.connect(record.show_progress)
        recording.taken.connect(record.write_take)
        recording.kept.connect(record.open_kept)
        recording.struck.connect(step.strike)
        recording.released.connect(step.release)

    def _connect_training(self) -> None:
        panel, run, training = self.parts.training, self.session.training, self.actions.training
        panel.choose_requested.connect(training.choose_training_folder)
        panel.demo_requested.connect(training.read_demo)
        panel.look_requested.connect(self.actions.data.look_at_training_folder)
        panel.folder_dropped.connect(training.read_folder)
        panel.start_requested.connect(training.start_training)
        panel.run_again_requested.connect(training.resume_training)
        panel.use_reached_requested.connect(training.use_reached)
        panel.pause_requested.connect(run.pause)
        panel.resume_requested.connect(run.resume)
        panel.stop_requested.connect(run.stop)
        panel.close_requested.connect(training.toggle_training)
        run.reading_started.connect(training.show_reading)
        run.file_read.connect(panel.add_file)
        run.reading_ended.connect(panel.end_reading)
        run.reading_failed.connect(panel.fail_reading)
        run.started.connect(panel.begin_run)
        run.progressed.connect(panel.show_progress)
        run.paused.connect(panel.set_paused)
        run.ended.connect(training.show_ended)
        run.failed.connect(training.show_failed)
        comparing = self.session.comparing
        for changed in (comparing.started, comparing.ended, comparing.failed):
            changed.connect(training.show_blocked)
        self.session.writing.ready.connect(training.show_ready)

    def _connect_session(self) -> None:
        session, actions = self.session, self.actions
        session.document.opened.connect(actions.writing.show_target)
        session.document.opened.connect(actions.alternatives.follow_opened)
        session.document.opened.connect(self._show_clip)
        session.document.opened.connect(actions.view.show_opened_shared)
        session.models.changed.connect(self._show_models)
        session.messages.announced.connect(self.parts.status.show_message)
        session.messages.failed.connect(self.show_error)

    @Slot(object, object)
    def _show_clip(self, idea: Idea | None, clip: Clip) -> None:
        roll, looping = self.parts.roll, self.parts.transport.loop.isChecked()
        self.parts.header.set_clip(idea, clip)
        self.parts.transport.set_clip(clip.timeline, clip.bars)
        if clip != roll.editor.clip:  # else what was drawn has become an idea, and nothing moves
            roll.set_clip(clip)
            roll.editor.set_loop((0, clip.length) if looping and clip.length else None)
            self.actions.play.show_cursor(0)
        self.parts.ideas.mark_opened(idea.id if idea else None)
        self.actions.edit.show_editable()
        self.parts.window.setWindowTitle(f"{idea.name} - Inkling" if idea else "Inkling")

    @Slot(object)
    def _show_changed(self, idea: Idea) -> None:
        self.parts.ideas.change_idea(idea)
        if self.session.document.idea_id == idea.id:
            self.parts.header.set_clip(idea, idea.clip)
            self.parts.window.setWindowTitle(f"{idea.name} - Inkling")
            self.actions.view.show_opened_shared()

    @Slot(object)
    def _edit(self, clip: Clip) -> None:
        self.session.document.edit(clip)
        self.parts.transport.set_clip(clip.timeline, clip.bars)
        self.parts.header.show_properties(clip)
        self.actions.play.show_cursor(self.actions.play.cursor)
        self.actions.edit.show_editable()

    @Slot()
    def _end_writing(self) -> None:
        self.parts.generate.set_busy(0)
        self.actions.edit.show_editable()

    @Slot(list, object)
    def _show_models(self, choices: list[ModelChoice], model: Path | None) -> None:
        self.parts.generate.set_models(choices, model)
        self.parts.training.set_models(choices, any(choice.path.stem == "base" for choice in choices))
        self._show_state()

    @Slot()
    def _show_state(self) -> None:
        models = self.session.models
        model = models.name_of(models.chosen) if models.chosen else "none"
        self.parts.status.show_state(f"Model: {model}   Output: {self.session.playing.port or 'Built-in piano'}")

    @Slot(object)
    def show_error(self, error: Exception) -> None:
        """A sentence for what the composer can mend, a dialog for a fault of the program."""
        if isinstance(error, ComposerError):
            self.parts.status.show_message("")  # what went well before must not be read beside it
            self.parts.toast.show_text(str(error), error=True)
        else:
            raise error

    @Slot(str)
    def _offer_undo(self, text: str) -> None:
        self.parts.toast.show_text(text, action="Undo")
        self.actions.edit.show_editable()
