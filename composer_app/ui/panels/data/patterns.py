"""The page of patterns: the commonest n-grams of a part, each drawn as a small roll."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, QRectF, Qt, Slot
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from composer_app.corpus.statistics.figures import Part, Statistics
from composer_app.corpus.statistics.ngrams import KINDS, NOTE_VALUES, SIZES, Ngram, NgramTable
from composer_app.ui.panels.data.table import HeadedTable
from composer_app.ui.widgets.controls import Segments, text_label
from composer_app.ui.widgets.theme import CHORDS, MELODY, MUTED, SMALL_SIZE, SPACING, TEXT, font

_AnyIndex = QModelIndex | QPersistentModelIndex
_COLUMNS = ("Pattern", "", "Times", "Songs")
DRAWN, WORDS, TIMES, SONGS = range(4)
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_DRAWN_WIDTH, _ROW, _THICK = 176, 36, 4.0
_PART, _FIRST = 84, 32  # a part of a pattern in words, and where its length begins
_KIND_NAMES = {"steps": "Intervals and rhythm", "notes": "Pitches and durations"}
_COLOURS = {"all": TEXT, "melody": MELODY, "chords": CHORDS}


class PatternsPage(QWidget):
    """Choose a kind and a size, and whether one note repeated is a pattern."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._found: Statistics | None = None
        self._part: Part = "all"
        self.kind = Segments([(name, kind) for kind, name in _KIND_NAMES.items()], KINDS[0], "Patterns of")
        self.size_of = Segments([(str(size), size) for size in SIZES], 3, "In a row")
        self.repeats = QCheckBox("Include repeated notes")
        self.model = PatternModel(self)
        self.table = HeadedTable(self.model, "Patterns", _ROW)
        self.table.setItemDelegateForColumn(DRAWN, DrawnPattern(self))
        self.table.setItemDelegateForColumn(WORDS, SpelledPattern(self))
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(WORDS, QHeaderView.ResizeMode.Stretch)
        for column, width in ((DRAWN, _DRAWN_WIDTH), (TIMES, 96), (SONGS, 96)):
            self.table.setColumnWidth(column, width)
        self.note = text_label("", "small")
        self._lay_out()
        self.kind.chosen.connect(self._choose)
        self.size_of.chosen.connect(self._choose)
        self.repeats.toggled.connect(self._choose)

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(SPACING)
        row.addWidget(self.kind)
        row.addSpacing(SPACING)
        row.addWidget(self.size_of)
        row.addWidget(text_label("in a row", "muted"))
        row.addSpacing(SPACING)
        row.addWidget(self.repeats)
        row.addStretch(1)
        row.addWidget(self.note)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * SPACING, SPACING + 4, 2 * SPACING, 2 * SPACING)
        column.setSpacing(SPACING + 4)
        column.addLayout(row)
        column.addWidget(self.table, 1)

    def show_statistics(self, found: Statistics, part: Part) -> None:
        """Show the patterns of one part."""
        self._found, self._part = found, part
        self._choose()

    @Slot()
    def _choose(self) -> None:
        if self._found is None:
            return
        tables = self._found.part(self._part).ngrams
        wanted = self.kind.value, self.size_of.value
        table = next(table for table in tables if (table.kind, table.size) == wanted)
        self.model.show_table(table, self._part, self.repeats.isChecked())
        self.note.setText(_how_exact(table))


