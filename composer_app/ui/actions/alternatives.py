"""The alternatives of a generation in the opened clip: shown, compared, looped, discarded."""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QLineEdit

from composer_app.library.idea import Idea
from composer_app.music.clip import Clip
from composer_app.music.edit import cut_bars
from composer_app.protocol.request import Request, Sketch
from composer_app.ui.actions.play import PlayActions
from composer_app.ui.panels.alternatives import BEFORE, AlternativesStrip, numbers_after
from composer_app.ui.parts import Parts
from composer_app.ui.piano_roll.selection import Edit
from composer_app.ui.session.provenance import origin_text, written_areas, written_notes

CONTEXT = 1  # bars before and after the written ones that are played with them


@dataclass(slots=True)
class Round:
    """One generation: its request, the id of the idea it changes, the clip before it, the ideas by their number."""

    request: Request
    parent: int | None
    before: Clip
    ideas: dict[int, Idea] = field(default_factory=dict)

    @property
    def bars(self) -> tuple[int, int]:
        """The first and last bar of the request, counted from 0."""
        timeline = self.before.timeline
        areas = written_areas(self.request, self.before)
        last = self.before.bars + (self.request.bars if self.request.task == "continue" else 0) - 1
        first = min(timeline.bar_at(start) for _, start, _ in areas)
        return first, max(first, min(last, max(timeline.bar_at(end - 1) for _, _, end in areas)))

    def part(self, clip: Clip) -> Clip:
        """The bars of the request, so that a small roll shows what differs, and how much is written yet."""
        return cut_bars(clip, *self.bars)

    def number_of(self, clip: Clip) -> int | None:
        """Which alternative a clip is, BEFORE for the clip before; None where it was edited since."""
        if clip == self.before:
            return BEFORE
        return next((number for number, idea in self.ideas.items() if idea.clip == clip), None)


