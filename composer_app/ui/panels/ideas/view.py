"""The list of cards under mouse and keyboard."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QModelIndex, QPoint, QRect, Qt, QUrl, Signal
from PySide6.QtGui import QDrag, QKeyEvent, QMouseEvent, QPixmap
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from composer_app.ui.panels.ideas.card import IDEA_ROLE, IdeaCard

if TYPE_CHECKING:
    from composer_app.library.idea import Idea

OWN_DRAG = "application/x-inkling-idea"


class IdeasView(QListView):
    """The list itself: emits what clicks on a card and the key S ask for; the other keys are the menus'."""

    play = Signal(object)
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
        """The visible cards, their badges, stars and bins, for a test that drives the window with a mouse."""
        parts: list[tuple[str, str, QRect]] = []
        for row in range(self.model().rowCount()):
            index = self.model().index(row, 0)
            cell = self.visualRect(index)
            if cell.intersects(self.viewport().rect()) and _is_ready(index):
                idea: Idea = index.data(IDEA_ROLE)
                parts.append((f"idea {idea.id}", idea.name, IdeaCard.roll(cell)))
                parts.append((f"star {idea.id}", "starred" if idea.starred else "", IdeaCard.star(cell)))
                if idea.originality is not None:
                    figure = f"{idea.originality.verdict} {idea.originality.longest}"
                    parts.append((f"originality {idea.id}", figure, IdeaCard.badge(cell, idea)))
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
        if event.button() != Qt.MouseButton.LeftButton or pressed is None or not plain or not _is_ready(index):
            return
        idea, cell = index.data(IDEA_ROLE), self.visualRect(index)
        if self.indexAt(pressed) != index:
            return
        if IdeaCard.star(cell).contains(place):
            self.star.emit(idea, not idea.starred)
        elif IdeaCard.bin(cell).contains(place):
            self.remove.emit([idea])
        elif IdeaCard.card(cell).contains(place):
            self.play.emit(idea)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        place = event.position().toPoint()
        index = self.indexAt(place)
        self._pressed = None
        if _is_ready(index) and event.button() == Qt.MouseButton.LeftButton:
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


def _is_ready(index: QModelIndex) -> bool:
    """Whether there is a card that can be used; one that is still being written cannot."""
    return bool(index.isValid() and index.flags() & Qt.ItemFlag.ItemIsEnabled)
