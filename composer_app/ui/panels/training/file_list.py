"""What became of each file of a training folder, and why."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer, Slot

from composer_app.ui.icons import icon
from composer_app.ui.theme import DANGER, GOOD

_AnyIndex = QModelIndex | QPersistentModelIndex
_TAKE_MS = 60


class FileListModel(QAbstractListModel):
    """Files with their reasons; what arrives quickly is taken in a few times a second."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.kept = self.dropped = 0
        self._folder = Path()
        self._only_dropped = False
        self._reads: list[Any] = []
        self._shown: list[Any] = []
        self._waiting: list[Any] = []
        self._icons = {True: icon("check", GOOD), False: icon("close", DANGER)}
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_TAKE_MS)
        self._timer.timeout.connect(self.take_waiting)

    def begin(self, folder: Path) -> None:
        """Forget the files of before."""
        self.beginResetModel()
        self._folder, self.kept, self.dropped = folder, 0, 0
        self._reads, self._shown, self._waiting = [], [], []
        self.endResetModel()

    def add(self, read: Any) -> None:
        """One file more; it is shown with the next handful."""
        self.kept += bool(read.kept)
        self.dropped += not read.kept
        self._waiting.append(read)
        if not self._timer.isActive():
            self._timer.start()

    @Slot()
    def take_waiting(self) -> None:
        """Show what has arrived."""
        fresh, self._waiting = self._waiting, []
        self._reads += fresh
        shown = [read for read in fresh if self._fits(read)]
        if shown:
            self.beginInsertRows(QModelIndex(), len(self._shown), len(self._shown) + len(shown) - 1)
            self._shown += shown
            self.endInsertRows()

    def show_only_dropped(self, only: bool) -> None:
        """Leave out what was kept."""
        self.take_waiting()
        self.beginResetModel()
        self._only_dropped = only
        self._shown = [read for read in self._reads if self._fits(read)]
        self.endResetModel()

    @property
    def reasons(self) -> Sequence[str]:
        """The lines shown."""
        return [self._line(read) for read in self._shown]

    def _fits(self, read: Any) -> bool:
        return not (self._only_dropped and read.kept)

    def _line(self, read: Any) -> str:
        name = read.path.relative_to(self._folder) if read.path.is_relative_to(self._folder) else read.path.name
        if not read.kept:
            return f"{name}: {read.reason}"
        parts = [str(read.key or ""), str(read.meter or ""), f"{read.bars} bars" if read.bars else "", read.voices]
        return f"{name}: {', '.join(part for part in parts if part)}"

    def rowCount(self, parent: _AnyIndex = QModelIndex()) -> int:  # noqa: B008  Qt's own default
        return 0 if parent.isValid() else len(self._shown)

    def data(self, index: _AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        read = self._shown[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self._line(read)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{'kept' if read.kept else 'dropped'}, {self._line(read)}"
        if role == Qt.ItemDataRole.DecorationRole:
            return self._icons[bool(read.kept)]
        return None
