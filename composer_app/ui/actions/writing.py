"""Generating: new ideas, and what the selection, the loop and the locks leave open in the opened clip."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from composer_app.errors import ComposerError
from composer_app.library.idea import Idea
from composer_app.music.voices import WrittenVoice
from composer_app.ui.actions.alternatives import AlternativeActions
from composer_app.ui.panels.ideas.card import described
from composer_app.ui.panels.ideas.panel import PAGE
from composer_app.ui.parts import Parts
from composer_app.ui.piano_roll.selection import Edit
from composer_app.ui.session.provenance import origin_text, request_of
from composer_app.ui.session.target import Target, spans_to_vary, target_of
from composer_app.ui.widgets.controls import sentence

if TYPE_CHECKING:
    from composer_app.protocol.request import Request, Sketch

BRIDGES = 12  # ideas offered as the end of one


class WritingActions(QObject):
    """Turns what the Generate panel and the Idea menu ask for into requests."""

    def __init__(self, parts: Parts, alternatives: AlternativeActions) -> None:
        super().__init__(parts.window)
        self.session, self.roll, self.header = parts.session, parts.roll, parts.header
        self.editor = parts.roll.editor
        self.document = parts.session.document
        self.messages = parts.session.messages
        self.panel, self.ideas = parts.generate, parts.ideas
        self._alternatives = alternatives
        self._again: Idea | None = None
        self._sketch_bars = self._written = 0

    @property
    def target(self) -> Target:
        """What a click on Generate would write now."""
        return target_of(self.editor.clip, self.editor.picked, self.editor.loop, self.header.locked)

    @Slot()
    def show_target(self) -> None:
        """Show what a click on Generate would write."""
        target = self.target
        self.panel.set_target(target)
        self.roll.set_target(target.ticks(self.editor.clip))

    @Slot()
    def generate(self) -> None:
        """Write what the selection, the loop or the locks leave open, or else new ideas."""
        target = self.target
        if target.problem:
            self._show_problem(target.problem)
        elif target.task == "new":
            self.generate_new()
        elif request := self._request_here(target.task):
            self._write_here(replace(request, task=target.task, write=target.write))

    @Slot()
    def generate_new(self) -> None:
        """Write new ideas, whatever is selected."""
        if self.panel.problem:
            self._show_problem(self.panel.problem)
        elif request := self._request("new"):
            self._sketch_bars = self.panel.length.all_bars
            self.session.writing.generate(request)

    @Slot()
    def continue_clip(self) -> None:
        """Add bars after the opened clip."""
        if request := self._request_here("continue"):
            self._write_here(request)

    @Slot()
    def vary(self) -> None:
        """Change a share of the opened clip's notes."""
        write = spans_to_vary(self.editor.clip, self.editor.picked, self.editor.loop, self.header.locked)
        if len(self.header.locked) == len(self.header.locks):
            self._show_problem(self.target.problem)
        elif request := self._request_here("vary"):
            self._write_here(replace(request, task="vary", write=write))

    @Slot(object)
    def bridge_to(self, end: Idea) -> None:
        """Write bars that lead from the opened clip to another idea, as new ideas."""
        request = self._request_here("bridge")
        if request is None:
            return
        self.document.save()
        start = self.document.idea
        name = start.name if start else "the opened clip"
        if start is not None and start.id == end.id:
            self._show_problem("A bridge leads to another idea: choose one that is not open.")
            return
        end = self.session.library.get(end.id) or end
        request = replace(request, task="bridge", to=end.clip)
        self._sketch_bars = self.editor.clip.bars
        self.session.writing.generate(request, origin_text(request, name, end.name), start.id if start else None)

    @Slot()
    def offer_bridges(self) -> None:
        """Offer the newest ideas as the end of a bridge, without the opened one and without alternatives."""
        found = self.session.library.ideas(alternatives=False, limit=PAGE)
        others = [idea for idea in found if idea.id != self.document.idea_id and idea.clip.notes]
        self.panel.verbs.set_destinations([(f"{idea.name}   {described(idea)}", idea) for idea in others[:BRIDGES]])

    @Slot()
    def clear_target(self) -> None:
        """Clear the selection, the loop and the locks, so that the next click writes a new idea."""
        self.editor.apply(Edit(self.editor.clip))
        self.editor.set_loop(None)
        for voice in self.header.locks:
            self.header.lock(voice, False)

    @Slot()
    def lock_melody(self) -> None:
        """Lock the melody, or unlock it."""
        self._toggle_lock("melody")

    @Slot()
    def lock_chords(self) -> None:
        """Lock the chords, or unlock them."""
        self._toggle_lock("chords")

    @Slot(object)
    def show_sketch(self, sketch: Sketch) -> None:
        """Show the first bars of an idea that is being written."""
        if self._alternatives.writing:
            self._alternatives.show_sketch(sketch)
        else:
            clip = sketch.clip
            whole = clip.timeline.bar_start(self._sketch_bars)
            self.ideas.show_sketch(sketch.number, replace(clip, length=max(whole, clip.length)))

    @Slot(object)
    def show_written(self, idea: Idea) -> None:
        """Show an idea that was written: among the alternatives, or in the list in place of its sketch."""
        if self._alternatives.writing:
            self._alternatives.show_written(idea)
        else:
            self.ideas.drop_sketch(self._written)
        self._written += 1
        if self._again is not None:
            self._compare(idea, self._again)

    @Slot()
    def end(self) -> None:
        """No more will be written."""
        self._alternatives.end()
        self.ideas.drop_sketches()
        self._again, self._written = None, 0

    @Slot()
    def generate_again(self) -> None:
        """Generate the chosen idea, or the opened one, again with its seed, model and settings."""
        chosen = self.ideas.chosen if self.ideas.view.hasFocus() else []
        idea = chosen[0] if chosen else self.document.idea
        if idea is None:
            self._show_problem("Open an idea first, or choose one in the list.")
        else:
            self.generate_idea_again(idea)

    @Slot(object)
    def generate_idea_again(self, idea: Idea) -> None:
        """Generate an idea from its seed, model and request: the notes it had before any edit."""
        if self._is_busy():
            return
        self.document.save()
        try:
            request, model = request_of(idea), self.session.models.called(idea.model)
        except ComposerError as error:
            self.messages.failed.emit(error)
            return
        self._sketch_bars = idea.clip.bars
        if self.session.writing.generate(request, f"{idea.name} generated again", idea.parent, model):
            self._again = idea

    def _compare(self, idea: Idea, first: Idea) -> None:
        """Announce whether the notes are the same as the first time."""
        same = idea.clip == (self.session.library.first_version(first.id) or first.clip)
        self.messages.announced.emit(
            f"{idea.name} has the same notes as {first.name} had when it was generated."
            if same
            else f"{idea.name} differs from {first.name}: the model, the program or the computer has changed since."
        )

    def _toggle_lock(self, voice: WrittenVoice) -> None:
        self.header.lock(voice, voice not in self.header.locked)

    def _is_busy(self) -> bool:
        """Whether ideas are being written; then this is announced."""
        if self.session.writing.busy:
            self.messages.announced.emit("Ideas are still being generated: wait for them, or click the button to stop.")
        return self.session.writing.busy

    def _request(self, task: str) -> Request | None:
        """What the panel asks for; None where a problem was shown instead."""
        if self._is_busy():
            return None
        try:
            request = self.panel.request()
        except ValueError as error:
            self._show_problem(sentence(str(error)))
            return None
        if reason := self.panel.refusal(task):
            self._show_problem(reason)
            return None
        return request

    def _request_here(self, task: str) -> Request | None:
        """What the panel asks for, applied to the opened clip, whose own meter, tempo and key it keeps."""
        clip = self.editor.clip
        if not clip.notes:
            self._show_problem("The piano roll is empty: open an idea or draw some notes first.")
            return None
        request = self._request(task)
        if request is None:
            return None
        # A continuation until the caller sets its task: a request with a clip needs a task that takes one.
        key = request.key if clip.key is None else None
        return replace(request, task="continue", clip=clip, form=None, pickup=0, key=key, meter=None, tempo=None)

    def _write_here(self, request: Request) -> None:
        """Generate alternatives for the opened clip, which is saved as an idea before."""
        self.document.save()
        idea = self.document.idea
        name = idea.name if idea else "the opened clip"
        if self.session.writing.generate(request, origin_text(request, name), idea.id if idea else None):
            self._alternatives.begin(request)

    def _show_problem(self, reason: str) -> None:
        self.messages.failed.emit(ComposerError(reason))
