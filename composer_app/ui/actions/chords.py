"""The chord lane: chords typed, chosen, copied and pasted, and a new melody over them."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QGuiApplication

from composer_app.errors import ComposerError
from composer_app.music.chord import ChordSpan
from composer_app.music.chord_symbol import is_silence, parse_chord
from composer_app.music.progression import as_text, from_text, progression, set_chord
from composer_app.music.substitutes import substitutes
from composer_app.music.voicing import voiced
from composer_app.ui.parts import Parts
from composer_app.ui.piano_roll.chord_entry import ChordEntry
from composer_app.ui.piano_roll.selection import Edit
from composer_app.ui.widgets.controls import sentence


class ChordActions(QObject):
    """What the chord lane does; each change is one step of the history."""

    def __init__(self, parts: Parts) -> None:
        super().__init__(parts.window)
        self.roll, self.editor = parts.roll, parts.roll.editor
        self.messages = parts.session.messages
        self.entry = ChordEntry(self.roll.viewport())
        self._span = ChordSpan(0, 0, None)
        self.editor.chord_requested.connect(self.open_chord)
        self.editor.clip_edited.connect(self.leave)
        self.roll.scrolling.changed.connect(self.leave)
        self.entry.entered.connect(self.write_chord)
        self.entry.tried.connect(self.hear)
        self.entry.left.connect(self.leave)

    @Slot(int, bool)
    def open_chord(self, tick: int, one_bar: bool = False) -> None:
        """Type the chord that sounds at a tick, or a new one in its bar where none does; `one_bar` only that bar."""
        clip = self.editor.clip
        spans = progression(clip)
        number = next((i for i, span in enumerate(spans) if span.onset <= tick < span.end), None)
        bar = clip.timeline.bar_at(tick)
        start, stop = clip.timeline.bar_start(bar), clip.timeline.bar_start(bar + 1)
        span = ChordSpan(start, stop, None) if number is None else spans[number]
        if one_bar or span.chord is None:
            span = ChordSpan(max(start, span.onset), min(stop, span.end), span.chord)
        after = spans[number + 1].chord if number is not None and number + 1 < len(spans) else None
        offered = substitutes(span.chord, clip.key, after) if span.chord else []
        name = span.chord.name_in(clip.key) if span.chord else ""
        self._span = span
        self.roll.scrolling.reveal((span.onset, span.onset))
        box = self.roll.chord_box(span.onset, span.end)
        self.entry.open_at(box, name, [(each.chord.name_in(clip.key), each.reason) for each in offered])

    @Slot(str, bool)
    def write_chord(self, text: str, onward: bool) -> None:
        """Put the chord that was typed into the clip, and go on to the next one where `onward`."""
        span, clip = self._span, self.editor.clip
        try:
            chord = None if is_silence(text) else parse_chord(text)
        except ValueError as error:
            self.messages.failed.emit(ComposerError(sentence(str(error))))
            return
        if chord != span.chord:
            self.editor.apply(Edit(set_chord(clip, span.onset, span.end, chord)))
        self.leave()
        if onward:
            self.open_chord(span.end)
        else:
            self.roll.setFocus()

    @Slot(str)
    def hear(self, name: str) -> None:
        """Play a chord for a moment."""
        before = [note.pitch for note in self.editor.clip.chords if note.onset < self._span.onset <= note.end]
        for pitch in voiced(parse_chord(name), before):
            self.editor.previewed.emit(pitch, "chords")

    @Slot()
    def leave(self) -> None:
        """Close the field; what was typed and not entered is dropped."""
        if self.entry.isVisible():
            self.entry.hide()

    @Slot()
    def edit_chord(self) -> None:
        """Type the chord at the playhead."""
        self.open_chord(round(self.editor.playhead or 0))

    @Slot()
    def offer_substitutes(self) -> None:
        """Open the chord at the playhead with the chords that can take its place."""
        self.open_chord(round(self.editor.playhead or 0))
        self.entry.offer()

    @Slot()
    def copy_progression(self) -> None:
        """Copy the chords of the loop, or of the whole clip, as text."""
        if not self.editor.clip.chords:
            self.messages.failed.emit(ComposerError("There are no chords to copy."))
            return
        onset, end = self.editor.loop or (0, self.editor.clip.length)
        text = as_text(self.editor.clip, onset, min(end, self.editor.clip.length))
        QGuiApplication.clipboard().setText(text)
        self.messages.announced.emit(f"Copied: {text}")

    @Slot()
    def paste_progression(self) -> None:
        """Write the chords of a copied line from the bar of the playhead on."""
        text = QGuiApplication.clipboard().text()
        try:
            clip = from_text(self.editor.clip, text, round(self.editor.playhead or 0))
        except ValueError:
            self.messages.failed.emit(ComposerError("Copy chords first, written as | Dm7 | G7 | C |."))
            return
        self.editor.apply(Edit(clip))
