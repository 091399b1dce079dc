"""The files of a training folder: which are used, which are skipped, and why."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    QTimer,
    Slot,
)
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from composer_app.ui.widgets.icons import paint_icon
from composer_app.ui.widgets.theme import DANGER, GOOD, MUTED, RAISED, SMALL_SIZE, SPACING, TEXT, font

if TYPE_CHECKING:
    from composer_app.corpus.reading.folder import FileRead

_AnyIndex = QModelIndex | QPersistentModelIndex
_TAKE_MS = 60
NAME_ROLE, DETAIL_ROLE, KEPT_ROLE = (Qt.ItemDataRole.UserRole + number for number in range(3))
_ROW, _ICON = 5 * SPACING, 2 * SPACING


class FileListModel(QAbstractListModel):
    """Files with their reasons; new ones are shown a few times a second."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.used = self.skipped = 0
        self._folder = Path()
        self._only_skipped = False
        self._reads: list[FileRead] = []
        self._shown: list[FileRead] = []
        self._waiting: list[FileRead] = []
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_TAKE_MS)
        self._timer.timeout.connect(self.take_waiting)

    def begin(self, folder: Path) -> None:
        """Remove all files: another folder is read."""
        self.beginResetModel()
        self._folder, self.used, self.skipped = folder, 0, 0
        self._reads, self._shown, self._waiting = [], [], []
        self.endResetModel()

    def add(self, read: FileRead) -> None:
        """Add a file; it is shown soon."""
        self.used += read.kept
        self.skipped += not read.kept
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

    def show_only_skipped(self, only: bool) -> None:
        """Leave out the files that are used, or show them again."""
        self.take_waiting()
        self.beginResetModel()
        self._only_skipped = only
        self._shown = [read for read in self._reads if self._fits(read)]
        self.endResetModel()

    @property
    def reasons(self) -> Sequence[str]:
        """The lines shown."""
        return [self._line(read) for read in self._shown]

    def _fits(self, read: FileRead) -> bool:
        return not (self._only_skipped and read.kept)

    def _name(self, read: FileRead) -> str:
        return str(read.path.relative_to(self._folder) if read.path.is_relative_to(self._folder) else read.path.name)

    @staticmethod
    def _detail(read: FileRead) -> str:
        if not read.kept:
            return read.reason.removeprefix("dropped: ")
        parts = [str(read.key or ""), str(read.meter or ""), f"{read.bars} bars" if read.bars else "", read.voices]
        return ", ".join(part for part in parts if part)

    def _line(self, read: FileRead) -> str:
        return f"{self._name(read)}: {self._detail(read)}"

    def _described(self, read: FileRead) -> str:
        return f"{'used' if read.kept else 'skipped'}, {self._line(read)}"

    def rowCount(self, parent: _AnyIndex = QModelIndex()) -> int:  # noqa: B008  Qt's own default
        return 0 if parent.isValid() else len(self._shown)

    def data(self, index: _AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        read = self._shown[index.row()]
        shown = {
            Qt.ItemDataRole.DisplayRole: self._line,
            Qt.ItemDataRole.ToolTipRole: self._line,
            Qt.ItemDataRole.AccessibleTextRole: self._described,
            NAME_ROLE: self._name,
            DETAIL_ROLE: self._detail,
            KEPT_ROLE: _kept,
        }
        return shown[role](read) if role in shown else None


def _kept(read: FileRead) -> bool:
    return read.kept


class FileList(QListView):
    """A list with a low size hint, so that what is below it can be reached in a low panel."""

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self.minimumHeight())


class FileLine(QStyledItemDelegate):
    """Paints one file: a mark, its name, and under it what was found or why it was skipped."""

    def sizeHint(self, option: QStyleOptionViewItem, index: _AnyIndex) -> QSize:
        return QSize(100, _ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _AnyIndex) -> None:
        cell: QRect = option.rect
        kept = index.data(KEPT_ROLE)
        painter.save()
        if option.state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver):
            painter.fillRect(cell, QColor(RAISED))
        place = QRectF(cell.left() + SPACING, cell.top() + (cell.height() - _ICON) / 2, _ICON, _ICON)
        paint_icon(painter, place, "check" if kept else "close", GOOD if kept else DANGER)
        left, width = cell.left() + _ICON + 2 * SPACING, cell.width() - _ICON - 3 * SPACING
        for text, face, colour, top, height in (
            (index.data(NAME_ROLE), font(), TEXT, cell.top() + 4, 18),
            (index.data(DETAIL_ROLE), font(SMALL_SIZE), MUTED if kept else DANGER, cell.top() + 21, 15),
        ):
            painter.setFont(face)
            painter.setPen(QColor(colour))
            shown = QFontMetrics(face).elidedText(text, Qt.TextElideMode.ElideRight, width)
            painter.drawText(QRect(left, top, width, height), Qt.AlignmentFlag.AlignVCenter, shown)
        painter.restore()
