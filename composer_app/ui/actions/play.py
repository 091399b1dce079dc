"""Playing, stopping and looping the opened clip or an idea of the list."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QAbstractButton, QAbstractSpinBox, QApplication, QComboBox, QLineEdit

from composer_app.library.idea import Idea
from composer_app.music.clip import Clip
from composer_app.ui.parts import Parts
from composer_app.ui.piano_roll.selection import Edit

_FIELDS = (QLineEdit, QAbstractSpinBox)


class PlayActions(QObject):
    """Playback of the transport, the roll and the cards; `cursor` is the tick that Space plays from."""

    def __init__(self, parts: Parts) -> None:
        super().__init__(parts.window)
        self.session = parts.session
        self.document = parts.session.document
        self.playing = parts.session.playing
        self.messages = parts.session.messages
        self.roll = parts.roll
        self.editor = parts.roll.editor
        self.ideas = parts.ideas
        self.transport = parts.transport
        self.cursor = 0

    @Slot()
    def toggle_play(self) -> None:
        """Play or stop; a button or a list of choices that has the keyboard is pressed instead.
        """
        control = QApplication.focusWidget()
        if isinstance(control, QAbstractButton):
            control.click()
        elif isinstance(control, QComboBox):
            control.showPopup()
        else:
            self.play_or_stop()

    @Slot()
    def play_or_stop(self) -> None:
        """Stop what plays, or play the chosen card when the list has the keyboard, else the opened clip."""
        if self.playing.playing:
            self.playing.stop()
        elif self.ideas.view.hasFocus() and self.ideas.chosen:
            self.play_idea(self.ideas.chosen[0])
        else:
            self.play_opened(self.cursor)

    @Slot(object)
    def play_idea(self, idea: Idea) -> None:
        """Play an idea from its card, or stop it when it plays already."""
        playing = self.playing
        if playing.playing and playing.source == idea.id:
            playing.stop()
        elif self.document.idea is not None and self.document.idea.id == idea.id:
            self.play_opened(0)
        else:
            loop = (0, idea.clip.length) if self.transport.loop.isChecked() else None
            playing.play(idea.clip, idea.id, 0, loop)

    def play_opened(self, tick: int) -> None:
        """Play the opened clip from a tick on, or from the loop's start where that lies outside the loop."""
        clip, loop = self.editor.clip, self.editor.loop
        if not clip.notes:
            self.messages.announced.emit(
                "There is nothing to play yet: click Generate idea, or draw notes with the Draw tool (2)."
            )
            return
        if tick >= clip.length:
            tick = 0
        if loop is not None and not loop[0] <= tick < loop[1]:
            tick = loop[0]
        self.show_cursor(tick)
        self.roll.reveal_playhead()
        self.playing.play(clip, self.document.idea_id, tick, loop)

    @Slot()
    def stop(self) -> None:
        """Stop at the present position; in a text field, empty it and focus the roll."""
        if isinstance(field := QApplication.focusWidget(), QLineEdit):
            field.clear()
        if isinstance(field, _FIELDS):
            self.roll.setFocus()
        self.playing.stop()

    @Slot()
    def to_start(self) -> None:
        """Go to the start of the loop or of the clip."""
        self.seek(self.editor.loop[0] if self.editor.loop else 0)

    @Slot()
    def back_to_start(self) -> None:
        """Go to the start, playing on if something plays; on a card, open it; in a text field, accept the text."""
        if isinstance(QApplication.focusWidget(), _FIELDS):
            self.roll.setFocus()
        elif self.ideas.view.hasFocus() and self.ideas.chosen:
            self.ideas.open_requested.emit(self.ideas.chosen[0])
        else:
            self.to_start()

    @Slot(int)
    def seek(self, tick: int) -> None:
        """Go to a tick of the opened clip."""
        playing = self.playing
        self.show_cursor(tick)
        self.roll.reveal_playhead()
        if playing.playing and playing.source == self.document.idea_id:
            playing.seek(tick)

    def show_cursor(self, tick: int) -> None:
        """Show in roll and counter from where Space plays."""
        self.cursor = tick
        self.roll.set_playhead(float(tick))
        self.transport.set_position(float(tick))

    @Slot(int)
    def set_tempo(self, bpm: int) -> None:
        """Play the opened clip at another tempo."""
        self.editor.apply(Edit(at_tempo(self.editor.clip, bpm), self.editor.picked))

    @Slot()
    def toggle_loop(self) -> None:
        """Switch looping on or off."""
        self.set_looping(not self.transport.loop.isChecked())

    @Slot(bool)
    def set_looping(self, on: bool) -> None:
        """Loop the loop region, or the whole clip where none was set."""
        self.transport.set_loop(on)
        if on != (self.editor.loop is not None):
            self.editor.toggle_loop()
        playing = self.playing
        if playing.source != self.document.idea_id and playing.clip is not None:
            playing.set_loop((0, playing.clip.length) if on else None)

    @Slot(object)
    def follow_loop(self, loop: tuple[int, int] | None) -> None:
        if self.editor.clip.length:
            self.transport.set_loop(loop is not None)
        if self.playing.source == self.document.idea_id:
            self.playing.set_loop(loop)

    @Slot(int)
    def show_started(self, source: int) -> None:
        self.transport.set_playing(True)
        self.ideas.mark_playing(source)

    @Slot(float)
    def show_position(self, tick: float) -> None:
        source = self.playing.source
        self.ideas.mark_playing(source, tick)
        if source == self.document.idea_id:
            self.cursor = int(tick)
            self.roll.set_playhead(tick)
        self.transport.set_position(tick)

    @Slot(bool)
    def show_stopped(self, at_end: bool) -> None:
        self.transport.set_playing(False)
        self.ideas.mark_playing(None)
        if at_end and self.playing.source == self.document.idea_id:
            self.seek(0)
        self.transport.set_position(float(self.cursor))

    @Slot(object)
    def show_ports(self, names: tuple[str, ...]) -> None:
        self.transport.set_ports(names, self.playing.port)


def at_tempo(clip: Clip, bpm: float) -> Clip:
    """The clip with another tempo at its start in quarter notes a minute; later tempos change in proportion."""
    factor = bpm / clip.timeline.bpm
    tempos = tuple(replace(tempo, bpm=round(tempo.bpm * factor, 3)) for tempo in clip.timeline.tempos)
    return replace(clip, timeline=replace(clip.timeline, tempos=tempos))
