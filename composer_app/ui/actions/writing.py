"""Asking the generator: for new ideas, and for what the selection, the loop and the locks leave open."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from composer_app.errors import ComposerError
from composer_app.library.idea import Idea
from composer_app.music.voices import WrittenVoice
from composer_app.ui.actions.alternatives import TakeActions
from composer_app.ui.panels.ideas.card import described
from composer_app.ui.panels.ideas.panel import PAGE
from composer_app.ui.parts import Parts
from composer_app.ui.session.provenance import request_of, told
from composer_app.ui.session.target import Aim, aim_at, spans_to_vary
from composer_app.ui.widgets.controls import sentence

if TYPE_CHECKING:
    from composer_app.protocol.request import Request, Sketch

TARGETS = 12


class WritingActions(QObject):
    """What the panel Generate and the menu Idea ask to be written."""

    def __init__(self, parts: Parts, takes: TakeActions) -> None:
        super().__init__(parts.window)
        self.session, self.roll, self.header = parts.session, parts.roll, parts.header
        self.wishes, self.ideas = parts.generate, parts.ideas
        self._takes = takes
        self._again: Idea | None = None
        self._asked_bars = self._written = 0

    @property
    def aim(self) -> Aim:
        """What a click on Generate acts on now."""
        return aim_at(self.roll.clip, self.roll.selected_notes, self.roll.loop, self.header.locked)

    @Slot()
    def show_aim(self) -> None:
        """Let the panel say what a click acts on."""
        aim = self.aim
        self.wishes.set_aim(aim)
        self.roll.set_aimed(aim.ticks(self.roll.clip))

    @Slot()
    def generate(self) -> None:
        """Write what the selection, the loop or the locks leave open, or else new ideas."""
        aim = self.aim
        if aim.problem:
            self._refuse(aim.problem)
        elif aim.task == "new":
            self.generate_new()
        elif wish := self._wish_here(aim.task):
            self._write_here(replace(wish, task=aim.task, write=aim.write))

    @Slot()
    def generate_new(self) -> None:
        """Write new ideas, whatever is selected."""
        if self.wishes.problem:
            self._refuse(self.wishes.problem)
        elif wish := self._wish("new"):
            self._asked_bars = self.wishes.length.all_bars
            self.session.generate(wish)

    @Slot()
    def generate_onward(self) -> None:
        """Write on from the opened clip."""
        if wish := self._wish_here("continue"):
            self._write_here(wish)

    @Slot()
    def vary(self) -> None:
        """Write a share of the opened clip's notes anew."""
        write = spans_to_vary(self.roll.clip, self.roll.selected_notes, self.roll.loop, self.header.locked)
        if len(self.header.locked) == len(self.header.locks):
            self._refuse(self.aim.problem)
        elif wish := self._wish_here("vary"):
            self._write_here(replace(wish, task="vary", write=write))

    @Slot(object)
    def bridge_to(self, target: Idea) -> None:
        """Write the way from the opened clip to another idea, as new ideas."""
        wish = self._wish_here("bridge")
        if wish is None:
            return
        self.session.save()
        start = self.session.idea
        name = start.name if start else "the opened clip"
        if start is not None and start.id == target.id:
            self._refuse("A bridge leads to another idea than the opened one.")
            return
        goal = self.session.library.get(target.id) or target
        request = replace(wish, task="bridge", to=goal.clip)
        self._asked_bars = self.roll.clip.bars
        self.session.generate(request, told(request, name, goal.name), start.id if start else None)

    @Slot()
    def offer_targets(self) -> None:
        """Offer the newest ideas, but not the opened one and no alternatives, as the other end of a bridge."""
        opened = self.session.idea.id if self.session.idea else None
        found = self.session.library.ideas(alternatives=False, limit=PAGE)
        others = [idea for idea in found if idea.id != opened and idea.clip.notes][:TARGETS]
        self.wishes.verbs.set_targets([(f"{idea.name}   {described(idea)}", idea) for idea in others])

    @Slot()
    def drop_aim(self) -> None:
        """Nothing selected, looped or locked: the next click writes a new idea."""
        self.roll.edit_clip(self.roll.clip)
        self.roll.set_loop(None)
        for voice in self.header.locks:
            self.header.lock(voice, False)

    @Slot()
    def lock_melody(self) -> None:
        """Lock the melody, or unlock it."""
        self._turn_lock("melody")

    @Slot()
    def lock_chords(self) -> None:
        """Lock the chords, or unlock them."""
        self._turn_lock("chords")

    @Slot(object)
    def show_sketch(self, sketch: Sketch) -> None:
        """Show the first bars of what is being written where it will stand."""
        if self._takes.writing:
            self._takes.show_sketch(sketch)
        else:
            clip = sketch.clip
            whole = clip.timeline.bar_start(self._asked_bars)
            self.ideas.show_sketch(sketch.number, replace(clip, length=max(whole, clip.length)))

    @Slot(object)
    def take_written(self, idea: Idea) -> None:
        """Show what has been written where it was asked for."""
        if self._takes.writing:
            self._takes.take_written(idea)
        else:
            self.ideas.drop_sketch(self._written)
        self._written += 1
        if self._again is not None:
            self._compare(idea, self._again)

    @Slot()
    def end(self) -> None:
        """Nothing is being written any more."""
        self._takes.end()
        self.ideas.drop_sketches()
        self._again, self._written = None, 0

    @Slot()
    def write_again(self) -> None:
        """Write the chosen idea, or the opened one, once more as it was first written."""
        chosen = self.ideas.chosen if self.ideas.view.hasFocus() else []
        idea = chosen[0] if chosen else self.session.idea
        if idea is None:
            self._refuse("Open the idea that is to be written again, or choose it in the list.")
        else:
            self.write_idea_again(idea)

    @Slot(object)
    def write_idea_again(self, idea: Idea) -> None:
        """Write an idea from its seed, model and request: the same notes, whatever was edited since."""
        if self._is_busy():
            return
        self.session.save()
        try:
            request, model = request_of(idea), self.session.model_called(idea.model)
        except ComposerError as error:
            self.session.failed.emit(error)
            return
        self._asked_bars = idea.clip.bars
        if self.session.generate(request, f"{idea.name} written again", idea.parent, model):
            self._again = idea

    def _compare(self, idea: Idea, first: Idea) -> None:
        """Say whether the notes are the same as those written first."""
        same = idea.clip == (self.session.library.first_version(first.id) or first.clip)
        self.session.told.emit(
            f"{idea.name} has the very notes that {first.name} was written with."
            if same
            else f"{idea.name} differs from {first.name}: the model or the program has changed since, or the machine."
        )

    def _turn_lock(self, voice: WrittenVoice) -> None:
        self.header.lock(voice, voice not in self.header.locked)

    def _is_busy(self) -> bool:
        """Whether ideas are being written, which is said."""
        if self.session.busy:
            self.session.told.emit("Ideas are still being written: wait for them, or click the button to stop.")
        return self.session.busy

    def _wish(self, task: str) -> Request | None:
        """What the panel asks for; None where it cannot be asked for now or of this model, which is said."""
        if self._is_busy():
            return None
        try:
            wish = self.wishes.request()
        except ValueError as error:
            self._refuse(sentence(str(error)))
            return None
        if reason := self.wishes.refusal(task):
            self._refuse(reason)
            return None
        return wish

    def _wish_here(self, task: str) -> Request | None:
        """What the panel asks for of the opened clip, whose own meter, tempo and key it keeps."""
        clip = self.roll.clip
        if not clip.notes:
            self._refuse("The roll is empty: open an idea or draw some notes first.")
            return None
        wish = self._wish(task)
        if wish is None:
            return None
        # Named a continuation until its task is known: a request of a clip needs a task that takes one.
        key = wish.key if clip.key is None else None
        return replace(wish, task="continue", clip=clip, form=None, pickup=0, key=key, meter=None, tempo=None)

    def _write_here(self, request: Request) -> None:
        """Ask for alternatives of the opened clip, which is an idea of the library from now on."""
        self.session.save()
        idea = self.session.idea
        name = idea.name if idea else "the opened clip"
        if self.session.generate(request, told(request, name), idea.id if idea else None):
            self._takes.begin(request)

    def _refuse(self, reason: str) -> None:
        self.session.failed.emit(ComposerError(reason))
