"""Ideas opened, starred, renamed, deleted, found."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal, Slot

from composer_app.library.idea import Idea
from composer_app.ui.panels.ideas.panel import PAGE
from composer_app.ui.parts import Parts


class IdeaActions(QObject):
    """What the Idea menu and the cards do with ideas; `deleted` carries a sentence about what was deleted."""

    deleted = Signal(str)

    def __init__(self, parts: Parts) -> None:
        super().__init__(parts.window)
        self.session = parts.session
        self.document = parts.session.document
        self.playing = parts.session.playing
        self.roll = parts.roll
        self.ideas = parts.ideas

    @Slot(list)
    def delete_ideas(self, ideas: Sequence[Idea]) -> None:
        """Delete ideas; the deletion can be undone."""
        if ideas:
            if self.playing.source in [idea.id for idea in ideas]:
                self.playing.stop()
            self.session.ideas.delete(ideas)
            what = f"{ideas[0].name} was deleted." if len(ideas) == 1 else f"{len(ideas)} ideas were deleted."
            self.deleted.emit(what)

    @Slot(object)
    def open_idea(self, idea: Idea) -> None:
        """Show an idea in the roll."""
        self.document.open_idea(idea)
        self.roll.setFocus()

    @Slot()
    def star(self) -> None:
        """Star the chosen ideas, or the opened one."""
        opened = [self.document.idea] if self.document.idea is not None else []
        ideas = self.ideas.chosen if self.ideas.view.hasFocus() else opened
        for idea in ideas:
            self.session.ideas.star(idea, not ideas[0].starred)

    @Slot()
    def rename(self) -> None:
        """Give the chosen idea, or the opened one, another name."""
        chosen = self.ideas.chosen if self.ideas.view.hasFocus() else []
        idea = chosen[0] if chosen else self.document.idea
        if idea is not None:
            self.ideas.ask_name(idea)

    @Slot()
    def show_ideas_found(self) -> None:
        """Show the first page of the ideas that the search and the filters find."""
        if self.session.closed:
            return  # the search was typed just before the window was closed
        self.ideas.set_ideas(self._found())
        self.ideas.mark_opened(self.document.idea_id or None)

    @Slot(int)
    def show_more(self, before: int) -> None:
        """Show the next page of the ideas found."""
        self.ideas.add_page(self._found(before))

    @Slot(list)
    def fill_empty_roll(self, ideas: Sequence[Idea]) -> None:
        """Open the first idea that is added while the roll is empty."""
        if ideas and self.document.idea is None and not self.document.clip.notes:
            self.document.open_idea(ideas[0])

    def _found(self, before: int | None = None) -> list[Idea]:
        """A page of the ideas that the search and the filters find, from the newest on or from before an id."""
        starred, alternatives = self.ideas.starred.isChecked(), not self.ideas.plain.isChecked()
        words = self.ideas.search.text()
        return self.session.library.ideas(
            starred=starred, alternatives=alternatives, search=words, limit=PAGE, before=before
        )
