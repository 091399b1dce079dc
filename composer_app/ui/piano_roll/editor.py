"""The state that the canvas shows and edits: clip, selection, tools and history, with signals for its changes."""

from __future__ import annotations

from typing import Literal

import numpy as np
from PySide6.QtCore import QObject, Signal, Slot

from composer_app.music.clip import Clip
from composer_app.music.grid import snapped_by
from composer_app.music.note import TICKS_PER_QUARTER, Note
from composer_app.music.voices import VOICES
from composer_app.ui.piano_roll import selection
from composer_app.ui.piano_roll.arrays import Columns, NoteArrays
from composer_app.ui.piano_roll.history import History
from composer_app.ui.piano_roll.selection import NOTHING, Edit, Picked

Tool = Literal["select", "draw", "erase"]
Loop = tuple[int, int]
Band = tuple[float, float, int, int]


class Editor(QObject):
    """The clip on the canvas and the notes selected in it.

    `clip_edited` carries the new clip after each edit, `previewed` a pitch and a voice to play,
    `seek_requested` a tick, `loop_changed` a pair of ticks or None, `tool_changed` a tool's name.
    `draft` holds notes as a gesture shows them before it is done, `hidden` those it shows them instead of,
    `band` the rubber band as first tick, last tick, lowest and highest pitch.
    """

    clip_edited = Signal(object)
    selection_changed = Signal()
    previewed = Signal(int, str)
    seek_requested = Signal(int)
    loop_changed = Signal(object)
    tool_changed = Signal(str)
    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.tool: Tool = "select"
        self.voice: str = "melody"
        self.grid = TICKS_PER_QUARTER // 4
        self.loop: Loop | None = None
        self.loop_draft: Loop | None = None
        self.band: Band | None = None
        self.pressed_key: int | None = None
        self.playhead: float | None = None
        self.drawn_duration = TICKS_PER_QUARTER
        self.entered: Picked = NOTHING  # the note that was entered last by key
        self.anchor: tuple[str, Note] | None = None  # the note that a range selected by key began with
        self._last_loop: Loop | None = None
        self._copied: Picked = NOTHING
        self._pasted: Picked = NOTHING
        self.load(Clip())

    def load(self, clip: Clip) -> None:
        """Show another clip: nothing is selected and there is nothing to undo."""
        self.clip = clip
        self.arrays: dict[str, NoteArrays] = {voice: NoteArrays(clip.part(voice)) for voice in VOICES}
        self.history = History()
        self.picked: Picked = NOTHING
        self.picked_at: dict[str, Columns] = {}
        self.show_draft(NOTHING, NOTHING)
        self.select(NOTHING)

    @Slot(str)
    def use_tool(self, tool: Tool) -> None:
        """Let the mouse select, draw or erase."""
        if tool != self.tool:
            self.tool = tool
            self.tool_changed.emit(tool)

    @Slot(str)
    def set_voice(self, voice: str) -> None:
        """Let drawn notes go to this voice."""
        self.voice = voice

    @Slot(object)
    def set_grid(self, ticks: int) -> None:
        """Snap to steps of so many ticks; 0 is off."""
        self.grid = ticks
        self.changed.emit()

    def show_draft(self, hidden: Picked, draft: Picked) -> None:
        """Show notes elsewhere or hide them during a gesture, without an edit."""
        self.hidden, self.draft = hidden, draft
        self.changed.emit()

    def show_band(self, band: Band | None) -> None:
        """Show the rubber band, or none."""
        self.band = band
        self.changed.emit()

    def show_loop(self, loop: Loop | None) -> None:
        """Show where the loop would be, while its brace is dragged."""
        self.loop_draft = loop
        self.changed.emit()

    def select(self, picked: Picked) -> None:
        """Select these notes and no others."""
        self.picked = picked
        self.picked_at = {voice: self.indices(picked, voice) for voice in VOICES}
        self.selection_changed.emit()
        self.changed.emit()

    def apply(self, done: Edit, instead: bool = False) -> None:
        """Make an edit part of the history, or let it replace the last one (`instead`), and emit the changes."""
        self.hidden = self.draft = NOTHING
        if self.picked == self.entered:
            self.entered = done.picked
        if done.clip != self.clip:
            if instead:
                self.history.forget_undone()
            else:
                self.history.remember(Edit(self.clip, self.picked))
            self._show(done.clip)
        self.select(done.picked)

    @Slot()
    def undo(self) -> None:
        """Take the last edit back, the selection with it."""
        self._return_to(self.history.undo(Edit(self.clip, self.picked)))

    @Slot()
    def redo(self) -> None:
        """Do the edit last taken back again."""
        self._return_to(self.history.redo(Edit(self.clip, self.picked)))

    def note_at(self, tick: float, pitch: int, slack: float = 0.0) -> tuple[str, Note] | None:
        """The note under a point, of the topmost voice; `slack` ticks beside it count too."""
        for voice in reversed(VOICES):
            hits = self.arrays[voice].sounding(tick - slack, tick + slack + 1e-6, pitch, pitch)
            if len(hits):
                return voice, self.arrays[voice].notes[int(hits[-1])]
        return None

    def notes_in(self, first: float, last: float, low: int, high: int) -> Picked:
        """The notes that a box of ticks and pitches touches."""
        return frozenset(
            (voice, self.arrays[voice].notes[index])
            for voice in VOICES
            for index in self.arrays[voice].sounding(first, last, low, high).tolist()
        )

    def indices(self, picked: Picked, voice: str) -> Columns:
        """The indices of notes in the arrays of one voice, shape (found,)."""
        if not picked:
            return np.empty(0, dtype=np.int64)
        if picked is self.picked and len(picked) == len(self.clip.notes):
            return np.arange(len(self.arrays[voice]))
        return self.arrays[voice].indices(note for its, note in picked if its == voice)

    def preview(self, picked: Picked) -> None:
        """Play the highest of some notes for a moment."""
        if picked:
            voice, note = max(picked, key=lambda each: each[1].pitch)
            self.previewed.emit(note.pitch, voice)

    def move(self, ticks: int = 0, semitones: int = 0) -> None:
        """Move the selected notes."""
        self._pitch(selection.moved(self.clip, self.picked, ticks, semitones))

    def move_in_scale(self, steps: int) -> None:
        """Move the selected notes by steps of the key."""
        self._pitch(selection.moved_in_scale(self.clip, self.picked, steps))

    def nudge(self, steps: int) -> None:
        """Move the selected notes by grid steps."""
        self.move(steps * self._step)

    def lengthen(self, steps: int) -> None:
        """Change the selected notes' durations by grid steps."""
        self.apply(selection.lengthened(self.clip, self.picked, steps * self._step, self._step))

    def change_velocity(self, picked: Picked, by: int) -> None:
        """Change the velocity of notes; the selection stays."""
        done = selection.velocity_changed(self.clip, picked, by)
        self.apply(Edit(done.clip, done.picked | (self.picked - picked) if self.picked & picked else self.picked))

    @Slot()
    def delete(self) -> None:
        """Remove the selected notes."""
        self.apply(selection.deleted(self.clip, self.picked))

    @Slot()
    def select_all(self) -> None:
        """Select every note."""
        self.select(selection.every_note(self.clip))

    @Slot()
    def copy(self) -> None:
        """Copy the selected notes."""
        self._copied = self.picked or self._copied

    @Slot()
    def cut(self) -> None:
        """Copy the selected notes and remove them."""
        self.copy()
        self.delete()

    @Slot()
    def paste(self) -> None:
        """Paste after the notes pasted last, else at the playhead, else after the originals."""
        if not self._copied:
            return
        if self._pasted and self.picked == self._pasted:
            tick = self._after(self._pasted)
        else:
            tick = self._after(self._copied) if self.playhead is None else round(self.playhead)
        done = selection.pasted(self.clip, self._copied, tick)
        self._pasted = done.picked
        self.apply(done)

    @Slot()
    def duplicate(self) -> None:
        """Add the selected notes once more, right after them."""
        self.apply(selection.duplicated(self.clip, self.picked))

    def step_selection(self, steps: int) -> None:
        """Select the note before or after the selected one, in its voice."""
        last = max(self.picked, key=lambda each: each[1], default=None)
        voice = last[0] if last else self.voice
        notes = self.clip.part(voice)
        if not notes:
            return
        at = notes.index(last[1]) + steps if last else 0
        self.select(frozenset([(voice, notes[max(0, min(len(notes) - 1, at))])]))
        self.preview(self.picked)

    def set_loop(self, loop: Loop | None) -> None:
        """Loop between two ticks, or not at all."""
        self._last_loop = loop or self.loop or self._last_loop
        if loop != self.loop:
            self.loop = loop
            self.loop_changed.emit(loop)
            self.changed.emit()

    @Slot()
    def toggle_loop(self) -> None:
        """Switch the loop off, or on again over where it was last, else over the selection or the clip."""
        if self.loop is not None:
            self.set_loop(None)
        elif self._last_loop or self.clip.length:
            around = selection.span(self.picked) if self.picked else (0, self.clip.length)
            self.set_loop(self._last_loop or around)

    @property
    def _step(self) -> int:
        return self.grid or selection.SHORTEST

    def _return_to(self, then: Edit) -> None:
        if then.clip is not self.clip:
            self._show(then.clip)
            self.select(then.picked)

    def _after(self, notes: Picked) -> int:
        start, end = selection.span(notes)
        beat = self.clip.timeline.meter_at(start).beat
        return start + max(beat, snapped_by(end - start + beat // 2 - 1, beat))

    def _pitch(self, done: Edit) -> None:
        changed = {note.pitch for _, note in done.picked} != {note.pitch for _, note in self.picked}
        self.apply(done)
        if changed:
            self.preview(self.picked)

    def _show(self, clip: Clip) -> None:
        before, self.clip = self.clip, clip
        for voice in VOICES:
            if clip.part(voice) != before.part(voice):
                self.arrays[voice] = NoteArrays(clip.part(voice))
        self.clip_edited.emit(clip)
