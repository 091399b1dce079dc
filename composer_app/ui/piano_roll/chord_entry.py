"""The field over the chord lane in which a chord is typed, with chords that can take its place below it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRect, Qt, Signal, Slot
from PySide6.QtGui import QAction, QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QMenu, QWidget

from composer_app.ui.widgets.icons import icon

NARROWEST, WIDEST = 120, 200
OWN_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape, Qt.Key.Key_Down, Qt.Key.Key_Tab)


class ChordEntry(QLineEdit):
    """Emits the text that was entered, and whether the next chord is to be typed after it.

    `tried` carries the name of a chord that the list points at, to be heard.
    """

    entered = Signal(str, bool)
    tried = Signal(str)
    left = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("chord_entry")
        self.setAccessibleName("Chord")
        self.setPlaceholderText("Dm7/A")
        self.setToolTip("Enter writes the chord, Tab goes on to the next one, Down offers others, Esc leaves it")
        self.menu = QMenu(self)
        self.menu.setObjectName("substitutes")
        self._list = self.addAction(icon("chevron-down"), QLineEdit.ActionPosition.TrailingPosition)
        self._list.triggered.connect(self.offer)
        self._list.setToolTip("Chords that can take its place")
        self.menu.hovered.connect(self._try)
        self.menu.triggered.connect(self._choose)
        self.returnPressed.connect(self._enter)
        self.hide()

    def open_at(self, box: QRect, name: str, offered: Sequence[tuple[str, str]]) -> None:
        """Show a chord's name for editing, and offer others: each by its name and why it fits."""
        area = self.parentWidget()
        width = max(NARROWEST, min(WIDEST, box.width()))
        left = max(0, min(box.left(), area.width() - width)) if area else box.left()
        self.setGeometry(QRect(left, box.top(), width, box.height()))
        self.menu.clear()
        for other, reason in offered:
            self.menu.addAction(f"{other}\t{reason}").setData(other)
        self._list.setVisible(bool(offered))
        self.setText(name)
        self.selectAll()
        self.show()
        self.setFocus()

    @Slot()
    def offer(self) -> None:
        """Open the list of chords that can take the place of this one."""
        if self.menu.actions():
            self.menu.popup(self.mapToGlobal(self.rect().bottomLeft()))

    @Slot()
    def _enter(self) -> None:
        self.entered.emit(self.text(), False)

    @Slot(QAction)
    def _try(self, action: QAction) -> None:
        self.tried.emit(action.data())

    @Slot(QAction)
    def _choose(self, action: QAction) -> None:
        self.entered.emit(action.data(), False)

    def event(self, event: QEvent) -> bool:
        # Enter, Esc and the arrows mean something else to the window: here they are for this field.
        if isinstance(event, QKeyEvent) and event.key() in OWN_KEYS:
            if event.type() == QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            if event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Tab:
                self.entered.emit(self.text(), True)
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif event.key() == Qt.Key.Key_Down:
            self.offer()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() is not Qt.FocusReason.PopupFocusReason:
            self.left.emit()
