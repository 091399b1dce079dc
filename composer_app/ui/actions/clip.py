"""The clip as a whole: its key, meter, length and tempo, and the sections on its ruler."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QInputDialog, QLineEdit

from composer_app.errors import ComposerError
from composer_app.music.clip_properties import section_at, with_section, without_section
from composer_app.ui.actions.play import at_tempo
from composer_app.ui.panels.clip_properties import ClipDialog
from composer_app.ui.panels.generate.signature import METERS
from composer_app.ui.parts import Parts
from composer_app.ui.piano_roll.selection import Edit
from composer_app.ui.widgets.controls import sentence


class ClipActions(QObject):
    """What the clip's header and the ruler change; each change is one step of the history."""

    def __init__(self, parts: Parts) -> None:
        super().__init__(parts.window)
        self.window, self.editor = parts.window, parts.roll.editor
        self.messages = parts.session.messages
        self.dialog: ClipDialog | None = None

    @Slot()
    def show_properties(self) -> None:
        """Change key, meter, bars and tempo of the opened clip."""
        self.dialog = ClipDialog(self.editor.clip, METERS, self.window)
        self.dialog.accepted.connect(self._change)
        self.dialog.open()

    @Slot()
    def _change(self) -> None:
        if self.dialog is None or self.dialog.clip != self.editor.clip:
            return
        try:
            clip = self.dialog.changed_clip
        except ValueError as error:
            self.messages.failed.emit(ComposerError(sentence(str(error))))
            return
        bpm = self.dialog.bpm
        self._apply(Edit(clip if bpm is None else at_tempo(clip, bpm)))

    @Slot(int)
    def name_section(self, tick: int) -> None:
        """Begin a section in the bar of a tick, or rename the one that begins there."""
        clip = self.editor.clip
        bar = clip.timeline.bar_at(tick)
        begun = next((each.label for each in clip.sections if each.tick == clip.timeline.bar_start(bar)), "")
        title, ask = "Section", f"Name of the section from bar {bar + 1}, such as A, Verse or Chorus"
        name, given = QInputDialog.getText(self.window, title, ask, QLineEdit.EchoMode.Normal, begun)
        if given and name.strip():
            self._apply(Edit(with_section(clip, tick, name.strip()), self.editor.picked))

    @Slot(int)
    def remove_section(self, tick: int) -> None:
        """Take out the section that a tick lies in; its bars belong to the one before."""
        section = section_at(self.editor.clip, tick)
        if section is not None:
            self._apply(Edit(without_section(self.editor.clip, section), self.editor.picked))

    @Slot()
    def name_section_here(self) -> None:
        """Begin a section in the bar of the playhead."""
        self.name_section(round(self.editor.playhead or 0))

    def _apply(self, done: Edit) -> None:
        loop = self.editor.loop
        self.editor.apply(done)
        if loop is not None and loop[1] > self.editor.clip.length:
            self.editor.set_loop(None)
