"""Recording, the metronome, the computer keyboard as a piano, and keeping what was played."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import QObject, QTimer, Slot

from composer_app.errors import ComposerError
from composer_app.library.idea import Idea
from composer_app.music.clip import Clip
from composer_app.music.recording import Hands, TakeOptions, with_take
from composer_app.music.voices import VOICES
from composer_app.playback.protocol import BUILT_IN, SetInputs
from composer_app.settings import Settings
from composer_app.ui.actions.play import PlayActions
from composer_app.ui.parts import Parts
from composer_app.ui.piano_roll.selection import NOTHING, Edit
from composer_app.ui.session.computer_keyboard import ComputerKeyboard
from composer_app.ui.session.recording import Take, TakeNotes

MIDI_LOUDEST = 127
SETTLE_MS = 120  # what was played just before the end may still be on its way here


class RecordActions(QObject):
    """What is played becomes notes of the opened clip, or a clip of its own."""

    def __init__(self, parts: Parts, play: PlayActions) -> None:
        super().__init__(parts.window)
        self.parts, self.play = parts, play
        self.session, self.editor = parts.session, parts.roll.editor
        self.recording, self.playing = parts.session.recording, parts.session.playing
        self.panel = parts.record_settings
        self._source = 0  # the idea that is recorded into; 0 for a clip that is no idea yet
        self.keyboard = ComputerKeyboard(self)
        self.keyboard.played.connect(self.playing.press_key)
        self.keyboard.changed.connect(parts.session.messages.announced)

    def begin(self) -> None:
        """Let the player listen and click as the settings say."""
        self.parts.transport.metronome.setChecked(self.parts.settings.metronome)
        self.apply_settings()

    @property
    def settings(self) -> Settings:
        """The settings as the controls show them."""
        return self.panel.to_settings(self.parts.settings)

    @Slot()
    def apply_settings(self) -> None:
        """Tell the player what the controls of recording say."""
        settings = self.settings
        names = tuple(settings.inputs.split("\n")) if settings.inputs else None
        channel = settings.input_channel - 1 if settings.input_channel else None
        self.playing.set_inputs(SetInputs(names, channel, settings.input_thru, settings.input_latency / 1000))
        level = max(1, round(MIDI_LOUDEST * settings.metronome_level / 100))
        self.playing.set_metronome(self.parts.transport.metronome.isChecked(), level, settings.metronome_takes)

    @Slot()
    def toggle_record(self) -> None:
        """Record into the opened clip from the bar of the playhead on, or end the recording."""
        if self.recording.active:
            self.playing.stop()
            return
        self.playing.stop()
        clip, loop = self.editor.clip, self.editor.loop
        cursor = loop[0] if loop and not loop[0] <= self.play.cursor < loop[1] else self.play.cursor
        start = clip.timeline.bar_start(clip.timeline.bar_at(cursor))
        source = self.session.document.idea_id
        if self.playing.record(clip, source, start, loop, self.settings.record_count_in):
            self._source = source
            self.recording.begin(clip, start, loop, take_options(self.settings))
            self.parts.transport.set_recording(True)
            self.session.messages.announced.emit("Recording. R or Space ends it; Undo takes it back.")

    @Slot(bool)
    def end_take(self, _: bool) -> None:
        """The music stopped, and with it the recording."""
        self.parts.transport.set_recording(False)
        if self.recording.active:
            QTimer.singleShot(SETTLE_MS, self.recording, self.recording.end)

    @Slot(int)
    def end_for_other(self, _: int) -> None:
        """Something else is played: the recording is over."""
        if self.recording.active:
            self.end_take(False)

    @Slot(object, object)
    def follow_opened(self, idea: Idea | None, _: Clip) -> None:
        """The clip that is recorded into has become an idea."""
        if idea is not None and self._source == 0 and self.playing.source == idea.id:
            self._source = idea.id

    @Slot(object)
    def show_progress(self, notes: TakeNotes) -> None:
        """Show the notes of the running take in the roll."""
        if self.session.document.idea_id == self._source:
            self.editor.show_draft(NOTHING, frozenset((voice, note) for voice in notes for note in notes[voice]))

    @Slot(float)
    def make_room(self, tick: float) -> None:
        """Let the roll follow a recording beyond the end of the clip."""
        if self.recording.active:
            self.parts.roll.scrolling.reach(max(0, int(tick)))

    @Slot(object)
    def write_take(self, take: Take) -> None:
        """Put a take into the clip that it was recorded over, as one step that can be undone.

        Where another clip was opened meanwhile, it becomes an idea of its own.
        """
        self.editor.show_draft(NOTHING, NOTHING)
        count = sum(map(len, take.notes.values()))
        if not count:
            self.session.messages.announced.emit("Nothing was played, so nothing has changed.")
            return
        if self.session.document.idea_id == self._source:
            clip = with_take(self.editor.clip, take.notes, take.options, take.start, take.end)
            self.editor.apply(Edit(clip, NOTHING))  # selected, it would be what Generate fills
            self.play.seek(take.start)
            self.session.messages.announced.emit(_described(take.notes))
        else:
            self._add(with_take(take.over, take.notes, take.options, take.start, take.end), "recorded")
            self.session.messages.announced.emit("The recording is a new idea, as another clip was opened meanwhile.")

    def close(self) -> None:
        """The window closes: what was recorded up to now is written at once."""
        self.keyboard.switch(False)
        take = self.recording.end_now()
        if take is not None:
            self.write_take(take)

    @Slot()
    def keep_played(self) -> None:
        """Make a clip of what was played last, with or without recording."""
        self.recording.keep(take_options(self.settings))

    @Slot(object)
    def open_kept(self, clip: Clip) -> None:
        """Show the clip of what was played."""
        idea = self._add(clip, f"played freely, found at {clip.timeline.bpm:g} bpm")
        self.session.document.open_idea(idea)
        meter = clip.timeline.meter
        self.session.messages.announced.emit(
            f"Kept {clip.bars} bars, {meter} at {clip.timeline.bpm:g} bpm. Keep again for what was played before."
        )

    @Slot()
    def measure_latency(self) -> None:
        """Time notes from the MIDI output back to an input."""
        if self.playing.port in ("", BUILT_IN):
            self.session.messages.failed.emit(
                ComposerError("Choose a MIDI output and connect it to an input by a cable, then measure again.")
            )
        else:
            self.playing.measure_latency()

    @Slot(object)
    def show_latency(self, seconds: float | None) -> None:
        """Take over what was measured."""
        if seconds is None:
            self.session.messages.failed.emit(
                ComposerError("No note came back. Connect the MIDI output to an input by a cable, and try again.")
            )
        else:
            self.panel.latency.setValue(1000 * seconds)
            self.session.messages.announced.emit(f"Recordings are moved {1000 * seconds:.1f} ms earlier from now on.")

    @Slot(bool)
    def switch_keyboard(self, on: bool) -> None:
        """Let the computer keyboard be a piano, or no more."""
        self.keyboard.switch(on)

    @Slot()
    def show_settings(self) -> None:
        """Open the settings of recording."""
        self.panel.open_over(self.parts.transport.record_more)

    def _add(self, clip: Clip, remark: str) -> Idea:
        number = self.session.library.count() + 1
        return self.session.ideas.add(Idea(name=f"Take {number}", clip=clip, task="sketch", remarks=(remark,)))


def take_options(settings: Settings) -> TakeOptions:
    """How takes are written."""
    return TakeOptions(
        settings.record_grid,
        settings.record_strength / 100,
        cast("Hands", settings.record_hands if settings.record_hands in ("split", "melody", "chords") else "found"),
        settings.record_split,
        settings.record_replace,
    )


def _described(notes: TakeNotes) -> str:
    parts = [f"{len(each)} {VOICES[v].noun} note{'s' if len(each) > 1 else ''}" for v, each in notes.items() if each]
    return f"Recorded {' and '.join(parts)}. Ctrl+Z takes them back."
