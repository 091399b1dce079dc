"""The ideas as cards: click to hear, double-click to open, star, delete, drag out as a MIDI file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QMimeData,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    QTimer,
    QUrl,
    Signal,
    Slot,
)
from PySide6.QtGui import QContextMenuEvent, QDrag, QKeyEvent, QMouseEvent, QPixmap
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QInputDialog,
    QLineEdit,
    QListView,
    QMenu,
    QVBoxLayout,
    QWidget,
)

from composer_app.library.idea import Idea
from composer_app.ui.controls import TextField, icon_button, text_label
from composer_app.ui.icons import icon
from composer_app.ui.panels.idea_card import IDEA_ROLE, IdeaCard, described
from composer_app.ui.theme import SPACING

OWN_DRAG = "application/x-inkling-idea"
PAGE = 40
_NEARLY_DOWN = 600  # pixels from the end at which the next page is asked for
_EMPTY = "No ideas yet.\n\nClick Generate idea,\nor drop a MIDI file here."
_NOTHING_FOUND = "No idea fits.\n\nChange the search or show all."
_AnyIndex = QModelIndex | QPersistentModelIndex


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
        """Put each idea in its place."""
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
        """Where an idea stands; an invalid index when it is not shown."""
        row = next((row for row, idea in enumerate(self.ideas) if idea.id == idea_id), -1)
        return self.index(row) if row >= 0 else QModelIndex()

    def rowCount(self, parent: _AnyIndex = QModelIndex()) -> int:  # noqa: B008  Qt's own default
        return 0 if parent.isValid() else len(self.ideas)

    def data(self, index: _AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        idea = self.ideas[index.row()]
        if role == IDEA_ROLE:
            return idea
        if role == Qt.ItemDataRole.DisplayRole:
            return idea.name
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{idea.name}, {described(idea)}{', starred' if idea.starred else ''}"
        if role == Qt.ItemDataRole.ToolTipRole:
            made = [f"{idea.name}: {described(idea)}"]
            made += [f"{idea.nats:.2f} nats a note, seed {idea.seed}"] if idea.nats is not None else []
            return "\n".join([*made, *idea.notes, "Click to hear, double-click to open, drag out as a MIDI file"])
        return None

    def flags(self, index: _AnyIndex) -> Qt.ItemFlag:
        usable = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return usable | Qt.ItemFlag.ItemIsDragEnabled if index.isValid() else Qt.ItemFlag.NoItemFlags


class IdeasView(QListView):
    """The list itself: turns clicks on a card, and the key S, into wishes; the other keys are the menus'."""

    hear = Signal(object)
    open = Signal(object)
    star = Signal(object, bool)
    remove = Signal(list)
    dragged = Signal(str)

    def __init__(self, write: Callable[[Idea], Path], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._write = write
        self._pressed: QPoint | None = None
        self.setObjectName("ideas")
        self.setAccessibleName("Ideas")
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setUniformItemSizes(True)
        self.setDragEnabled(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.verticalScrollBar().setSingleStep(24)

    @property
    def chosen(self) -> list[Idea]:
        """The selected ideas from top to bottom."""
        return [index.data(IDEA_ROLE) for index in sorted(self.selectedIndexes(), key=lambda index: index.row())]

    def described_parts(self) -> list[tuple[str, str, QRect]]:
        """The visible cards and their stars and bins, for a test that drives the window with a mouse."""
        parts: list[tuple[str, str, QRect]] = []
        for row in range(self.model().rowCount()):
            index = self.model().index(row, 0)
            cell = self.visualRect(index)
            if cell.intersects(self.viewport().rect()):
                idea: Idea = index.data(IDEA_ROLE)
                parts.append((f"idea {idea.id}", idea.name, IdeaCard.roll(cell)))
                parts.append((f"star {idea.id}", "starred" if idea.starred else "", IdeaCard.star(cell)))
                parts.append((f"delete {idea.id}", "", IdeaCard.bin(cell)))
        return parts

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed = event.position().toPoint()
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        place = event.position().toPoint()
        index = self.indexAt(place)
        pressed, self._pressed = self._pressed, None
        plain = event.modifiers() == Qt.KeyboardModifier.NoModifier
        if event.button() != Qt.MouseButton.LeftButton or pressed is None or not plain or not index.isValid():
            return
        idea, cell = index.data(IDEA_ROLE), self.visualRect(index)
        if self.indexAt(pressed) != index:
            return
        if IdeaCard.star(cell).contains(place):
            self.star.emit(idea, not idea.starred)
        elif IdeaCard.bin(cell).contains(place):
            self.remove.emit([idea])
        elif IdeaCard.card(cell).contains(place):
            self.hear.emit(idea)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        place = event.position().toPoint()
        index = self.indexAt(place)
        self._pressed = None
        if index.isValid() and event.button() == Qt.MouseButton.LeftButton:
            cell = self.visualRect(index)
            if IdeaCard.star(cell).contains(place) or IdeaCard.bin(cell).contains(place):
                return
            self.open.emit(index.data(IDEA_ROLE))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_S and not event.modifiers() and self.chosen:
            chosen = self.chosen
            for idea in chosen:
                self.star.emit(idea, not chosen[0].starred)
        else:
            super().keyPressEvent(event)

    def startDrag(self, actions: Qt.DropAction) -> None:
        self._pressed = None
        chosen = self.chosen
        if not chosen:
            return
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(self._write(idea))) for idea in chosen])
        data.setData(OWN_DRAG, b"1")
        drag = QDrag(self)
        drag.setMimeData(data)
        cell = self.visualRect(self.currentIndex())
        picture: QPixmap = self.viewport().grab(IdeaCard.roll(cell))
        drag.setPixmap(picture.scaledToWidth(160, Qt.TransformationMode.SmoothTransformation))
        drag.exec(Qt.DropAction.CopyAction)


