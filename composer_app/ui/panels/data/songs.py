"""The page of songs: every file with what was found in it, why it is used or skipped, and which are similar."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QHBoxLayout, QHeaderView, QLineEdit, QVBoxLayout, QWidget

from composer_app.corpus.statistics.figures import SongFacts, SongPair
from composer_app.ui.panels.data.table import HeadedTable
from composer_app.ui.widgets.controls import Segments, text_label
from composer_app.ui.widgets.theme import ACCENT, DANGER, MUTED, SPACING

_AnyIndex = QModelIndex | QPersistentModelIndex
_TAKE_MS = 120
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
NAME, KEY, METER, TEMPO, BARS, LENGTH, NOTES, SIMILAR, REASON = range(9)
_HEADS = ("Song", "Key", "Meter", "Tempo", "Bars", "Length", "Notes", "Similar", "Used or skipped, and why")
_NUMBERS = (TEMPO, BARS, LENGTH, NOTES)
_WIDTHS = {NAME: 220, KEY: 88, METER: 64, TEMPO: 72, BARS: 60, LENGTH: 72, NOTES: 72, SIMILAR: 168}
SHOWN = (("All", "all"), ("Used", "kept"), ("Skipped", "dropped"), ("Similar", "similar"))


class SongsPage(QWidget):
    """A table to sort, narrow down and search; a double click or Enter opens a song."""

    open_requested = Signal(str)

    def __init__(self, model: SongModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = model
        self.table = HeadedTable(self.model, "Songs", 28)
        self.table.setSortingEnabled(True)
        header = self.table.horizontalHeader()
        header.setSortIndicator(NAME, Qt.SortOrder.AscendingOrder)
        header.setSectionResizeMode(REASON, QHeaderView.ResizeMode.Stretch)
        for column, width in _WIDTHS.items():
            self.table.setColumnWidth(column, width)
        self.shown = Segments(list(SHOWN), "all", "Songs shown")
        self.search = QLineEdit()
        self.search.setPlaceholderText("Find a name or a reason")
        self.search.setAccessibleName("Find a song")
        self.search.setClearButtonEnabled(True)
        self.search.setMaximumWidth(280)
        self.count = text_label("", "small")
        row = QHBoxLayout()
        row.setSpacing(SPACING)
        row.addWidget(self.shown)
        row.addSpacing(SPACING)
        row.addWidget(self.search, 1)
        row.addStretch(1)
        row.addWidget(self.count)
        column_ = QVBoxLayout(self)
        column_.setContentsMargins(2 * SPACING, SPACING + 4, 2 * SPACING, 2 * SPACING)
        column_.setSpacing(SPACING + 4)
        column_.addLayout(row)
        column_.addWidget(self.table, 1)
        self.shown.chosen.connect(self._choose_shown)
        self.search.textChanged.connect(self._narrow)
        self.table.activated.connect(self._open)
        self.model.changed.connect(self._count)
        self.model.modelAboutToBeReset.connect(self._note_place)
        self.model.modelReset.connect(self._find_place)
        self._chosen, self._top = "", 0
        self._count()

    @Slot()
    def _narrow(self) -> None:
        self.model.narrow(str(self.shown.value), self.search.text())

    @Slot()
    def _choose_shown(self) -> None:
        """Sort similar songs by how much they share."""
        self._narrow()
        if self.shown.value == "similar":
            self.table.sortByColumn(SIMILAR, Qt.SortOrder.DescendingOrder)

    @Slot()
    def _count(self) -> None:
        shown, all_ = len(self.model.shown), len(self.model.songs)
        self.count.setText(f"{shown:,} of {all_:,} songs" if shown != all_ else f"{all_:,} songs")

    @Slot()
    def _note_place(self) -> None:
        row = self.table.currentIndex().row()
        self._chosen = self.model.shown[row].name if 0 <= row < len(self.model.shown) else ""
        self._top = self.table.verticalScrollBar().value()

    @Slot()
    def _find_place(self) -> None:
        """More songs came, or in another order: the same song stays chosen."""
        names = [song.name for song in self.model.shown] if self._chosen else []
        if self._chosen in names:
            self.table.setCurrentIndex(self.model.index(names.index(self._chosen), NAME))
        self.table.verticalScrollBar().setValue(self._top)

    @Slot(QModelIndex)
    def _open(self, index: QModelIndex) -> None:
        song = self.model.shown[index.row()]
        if song.kept:
            self.open_requested.emit(song.name)


class SongModel(QAbstractTableModel):
    """The songs of a folder; what arrives quickly is taken in a few times a second."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.songs: list[SongFacts] = []
        self.shown: list[SongFacts] = []
        self._similar: dict[str, list[tuple[float, str]]] = {}
        self._kind, self._words = "all", ""
        self._sorted: tuple[int, Qt.SortOrder] = NAME, Qt.SortOrder.AscendingOrder
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_TAKE_MS)
        self._timer.timeout.connect(self.take_waiting)

    def begin(self) -> None:
        """Forget the songs of before."""
        self.songs, self._similar = [], {}
        self.take_waiting()

    def add(self, song: SongFacts) -> None:
        """One song more; it is shown with the next handful."""
        self.songs.append(song)
        if not self._timer.isActive():
            self._timer.start()

    def set_similar(self, pairs: tuple[SongPair, ...]) -> None:
        """Set which songs are similar."""
        self._similar = {}
        for pair in pairs:
            self._similar.setdefault(pair.first, []).append((pair.share, pair.second))
            self._similar.setdefault(pair.second, []).append((pair.share, pair.first))
        self.take_waiting()

    def narrow(self, kind: str, words: str) -> None:
        """Show all, used, skipped or similar songs whose name or reason contains the words."""
        self._kind, self._words = kind, words.strip().lower()
        self.take_waiting()

    @Slot()
    def take_waiting(self) -> None:
        """Show what there is now."""
        self.beginResetModel()
        self._timer.stop()
        column, order = self._sorted
        fitting = [song for song in self.songs if self._fits(song)]
        self.shown = sorted(fitting, key=self._order(column), reverse=order == Qt.SortOrder.DescendingOrder)
        self.endResetModel()
        self.changed.emit()

    def _fits(self, song: SongFacts) -> bool:
        kinds = {"all": True, "kept": song.kept, "dropped": not song.kept, "similar": song.name in self._similar}
        return kinds[self._kind] and self._words in f"{song.name} {song.reason}".lower()

    def _order(self, column: int) -> Callable[[SongFacts], tuple[float, str]]:
        """What a column is sorted by: a number, then a text."""
        orders: dict[int, Callable[[SongFacts], tuple[float, str]]] = {
            NAME: lambda song: (0, song.name.lower()), KEY: lambda song: (0, song.key),
            METER: lambda song: (0, song.meter), TEMPO: lambda song: (song.bpm, ""),
            BARS: lambda song: (song.bars, ""), LENGTH: lambda song: (song.seconds, ""),
            NOTES: lambda song: (song.notes, ""), REASON: lambda song: (0, song.reason),
            SIMILAR: lambda song: max(self._similar.get(song.name, [(0.0, "")])),
        }  # fmt: skip
        return orders[column]

    def _text(self, song: SongFacts, column: int) -> str:
        if column == SIMILAR:
            share, other = max(self._similar.get(song.name, [(0.0, "")]))
            return f"{_percent(share)}   {other}" if other else ""
        seconds = round(song.seconds)
        texts = {
            NAME: song.name, KEY: song.key, METER: song.meter, TEMPO: f"{song.bpm:.0f}" if song.bpm else "",
            BARS: str(song.bars or ""), LENGTH: f"{seconds // 60}:{seconds % 60:02}" if seconds else "",
            NOTES: f"{song.notes:,}" if song.notes else "",
            REASON: song.reason.replace("kept: ", "used: ").replace("dropped: ", "skipped: "),
        }  # fmt: skip
        return texts[column]

    def _similar_in_words(self, song: SongFacts) -> str:
        similar = sorted(self._similar.get(song.name, ()), reverse=True)
        return "\n".join(f"{_percent(share)} of the shorter song is shared with {other}" for share, other in similar)

    def rowCount(self, parent: _AnyIndex = QModelIndex()) -> int:  # noqa: B008  Qt's own default
        return 0 if parent.isValid() else len(self.shown)

    def columnCount(self, parent: _AnyIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(_HEADS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation == Qt.Orientation.Vertical:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if section in _NUMBERS else _LEFT
        return _HEADS[section] if role == Qt.ItemDataRole.DisplayRole else None

    def data(self, index: _AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        song, column = self.shown[index.row()], index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(song, column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._similar_in_words(song) if column == SIMILAR else self._text(song, column)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{_HEADS[column]}: {self._text(song, column) or 'none'}"
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if column in _NUMBERS else _LEFT
        if role == Qt.ItemDataRole.ForegroundRole and column in (REASON, SIMILAR):
            return QColor(ACCENT if column == SIMILAR else MUTED if song.kept else DANGER)
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self._sorted = column, order
        self.take_waiting()


def _percent(share: float) -> str:
    return "< 1 %" if share < 0.01 else f"{100 * share:.0f} %"
