"""The ideas as cards: click to play, double-click to open, star, delete, drag out as a MIDI file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QHBoxLayout, QInputDialog, QLineEdit, QMenu, QVBoxLayout, QWidget

from composer_app.ui.panels.ideas.card import CARD_HEIGHT, IdeaCard
from composer_app.ui.panels.ideas.model import SKETCHED, IdeasModel, is_sketched
from composer_app.ui.panels.ideas.view import IdeasView
from composer_app.ui.widgets.controls import icon_button, text_label
from composer_app.ui.widgets.icons import icon
from composer_app.ui.widgets.theme import SPACING

if TYPE_CHECKING:
    from composer_app.library.idea import Idea
    from composer_app.music.clip import Clip

PAGE = 40
_NEARLY_DOWN = 600  # pixels from the end at which the next page is asked for
_EMPTY = "No ideas yet.\n\nClick Generate idea,\nor drop a MIDI file here."
_NOTHING_FOUND = "No ideas found.\n\nChange the search or the filters."


class IdeasPanel(QWidget):
    """The list with its search and filters: emits what is asked for, shows ideas."""

    play_requested = Signal(object)
    open_requested = Signal(object)
    star_requested = Signal(object, bool)
    delete_requested = Signal(list)
    rename_requested = Signal(object, str)
    export_requested = Signal(list)
    bridge_requested = Signal(object)
    again_requested = Signal(object)
    query_changed = Signal()
    more_requested = Signal(int)

    def __init__(self, write: Callable[[Idea], Path], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._more = False
        self.model = IdeasModel(self)
        self.cards = IdeaCard(self)
        self.view = IdeasView(write, self)
        self.view.setModel(self.model)
        self.view.setItemDelegate(self.cards)
        self.view.setMinimumHeight(CARD_HEIGHT + 2 * SPACING)  # an idea is seen, however many knobs are
        self.search = QLineEdit()
        self.search.setObjectName("search")
        self.search.setPlaceholderText("Search ideas")
        self.search.setAccessibleName("Search ideas")
        self.search.setClearButtonEnabled(False)
        self.search.addAction(icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        self.starred = icon_button(icon("star"), "Starred ideas only", checkable=True)
        self.starred.setObjectName("starred_only")
        tip = "Hide alternatives, except starred ones"
        self.plain = icon_button(icon("alternatives"), tip, checkable=True)
        self.plain.setObjectName("alternatives_left_out")
        self._empty = text_label("", "muted")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.hide()
        self._lay_out()
        self._waiting = QTimer(self)
        self._waiting.setSingleShot(True)
        self._waiting.setInterval(150)
        self._connect()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(2 * SPACING, SPACING + 4, 2 * SPACING, SPACING)
        head.addWidget(text_label("Ideas", "title"))
        head.addSpacing(SPACING)
        head.addWidget(self.search, 1)
        head.addWidget(self.plain)
        head.addWidget(self.starred)
        head.setSpacing(SPACING // 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.view, 1)
        inside = QVBoxLayout(self.view)
        inside.addWidget(self._empty)

    def _connect(self) -> None:
        self.view.play.connect(self.play_requested)
        self.view.open.connect(self.open_requested)
        self.view.star.connect(self.star_requested)
        self.view.remove.connect(self.delete_requested)
        self.search.textChanged.connect(self._waiting.start)
        self._waiting.timeout.connect(self.query_changed)
        self.starred.toggled.connect(self.query_changed)
        self.plain.toggled.connect(self.query_changed)
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
        every = not self.plain.isChecked()
        self.model.add([idea for idea in ideas if every or idea.starred or not idea.is_alternative])
        index = self.model.index_of(max((idea.id for idea in ideas), default=None))
        if index.isValid() and not is_sketched(self.model.ideas[0]):  # those above it will give way
            self.view.scrollTo(index)

    def show_sketch(self, number: int, clip: Clip) -> None:
        """Show the first bars of an idea that is being written, above all others."""
        from composer_app.library.idea import Idea

        sketch = Idea("Generating ...", clip, id=SKETCHED + number)
        if self.model.index_of(sketch.id).isValid():
            self.model.change(sketch)
        else:
            self.model.add([sketch])
            self.view.scrollToTop()

    def drop_sketch(self, number: int) -> None:
        """The idea of this number is written."""
        self.model.remove([SKETCHED + number])

    def drop_sketches(self) -> None:
        """Nothing is being written any more."""
        self.model.remove([idea.id for idea in self.model.ideas if is_sketched(idea)])

    @Slot(list)
    def remove_ideas(self, ids: Sequence[int]) -> None:
        """Remove ideas by their ids."""
        self.model.remove(ids)

    @Slot(object)
    def change_idea(self, idea: Idea) -> None:
        """Show an idea as it is now."""
        self.model.change(idea)

    def scroll_to(self, pixels: int) -> None:
        """Scroll to where the list was left."""
        self.view.doItemsLayout()
        self.view.verticalScrollBar().setValue(pixels)

    def mark_opened(self, idea_id: int | None) -> None:
        """Mark the idea that is open in the roll."""
        self.cards.opened = idea_id
        self.view.viewport().update()

    def mark_playing(self, idea_id: int | None, tick: float = 0.0) -> None:
        """Mark the idea that plays, and where it is."""
        before, self.cards.playing, self.cards.tick = self.cards.playing, idea_id, tick
        for changed in {before, idea_id}:
            index = self.model.index_of(changed)
            if index.isValid():
                self.view.update(index)

    def can_bridge(self, idea: Idea) -> bool:
        """Whether another idea is open, from which a bridge can lead to this one."""
        return self.cards.opened is not None and self.cards.opened != idea.id

    def ask_name(self, idea: Idea) -> None:
        """Ask for another name."""
        name, given = QInputDialog.getText(self, "Rename idea", "Name", QLineEdit.EchoMode.Normal, idea.name)
        if given and name.strip():
            self.rename_requested.emit(idea, name.strip())

    @Slot()
    def _count(self) -> None:
        shown = sum(not is_sketched(idea) for idea in self.model.ideas)
        self.search.setPlaceholderText(f"Search {shown}{'+' if self._more else ''} ideas" if shown else "Search ideas")
        asked = bool(self.search.text() or self.starred.isChecked())
        self._empty.setText(_NOTHING_FOUND if asked else _EMPTY)
        self._empty.setVisible(not self.model.ideas)

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
        menu.addAction("Play\tSpace").triggered.connect(lambda: self.play_requested.emit(first))
        menu.addAction("Open\tEnter").triggered.connect(lambda: self.open_requested.emit(first))
        star = "Remove star\tS" if first.starred else "Star\tS"
        menu.addAction(star).triggered.connect(lambda: self.star_requested.emit(first, not first.starred))
        menu.addAction("Rename ...\tF2").triggered.connect(lambda: self.ask_name(first))
        menu.addAction("Export ...\tCtrl+E").triggered.connect(lambda: self.export_requested.emit(chosen))
        menu.addSeparator()
        bridge = menu.addAction(
            "Bridge to this idea" if self.can_bridge(first) else "Bridge to this idea (open another one first)"
        )
        bridge.setEnabled(self.can_bridge(first))
        bridge.triggered.connect(lambda: self.bridge_requested.emit(first))
        again = menu.addAction("Generate again with the same seed")
        again.setEnabled(first.seed is not None)
        again.triggered.connect(lambda: self.again_requested.emit(first))
        menu.addSeparator()
        menu.addAction("Delete\tDel").triggered.connect(lambda: self.delete_requested.emit(chosen))
        menu.exec(event.globalPos())

    def sizeHint(self) -> QSize:
        return QSize(344, 240)