class IdeasPanel(QWidget):
    """The list with its search and star filter; emits wishes, shows what it is given."""

    hear_requested = Signal(object)
    open_requested = Signal(object)
    star_requested = Signal(object, bool)
    delete_requested = Signal(list)
    rename_requested = Signal(object, str)
    export_requested = Signal(list)
    query_changed = Signal()
    more_requested = Signal(int)
    left = Signal()

    def __init__(self, write: Callable[[Idea], Path], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._more = False
        self.model = IdeasModel(self)
        self.cards = IdeaCard(self)
        self.view = IdeasView(write, self)
        self.view.setModel(self.model)
        self.view.setItemDelegate(self.cards)
        self.search = TextField()
        self.search.setObjectName("search")
        self.search.setPlaceholderText("Search ideas")
        self.search.setAccessibleName("Search ideas")
        self.search.setClearButtonEnabled(False)
        self.search.addAction(icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        self.starred = icon_button(icon("star"), "Starred ideas only", checkable=True)
        self.starred.setObjectName("starred_only")
        self.count = text_label("", "small")
        self._empty = text_label("", "muted")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.hide()
        self._lay_out()
        self._waiting = QTimer(self)
        self._waiting.setSingleShot(True)
        self._waiting.setInterval(150)
        self._connect()

    def _lay_out(self) -> None:
        title = QHBoxLayout()
        title.addWidget(text_label("Ideas", "title"))
        title.addStretch(1)
        title.addWidget(self.count)
        filters = QHBoxLayout()
        filters.setSpacing(SPACING)
        filters.addWidget(self.search, 1)
        filters.addWidget(self.starred)
        head = QVBoxLayout()
        head.setContentsMargins(2 * SPACING, 2 * SPACING, 2 * SPACING, SPACING)
        head.setSpacing(SPACING)
        head.addLayout(title)
        head.addLayout(filters)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.view, 1)
        inside = QVBoxLayout(self.view)
        inside.addWidget(self._empty)

    def _connect(self) -> None:
        self.view.hear.connect(self.hear_requested)
        self.view.open.connect(self.open_requested)
        self.view.star.connect(self.star_requested)
        self.view.remove.connect(self.delete_requested)
        self.search.textChanged.connect(self._waiting.start)
        self.search.left.connect(self.left)
        self._waiting.timeout.connect(self.query_changed)
        self.starred.toggled.connect(self.query_changed)
        self.view.verticalScrollBar().valueChanged.connect(self._scrolled)
        self.model.rowsInserted.connect(self._count)
        self.model.rowsRemoved.connect(self._count)

    @property
    def chosen(self) -> list[Idea]:
        """The selected ideas."""
        return self.view.chosen

    def set_ideas(self, ideas: Sequence[Idea]) -> None:
        """Show the first page of what the search found."""
        self.model.set_ideas(ideas)
        self._more = len(ideas) >= PAGE
        self._count()

    def add_page(self, ideas: Sequence[Idea]) -> None:
        """Show the next page too."""
        self._more = len(ideas) >= PAGE
        self.model.add(ideas)

    @Slot(list)
    def add_ideas(self, ideas: Sequence[Idea]) -> None:
        """Show ideas that are new or back; the newest is scrolled to."""
        self.model.add(ideas)
        index = self.model.index_of(max((idea.id for idea in ideas), default=None))
        if index.isValid():
            self.view.scrollTo(index)

    @Slot(list)
    def remove_ideas(self, ids: Sequence[int]) -> None:
        """Show these no longer."""
        self.model.remove(ids)

    @Slot(object)
    def change_idea(self, idea: Idea) -> None:
        """Show an idea as it is now."""
        self.model.change(idea)

    def mark_opened(self, idea_id: int | None) -> None:
        """Mark the idea that stands in the roll."""
        self.cards.opened = idea_id
        self.view.viewport().update()

    def mark_sounding(self, idea_id: int | None, tick: float = 0.0) -> None:
        """Mark the idea that sounds, and where it is."""
        before, self.cards.sounding, self.cards.heard = self.cards.sounding, idea_id, tick
        for changed in {before, idea_id}:
            index = self.model.index_of(changed)
            if index.isValid():
                self.view.update(index)

    def ask_name(self, idea: Idea) -> None:
        """Ask for another name."""
        name, given = QInputDialog.getText(self, "Rename idea", "Name", QLineEdit.EchoMode.Normal, idea.name)
        if given and name.strip():
            self.rename_requested.emit(idea, name.strip())

    @Slot()
    def _count(self) -> None:
        shown = len(self.model.ideas)
        self.count.setText(f"{shown}{'+' if self._more else ''}" if shown else "")
        asked = bool(self.search.text() or self.starred.isChecked())
        self._empty.setText(_NOTHING_FOUND if asked else _EMPTY)
        self._empty.setVisible(not shown)

    @Slot(int)
    def _scrolled(self, value: int) -> None:
        if self._more and value > self.view.verticalScrollBar().maximum() - _NEARLY_DOWN:
            self._more = False
            self.more_requested.emit(self.model.ideas[-1].id)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        chosen = self.chosen
        if not chosen:
            return
        menu = QMenu(self)
        first = chosen[0]
        menu.addAction("Hear\tSpace").triggered.connect(lambda: self.hear_requested.emit(first))
        menu.addAction("Open\tEnter").triggered.connect(lambda: self.open_requested.emit(first))
        star = "Take star away\tS" if first.starred else "Star\tS"
        menu.addAction(star).triggered.connect(lambda: self.star_requested.emit(first, not first.starred))
        menu.addAction("Rename ...\tF2").triggered.connect(lambda: self.ask_name(first))
        menu.addAction("Export ...\tCtrl+E").triggered.connect(lambda: self.export_requested.emit(chosen))
        menu.addSeparator()
        menu.addAction("Delete\tDel").triggered.connect(lambda: self.delete_requested.emit(chosen))
        menu.exec(event.globalPos())

    def sizeHint(self) -> QSize:
        return QSize(344, 400)