class AlternativeActions(QObject):
    """Holds the latest round, and swaps its clips in the roll as one step of the history."""

    discarded = Signal(list)

    def __init__(self, parts: Parts, play: PlayActions) -> None:
        super().__init__(parts.window)
        self.session, self.roll = parts.session, parts.roll
        self.editor = parts.roll.editor
        self.document = parts.session.document
        self.playing = parts.session.playing
        self.strip: AlternativesStrip = parts.alternatives
        self._play = play
        self._round: Round | None = None
        self._writing = False

    def begin(self, request: Request) -> None:
        """A generation from the opened clip has begun."""
        name = self.document.idea.name if self.document.idea else "New clip"
        parent = self.document.idea_id or None
        self._round, self._writing = Round(request, parent, self.editor.clip), True
        title = origin_text(request, name)
        self.strip.begin(f"{title[:1].upper()}{title[1:]}", self._round.part(self.editor.clip), request.count)
        self.strip.mark(BEFORE)

    @Slot(object)
    def show_sketch(self, sketch: Sketch) -> None:
        """Show the first bars of an alternative while it is written."""
        if self._round is not None and self._writing and sketch.number + 1 not in self._round.ideas:
            self.strip.show_sketch(sketch.number + 1, self._round.part(sketch.clip))

    @Slot(object)
    def show_written(self, idea: Idea) -> None:
        """Show an alternative; the first one is put into the roll at once, unless the clip was edited meanwhile."""
        if self._round is None or not self._writing:
            return
        number = len(self._round.ideas) + 1
        self._round.ideas[number] = idea
        self.strip.show_alternative(number, self._round.part(idea.clip), idea)
        if number == 1 and self.editor.clip == self._round.before:
            self._put(number)
            if not isinstance(QApplication.focusWidget(), QLineEdit | QAbstractSpinBox):
                self.roll.setFocus()  # the new notes are selected there, and Ctrl+Z is meant for them

    @Slot()
    def end(self) -> None:
        """No more will be written."""
        if self._writing and not self.strip.drop_unwritten():
            self.dismiss()
        self._writing = False

    @Slot(int)
    def choose(self, number: int) -> None:
        """Put an alternative into the roll and play it, or stop it when it plays already."""
        playing = self.playing
        if self._round is None:
            return
        if number == self._round.number_of(self.editor.clip) and playing.playing:
            playing.stop()
            return
        self._put(number)
        self.roll.set_ghost(None)
        if not playing.playing:
            self._play.play_opened(self._context[0])

    @Slot(int)
    def show_ghost(self, number: int) -> None:
        """Show an alternative behind the notes of the roll, or none."""
        latest = self._round
        idea = latest.ideas.get(number) if latest is not None else None
        before = latest.before if latest is not None and number == BEFORE else None
        self.roll.set_ghost(idea.clip if idea is not None else before)

    @Slot()
    def show_next(self) -> None:
        """Show the next alternative."""
        self._step(1)

    @Slot()
    def show_previous(self) -> None:
        """Show the alternative before."""
        self._step(-1)

    @Slot(bool)
    def set_looping(self, on: bool) -> None:
        """Loop the bars that were written with a bar around them, or stop looping them."""
        if self._round is not None:
            self.editor.set_loop(self._context if on else None)

    @Slot()
    def follow_roll(self) -> None:
        """Mark the alternative that is in the roll."""
        if self._round is not None:
            self.strip.mark(self._round.number_of(self.editor.clip))

    @Slot(object)
    def follow_loop(self, loop: tuple[int, int] | None) -> None:
        """Show whether the bars that were written are looped."""
        self.strip.loop.setChecked(self._round is not None and loop == self._context)

    @Slot(object, object)
    def follow_opened(self, idea: Idea | None, clip: Clip) -> None:
        """Another idea is open: close the alternatives, which stay in the list."""
        if self._round is not None and (idea is None or idea.id != self._round.parent):
            self.dismiss()

    @Slot()
    def discard_others(self) -> None:
        """Delete the alternatives that are not in the roll; this can be undone."""
        if self._round is not None and not self._writing:
            shown = self._round.number_of(self.editor.clip)
            others = [idea for number, idea in self._round.ideas.items() if number != shown]
            self.dismiss()
            self.discarded.emit(others)

    @Slot()
    def dismiss(self) -> None:
        """Hide the alternatives; the clip stays as it is."""
        self._round, self._writing = None, False
        self.roll.set_ghost(None)
        self.strip.hide()

    def _step(self, step: int) -> None:
        if self._round is not None:
            shown = self._round.number_of(self.editor.clip)
            number = numbers_after(self.strip.numbers, shown, step)
            if number is not None:
                self._put(number)

    def _put(self, number: int) -> None:
        """Put an alternative into the roll in place of another, so that one undo brings back the clip before."""
        if self._round is None:
            return
        shown = self._round.number_of(self.editor.clip)
        if number == BEFORE and shown not in (None, BEFORE) and self.editor.history.can_undo:
            self.editor.undo()
        if number == BEFORE:
            self.editor.apply(Edit(self._round.before))  # emits nothing where the undo has brought it back
        else:
            clip = self._round.ideas[number].clip
            picked = written_notes(self._round.request, self._round.before, clip)
            self.editor.apply(Edit(clip, picked), instead=shown not in (None, BEFORE))
        self.roll.scrolling.reveal(self._context)
        if not self.playing.playing:
            self._play.seek(self._context[0])

    @property
    def writing(self) -> bool:
        """Whether the ideas written now are alternatives for the opened clip."""
        return self._round is not None and self._writing

    @property
    def _context(self) -> tuple[int, int]:
        assert self._round is not None
        first, last = self._round.bars
        timeline, clip = self._round.before.timeline, self.editor.clip
        last = min(last + CONTEXT, clip.bars - 1)
        return timeline.bar_start(max(0, first - CONTEXT)), timeline.bar_start(last + 1)
