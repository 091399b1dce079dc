"""All actions, and the entries of the menus that trigger them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from composer_app.ui.actions.alternatives import AlternativeActions
from composer_app.ui.actions.chords import ChordActions
from composer_app.ui.actions.clip import ClipActions
from composer_app.ui.actions.compare import CompareActions
from composer_app.ui.actions.data import DataActions
from composer_app.ui.actions.edit import EditActions
from composer_app.ui.actions.files import FileActions
from composer_app.ui.actions.ideas import IdeaActions
from composer_app.ui.actions.notes import NoteActions
from composer_app.ui.actions.play import PlayActions
from composer_app.ui.actions.record import RecordActions
from composer_app.ui.actions.step import StepActions
from composer_app.ui.actions.training import TrainingActions
from composer_app.ui.actions.view import ViewActions
from composer_app.ui.actions.writing import WritingActions
from composer_app.ui.menus import Entries, Entry
from composer_app.ui.parts import Parts


@dataclass(frozen=True, slots=True)
class Actions:
    """What the window can do, one object for each part of it."""

    files: FileActions
    edit: EditActions
    notes: NoteActions
    ideas: IdeaActions
    play: PlayActions
    record: RecordActions
    step: StepActions
    training: TrainingActions
    view: ViewActions
    alternatives: AlternativeActions
    writing: WritingActions
    chords: ChordActions
    clip: ClipActions
    data: DataActions
    compare: CompareActions


def make_actions(parts: Parts) -> Actions:
    """The actions on a window's parts."""
    play = PlayActions(parts)
    alternatives = AlternativeActions(parts, play)
    return Actions(
        files=FileActions(parts),
        edit=EditActions(parts),
        notes=NoteActions(parts, play),
        ideas=IdeaActions(parts),
        play=play,
        record=RecordActions(parts, play),
        step=StepActions(parts, play),
        training=TrainingActions(parts),
        view=ViewActions(parts),
        alternatives=alternatives,
        writing=WritingActions(parts, alternatives),
        chords=ChordActions(parts),
        clip=ClipActions(parts),
        data=DataActions(parts),
        compare=CompareActions(parts),
    )


def menu_table(parts: Parts, actions: Actions) -> Sequence[Entries]:
    """The entries of each menu, in the order of its title."""
    return (
        _file(parts, actions), _edit(parts, actions), _notes(parts, actions), _idea(actions), _play(parts, actions),
        _view(parts, actions), _help(actions),
    )  # fmt: skip


def _file(parts: Parts, actions: Actions) -> Entries:
    files = actions.files
    return (
        Entry("new_clip", "&New clip", files.new_clip, ("Ctrl+N",)),
        Entry("open_file", "&Open MIDI file ...", files.open_file, ("Ctrl+O",)),
        Entry("save", "&Save", files.save, ("Ctrl+S",)),
        Entry("export_opened", "Save &as MIDI file ...", files.export_opened, ("Ctrl+Shift+S",)),
        None,
        Entry("export", "&Export ideas ...", files.export, ("Ctrl+E",)),
        Entry("export_starred", "Export s&tarred ideas ...", files.export_starred, ("Ctrl+Shift+E",)),
        None,
        Entry("close", "&Quit", parts.window.close, ("Ctrl+Q",)),
    )


def _edit(parts: Parts, actions: Actions) -> Entries:
    edit, editor = actions.edit, parts.roll.editor
    return (
        Entry("undo", "&Undo", edit.undo, ("Ctrl+Z",)),
        Entry("redo", "&Redo", edit.redo, ("Ctrl+Shift+Z", "Ctrl+Y")),
        None,
        Entry("cut", "Cu&t", editor.cut, ("Ctrl+X",)),
        Entry("copy", "&Copy", editor.copy, ("Ctrl+C",)),
        Entry("paste", "&Paste", editor.paste, ("Ctrl+V",)),
        Entry("duplicate", "Dup&licate", editor.duplicate, ("Ctrl+D",)),
        Entry("delete", "&Delete", edit.delete, ("Del", "Backspace")),
        Entry("select_all", "Select &all", edit.select_all, ("Ctrl+A",)),
        None,
        Entry("select_tool", "Select tool", edit.select_tool, ("1",)),
        Entry("draw_tool", "Draw tool", edit.draw_tool, ("2",)),
        Entry("erase_tool", "Erase tool", edit.erase_tool, ("3",)),
    )


def _notes(parts: Parts, actions: Actions) -> Entries:
    notes, chords, operations = actions.notes, actions.chords, parts.roll.operations
    return (
        Entry("quantise", "&Quantise", operations.quantise, ("Q",)),
        Entry("show_quantise", "Quantise s&ettings ...", notes.show_quantise, ("Shift+Q",)),
        Entry("show_velocities", "&Velocity ...", notes.show_velocities, ("Shift+V",)),
        Entry("louder", "Loude&r", operations.louder, ("Ctrl+Up",)),
        Entry("softer", "So&fter", operations.softer, ("Ctrl+Down",)),
        None,
        Entry("split", "&Split at the playhead", operations.split, ("S",)),
        Entry("join", "&Join", operations.join, ("Ctrl+J",)),
        Entry("legato", "&Legato", operations.legato, ("Shift+L",)),
        Entry("invert", "&Invert", operations.invert, ("Shift+I",)),
        Entry("scale_up", "Scale step &up", operations.scale_step_up, ("Alt+Up",)),
        Entry("scale_down", "Scale step &down", operations.scale_step_down, ("Alt+Down",)),
        None,
        Entry("other_voice", "To the o&ther voice", operations.to_other_voice, ("Shift+X",)),
        Entry("insert_note", "I&nsert a note", notes.insert_note, ("N", "Ins")),
        Entry("select_in_loop", "Select notes in the l&oop", notes.select_in_loop, ("Ctrl+Shift+A",)),
        None,
        Entry("edit_chord", "Type a &chord ...", chords.edit_chord, ("Ctrl+K",)),
        Entry("offer_substitutes", "Chord su&bstitutes ...", chords.offer_substitutes, ("Ctrl+Shift+K",)),
        Entry("copy_progression", "Co&py progression", chords.copy_progression),
        Entry("paste_progression", "P&aste progression", chords.paste_progression),
        None,
        Entry("hear_notes", "&Hear notes while editing", notes.toggle_preview, checkable=True),
    )


