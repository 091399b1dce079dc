"""The ideas of the library as they are added, changed, deleted, restored and exported."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from composer_app.export.formats import accompaniment_label, export_ideas
from composer_app.library.idea import Idea
from composer_app.library.store import Library
from composer_app.music.accompaniment.styles import Style
from composer_app.ui.session.jobs import Jobs
from composer_app.ui.session.messages import Messages


class Ideas(QObject):
    """Changes the library; every idea is in it before its signal is emitted.

    `added` and `restored` carry lists of ideas, `removed` a list of ids, `changed` one idea as it is now.
    """

    added = Signal(list)
    removed = Signal(list)
    restored = Signal(list)
    changed = Signal(object)

    def __init__(self, library: Library, jobs: Jobs, messages: Messages, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.library = library
        self._jobs, self._messages = jobs, messages
        self._deleted: list[list[int]] = []
        self._restored: list[list[int]] = []

    def add(self, idea: Idea) -> Idea:
        """Put an idea into the library; the idea with its id."""
        kept = self.library.add(idea)
        self.added.emit([kept])
        return kept

    @Slot(object, bool)
    def star(self, idea: Idea, starred: bool) -> None:
        """Star an idea, or take the star away."""
        self.library.star(idea.id, starred)
        self.reload(idea.id)

    @Slot(object, str)
    def rename(self, idea: Idea, name: str) -> None:
        """Give an idea another name; a blank one leaves it as it is."""
        if name.strip() and name.strip() != idea.name:
            self.library.rename(idea.id, name.strip())
            self.reload(idea.id)

    def delete(self, ideas: Sequence[Idea]) -> None:
        """Take ideas out of the list; `undo_delete` brings them back."""
        self._remove([idea.id for idea in ideas])
        self._restored.clear()

    @property
    def can_undo_delete(self) -> bool:
        """Whether there are deleted ideas to bring back."""
        return bool(self._deleted)

    @Slot()
    def undo_delete(self) -> None:
        """Bring the ideas deleted last back."""
        if self._deleted:
            ids = self._deleted.pop()
            self.library.restore(ids)
            self._restored.append(ids)
            self.restored.emit([idea for number in ids if (idea := self.library.get(number)) is not None])

    @Slot()
    def redo_delete(self) -> None:
        """Delete again what was brought back last."""
        if self._restored:
            self._remove(self._restored.pop())

    def export(self, ideas: Sequence[Idea], folder: Path, form: str, style: Style) -> None:
        """Write ideas into a folder, in a format of the WRITERS table, their chords played in a style."""
        current = [self.library.get(idea.id) or idea for idea in ideas]
        job = self._jobs.make(lambda: _export(current, folder, form, style), "export")
        job.progressed.connect(self._announce)
        job.start()

    @Slot(object)
    def reload(self, idea_id: int) -> None:
        """An idea was changed in the library: read it, and emit it as it is now."""
        idea = self.library.get(idea_id)
        if idea is not None:
            self.changed.emit(idea)

    @Slot(object)
    def _announce(self, text: str) -> None:
        self._messages.announced.emit(text)

    def _remove(self, ids: list[int]) -> None:
        self.library.delete(ids)
        self._deleted.append(ids)
        self.removed.emit(ids)


def _export(ideas: Sequence[Idea], folder: Path, form: str, style: Style) -> Iterator[str]:
    """In the job's thread."""
    paths = list(export_ideas(ideas, folder, form, style))
    what = paths[0].name if len(paths) == 1 else f"{len(paths)} ideas"
    yield f"Exported {what} to {folder}{accompaniment_label(form, style)}."
