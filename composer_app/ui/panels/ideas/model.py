"""The ideas that are listed, newest first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QWidget

from composer_app.ui.panels.ideas.card import IDEA_ROLE, described
from composer_app.ui.widgets.badge import badge_text

if TYPE_CHECKING:
    from composer_app.library.idea import Idea

_AnyIndex = QModelIndex | QPersistentModelIndex


SKETCHED = 1 << 60  # ids from here on are of ideas that are still being written: above all others in the list


def is_sketched(idea: Idea) -> bool:
    """Whether an idea is still being written: it is shown, but cannot be played or chosen."""
    return idea.id >= SKETCHED


class IdeasModel(QAbstractListModel):
    """Ideas, newest first."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.ideas: list[Idea] = []

    def set_ideas(self, ideas: Sequence[Idea]) -> None:
        """Show these and no others."""
        self.beginResetModel()
        self.ideas = list(ideas)
        self.endResetModel()

    def add(self, ideas: Sequence[Idea]) -> None:
        """Add ideas, sorted by id."""
        for idea in ideas:
            if idea.id not in [each.id for each in self.ideas]:
                row = next((row for row, each in enumerate(self.ideas) if each.id < idea.id), len(self.ideas))
                self.beginInsertRows(QModelIndex(), row, row)
                self.ideas.insert(row, idea)
                self.endInsertRows()

    def remove(self, ids: Sequence[int]) -> None:
        """Take ideas out."""
        for row in range(len(self.ideas) - 1, -1, -1):
            if self.ideas[row].id in ids:
                self.beginRemoveRows(QModelIndex(), row, row)
                del self.ideas[row]
                self.endRemoveRows()

    def change(self, idea: Idea) -> None:
        """Show an idea as it is now."""
        index = self.index_of(idea.id)
        if index.isValid():
            self.ideas[index.row()] = idea
            self.dataChanged.emit(index, index)

    def index_of(self, idea_id: int | None) -> QModelIndex:
        """The index of an idea; an invalid one when it is not listed."""
        row = next((row for row, idea in enumerate(self.ideas) if idea.id == idea_id), -1)
        return self.index(row) if row >= 0 else QModelIndex()

    def rowCount(self, parent: _AnyIndex = QModelIndex()) -> int:  # noqa: B008  Qt's own default
        return 0 if parent.isValid() else len(self.ideas)

    def data(self, index: _AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        idea = self.ideas[index.row()]
        if role == IDEA_ROLE:
            return idea
        if role == Qt.ItemDataRole.DisplayRole:
            return idea.name
        if role == Qt.ItemDataRole.AccessibleTextRole:
            parts = (idea.name, described(idea), badge_text(idea.originality), "starred" if idea.starred else "")
            return ", ".join(part for part in parts if part)
        return _tip(idea) if role == Qt.ItemDataRole.ToolTipRole else None

    def flags(self, index: _AnyIndex) -> Qt.ItemFlag:
        usable = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if not index.isValid() or is_sketched(self.ideas[index.row()]):
            return Qt.ItemFlag.NoItemFlags
        return usable | Qt.ItemFlag.ItemIsDragEnabled


def _tip(idea: Idea) -> str:
    """All that is known of an idea, and what can be done with it."""
    if is_sketched(idea):
        return f"{idea.clip.bars} bars so far"
    made = [f"{idea.name}: {described(idea)}"]
    made += [f"{idea.nats:.2f} nats a note, seed {idea.seed}"] if idea.nats is not None else []
    made += [badge_text(idea.originality)] if idea.originality is not None else []
    remarks = idea.remarks[1:] if idea.parent is not None else idea.remarks  # the first is in the description then
    return "\n".join([*made, *remarks, "Click to play, double-click to open, drag out as a MIDI file"])