def _idea(actions: Actions) -> Entries:
    writing, alternatives, ideas = actions.writing, actions.alternatives, actions.ideas
    return (
        Entry("generate_new", "&New idea", writing.generate_new, ("Ctrl+G", "Ctrl+Shift+N")),
        Entry("rewrite", "Re&write the chosen bars", writing.rewrite, ("Ctrl+Shift+R",)),
        Entry("continue", "&Continue the opened clip", writing.continue_clip, ("Ctrl+Shift+G",)),
        Entry("new_melody", "New melody &over these chords", writing.new_melody),
        Entry("new_chords", "New chords &under this melody", writing.new_chords),
        Entry("vary", "&Vary the opened clip", writing.vary, ("Ctrl+Shift+V",)),
        None,
        Entry("next_alternative", "Ne&xt alternative", alternatives.show_next, ("Alt+Right",)),
        Entry("previous_alternative", "&Previous alternative", alternatives.show_previous, ("Alt+Left",)),
        Entry("lock_melody", "Lock or unlock the &melody", writing.lock_melody, ("Ctrl+Shift+M",)),
        Entry("lock_chords", "Lock or unlock the c&hords", writing.lock_chords, ("Ctrl+Shift+C",)),
        None,
        Entry("generate_again", "Generate &again with the same seed", writing.generate_again),
        Entry("star", "&Star", ideas.star, ("Ctrl+B",)),
        Entry("rename", "&Rename ...", ideas.rename, ("F2",)),
        None,
        Entry("clip_properties", "&Key, meter, length ...", actions.clip.show_properties, ("Ctrl+P",)),
        Entry("name_section", "Begin a sec&tion here ...", actions.clip.name_section_here),
    )


def _play(parts: Parts, actions: Actions) -> Entries:
    play, notes, record, bar = actions.play, actions.notes, actions.record, parts.transport
    return (
        Entry("toggle_play", "&Play or stop", play.toggle_play, ("Space",)),
        Entry("back_to_start", "Return to &start", play.back_to_start, ("Return", "Enter")),
        Entry("stop", "S&top", play.stop, ("Esc",)),
        Entry("toggle_loop", "&Loop", play.toggle_loop, ("L",)),
        Entry("loop_selection", "Loop the s&election", notes.loop_selection, ("Ctrl+L",)),
        Entry("loop_from", "Loop &from the playhead", notes.loop_from_playhead, ("[",)),
        Entry("loop_to", "Loop t&o the playhead", notes.loop_to_playhead, ("]",)),
        None,
        Entry("record", "&Record or end recording", record.toggle_record, ("R",)),
        Entry("keep_played", "&Keep what I just played", record.keep_played, ("Shift+R",)),
        Entry("metronome", "&Metronome", bar.metronome.toggle, ("Ctrl+M",)),
        Entry("keyboard", "Computer ke&yboard as piano", bar.keyboard.toggle, ("M",)),
        Entry("step", "Step e&ntry", bar.step.toggle, ("Ctrl+Alt+S",)),
        Entry("record_settings", "Recordin&g settings ...", record.show_settings),
        None,
        Entry("panic", "P&anic: all notes off", parts.session.playing.panic, ("Ctrl+.",)),
    )


def _view(parts: Parts, actions: Actions) -> Entries:
    view, scrolling = actions.view, parts.roll.scrolling
    return (
        Entry("toggle_training", "&Training panel", actions.training.toggle_training, ("Ctrl+T",)),
        Entry("show_data", "&Data of a folder", actions.data.show_data, ("Ctrl+Shift+D",)),
        Entry("show_compare", "&Compare methods", actions.compare.open, ("Ctrl+Shift+T",)),
        Entry("show_ideas", "Go to the &ideas", view.show_ideas, ("Ctrl+I",)),
        Entry("show_roll", "Go to the piano &roll", view.show_roll, ("Ctrl+R",)),
        None,
        Entry("toggle_lane", "Velocity la&ne", actions.notes.toggle_lane, ("V",), checkable=True),
        Entry("toggle_shared", "S&hared notes", view.toggle_shared, ("Shift+S",), checkable=True),
        None,
        Entry("zoom_in", "&Zoom in", view.zoom_in, ("Ctrl++", "Ctrl+=")),
        Entry("zoom_out", "Zoom &out", view.zoom_out, ("Ctrl+-",)),
        Entry("zoom_to_selection", "Zoom to &selection", view.zoom_to_selection, ("Z",)),
        Entry("zoom_to_all", "Zoom to &fit", scrolling.zoom_to_all, ("Shift+Z",)),
    )


def _help(actions: Actions) -> Entries:
    view = actions.view
    return (
        Entry("show_shortcuts", "&Keyboard shortcuts", view.show_shortcuts, ("F1",)),
        Entry("show_folder", "Open Inkling's &folder", view.show_folder),
        Entry("show_about", "&About Inkling", view.show_about),
    )