class PatternModel(QAbstractTableModel):
    """The patterns of one table, the commonest first."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.ngrams: Sequence[Ngram] = ()
        self.part: Part = "all"
        self.quarters = 1.0

    def show_table(self, table: NgramTable, part: Part, repeats: bool) -> None:
        """Show other patterns; without `repeats` none that is one note again and again."""
        self.beginResetModel()
        self.ngrams = [ngram for ngram in table.ngrams if repeats or not _repeats(ngram)]
        lengths = sorted(sum(lengths_of(ngram)) for ngram in self.ngrams)
        self.quarters = lengths[len(lengths) * 9 // 10] if lengths else 1.0  # what is longer is drawn smaller
        self.part = part
        self.endResetModel()

    def rowCount(self, parent: _AnyIndex = QModelIndex()) -> int:  # noqa: B008  Qt's own default
        return 0 if parent.isValid() else len(self.ngrams)

    def columnCount(self, parent: _AnyIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(_COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation == Qt.Orientation.Vertical:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if section in (TIMES, SONGS) else _LEFT
        return _COLUMNS[section] if role == Qt.ItemDataRole.DisplayRole else None

    def data(self, index: _AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        ngram, column = self.ngrams[index.row()], index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return {TIMES: f"{ngram.count:,}", SONGS: f"{ngram.songs:,}"}.get(column, "")
        if role == Qt.ItemDataRole.UserRole:
            return ngram
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if column in (TIMES, SONGS) else _LEFT
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{ngram.name}: {ngram.count:,} times in {ngram.songs:,} songs"
        return None


class DrawnPattern(QStyledItemDelegate):
    """Draws a pattern as notes over time, higher ones higher; all patterns of the table to one scale."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _AnyIndex) -> None:
        super().paint(painter, option, index)
        model = index.model()
        assert isinstance(model, PatternModel)
        place = QRectF(option.rect).adjusted(SPACING + 3, 6, -SPACING, -6)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(_COLOURS[model.part]))
        for note in notes_of(index.data(Qt.ItemDataRole.UserRole), place, model.quarters):
            painter.drawRoundedRect(note, 1.5, 1.5)
        painter.restore()


class SpelledPattern(QStyledItemDelegate):
    """Writes a pattern in columns: how far or which note, and how long beside it."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _AnyIndex) -> None:
        super().paint(painter, option, index)
        ngram: Ngram = index.data(Qt.ItemDataRole.UserRole)
        painter.save()
        room = option.rect.adjusted(SPACING + 3, 0, 0, 0)
        for part in ngram.name.split(", "):
            first, length = part.split(" ")
            for words, face, colour, left in ((first, font(), TEXT, 0), (length, font(SMALL_SIZE), MUTED, _FIRST)):
                painter.setFont(face)
                painter.setPen(QColor(colour))
                painter.drawText(room.adjusted(left, 0, 0, 0), _LEFT, words)
            room.setLeft(room.left() + _PART)
        painter.restore()


def lengths_of(ngram: Ngram) -> list[float]:
    """How many quarters each note of a pattern lasts; the last of steps has no gap, it gets the one before."""
    lengths = [NOTE_VALUES[value][1] for _, value in ngram.parts]
    return [*lengths, lengths[-1]] if ngram.kind == "steps" else lengths


def notes_of(ngram: Ngram, place: QRectF, quarters: float) -> list[QRectF]:
    """Where the notes of a pattern are drawn in a place as wide as so many quarters, or as the pattern if longer."""
    lengths, heights = lengths_of(ngram), [first for first, _ in ngram.parts]
    if ngram.kind == "steps":
        heights = [sum(heights[:count]) for count in range(len(heights) + 1)]
    span = max(12, max(heights) - min(heights))
    middle = (max(heights) + min(heights)) / 2
    unit = place.width() / max(quarters, sum(lengths))
    drawn, left = [], place.left()
    for length, height in zip(lengths, heights, strict=True):
        top = place.center().y() - (height - middle) / span * (place.height() - _THICK) - _THICK / 2
        drawn.append(QRectF(left, top, max(2.5, length * unit - 1.5), _THICK))
        left += length * unit
    return drawn


def _repeats(ngram: Ngram) -> bool:
    """Whether the pattern is one note again and again."""
    heights = {first for first, _ in ngram.parts}
    return heights == {0} if ngram.kind == "steps" else len(heights) == 1


def _how_exact(table: NgramTable) -> str:
    if not table.total:
        return "No patterns found"
    counts = f"{table.total:,} counted"
    return f"{counts}; each at most {table.missed:,} too low" if table.missed else counts
