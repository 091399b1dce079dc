"""The alternatives of one generation beside each other, after the clip before it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QEnterEvent, QKeyEvent, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from composer_app.library.idea import Idea
from composer_app.music.clip import Clip
from composer_app.ui.piano_roll.thumbnail import kept_picture, paint_clip
from composer_app.ui.widgets.badge import badge_place, badge_text, paint_badge
from composer_app.ui.widgets.controls import icon_button, text_label
from composer_app.ui.widgets.theme import (
    ACCENT,
    BACKGROUND,
    FAINT,
    HOVER,
    LINE,
    MUTED,
    ON_ACCENT,
    RAISED,
    SMALL_SIZE,
    SPACING,
    TEXT,
    font,
)

CARD_HEIGHT, WIDEST = 68, 220
_PLATE = QRectF(5, 5, 0, 16)  # as wide as its text
BEFORE, NONE = 0, -1


class AlternativesStrip(QWidget):
    """A row of cards, number 0 being the clip before; `chosen` carries the number of the one to show and play.

    `pointed` carries the number of the one under the mouse, or NONE.
    """

    chosen = Signal(int)
    pointed = Signal(int)
    looped = Signal(bool)
    others_discarded = Signal()
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("alternatives")
        self.setAccessibleName("Alternatives")
        self.setProperty("kind", "bar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.cards: list[AlternativeCard] = []
        self.title = text_label("", "label")
        self.title.setObjectName("alternatives_title")
        self.loop = icon_button("loop", "Loop these bars, with one bar before and after", checkable=True)
        self.close_button = icon_button("close", "Close; the clip stays as it is, all alternatives stay in the list")
        self.discard = icon_button("trash", "Keep the one shown, delete the other alternatives")
        for button, name in ((self.loop, "loop"), (self.discard, "discard"), (self.close_button, "close")):
            button.setProperty("kind", "small")
            button.setObjectName(f"{name}_alternatives")
        head = QHBoxLayout()
        head.setSpacing(SPACING // 2)
        head.addWidget(self.title, 1)
        head.addWidget(text_label("Alt+Left, Alt+Right", "small"))
        head.addSpacing(SPACING)
        head.addWidget(self.loop)
        head.addWidget(self.discard)
        head.addWidget(self.close_button)
        self._row = QHBoxLayout()
        self._row.setSpacing(SPACING)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * SPACING, SPACING, 2 * SPACING, SPACING + 4)
        column.setSpacing(SPACING // 2)
        column.addLayout(head)
        column.addLayout(self._row)
        self.loop.clicked.connect(self.looped)
        self.discard.clicked.connect(self.others_discarded)
        self.close_button.clicked.connect(self.closed)
        self.hide()

    def begin(self, title: str, before: Clip, count: int) -> None:
        """Show the clip before, and room for `count` alternatives."""
        self.title.setText(title)
        self.loop.setChecked(False)
        self._clear()
        for number in range(count + 1):
            card = AlternativeCard("Before" if number == BEFORE else str(number), number)
            card.clicked.connect(self._clicked)
            card.pointed.connect(self.pointed)
            self.cards.append(card)
            self._row.addWidget(card, 1)
        self._row.addStretch(0)
        self.cards[BEFORE].show_clip(before, whole=True)
        self.show()

    def show_sketch(self, number: int, clip: Clip) -> None:
        """Show as much of one alternative as is written."""
        if 0 < number < len(self.cards):
            self.cards[number].show_clip(clip, whole=False)

    def show_alternative(self, number: int, clip: Clip, idea: Idea) -> None:
        """Show the written bars of one alternative, and its originality and remarks."""
        if 0 < number < len(self.cards):
            self.cards[number].set_idea(idea)
            self.cards[number].show_clip(clip, whole=True)

    def drop_unwritten(self) -> int:
        """Take the cards away that were not written; how many alternatives are left."""
        for card in [card for card in self.cards if not card.isEnabled()]:
            self.cards.remove(card)
            self._row.removeWidget(card)
            card.deleteLater()
        return max(0, len(self.cards) - 1)

    def mark(self, number: int | None) -> None:
        """Mark the one that is in the roll; None where the clip was edited since."""
        for card in self.cards:
            card.set_shown(card.number == number)

    @property
    def numbers(self) -> list[int]:
        """The numbers of the cards that can be chosen."""
        return [card.number for card in self.cards if card.isEnabled()]

    @Slot()
    def _clicked(self) -> None:
        card = self.sender()
        if isinstance(card, AlternativeCard):
            self.chosen.emit(card.number)

    def _clear(self) -> None:
        while item := self._row.takeAt(0):
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()
        self.cards.clear()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and Right go from card to card and choose."""
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        ready = [card for card in self.cards if card.isEnabled()]
        at = next((index for index, card in enumerate(ready) if card.hasFocus()), None)
        if step and at is not None and 0 <= at + step < len(ready):
            ready[at + step].setFocus()
            ready[at + step].click()
        else:
            super().keyPressEvent(event)


class AlternativeCard(QAbstractButton):
    """One alternative as a small roll with its number; greyed while it is being written."""

    pointed = Signal(int)

    def __init__(self, name: str, number: int) -> None:
        super().__init__()
        self.number, self._clip, self._shown = number, Clip(), False
        self._idea: Idea | None = None
        self._picture: QPixmap | None = None
        self.setText(name)
        self.setObjectName(f"alternative_{number}")
        self.setEnabled(False)
        self.setCheckable(False)
        self.setFixedHeight(CARD_HEIGHT)
        self.setMinimumWidth(48)
        self.setMaximumWidth(WIDEST)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self._describe()

    def set_idea(self, idea: Idea) -> None:
        """Show beside the small roll how original the idea is; its remarks are in the tooltip."""
        self._idea = idea

    def show_clip(self, clip: Clip, whole: bool) -> None:
        """Show a clip; it can be chosen once it is whole."""
        self._clip, self._picture = clip, None
        self.setEnabled(whole)
        self._describe()
        self.update()

    def set_shown(self, shown: bool) -> None:
        """Whether it is in the roll."""
        if shown != self._shown:
            self._shown = shown
            self._describe()
            self.update()

    def _describe(self) -> None:
        name = "Before" if self.number == BEFORE else f"Alternative {self.number}"
        state = "generating" if not self.isEnabled() else "in the piano roll" if self._shown else ""
        text = ", ".join(part for part in (name, state) if part)
        known = [badge_text(self._idea.originality), *self._idea.remarks[1:]] if self._idea else []
        self.setAccessibleName(text)
        self.setAccessibleDescription(". ".join(filter(None, known)))
        todo = ["Click to show and play it"] if self.isEnabled() else []
        self.setToolTip("\n".join(filter(None, [text, *known, *todo])))

    def _paint_still(self, painter: QPainter) -> None:
        paint_clip(painter, self.rect().adjusted(8, round(_PLATE.bottom()) + 1, -8, -4), self._clip)

    def sizeHint(self) -> QSize:
        return QSize(140, CARD_HEIGHT)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        if self.isEnabled():
            self.pointed.emit(self.number)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.pointed.emit(NONE)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter)
        painter.setOpacity(1.0 if self.isEnabled() else 0.5)
        self._picture = kept_picture(self._picture, self.size(), self.devicePixelRatioF(), self._paint_still)
        painter.drawPixmap(0, 0, self._picture)
        painter.setOpacity(1.0)
        self._paint_name(painter)
        painter.end()

    def _paint_ground(self, painter: QPainter) -> None:
        writing = not self.isEnabled()
        edge = ACCENT if self._shown else TEXT if self.hasFocus() else FAINT if writing else LINE
        style = Qt.PenStyle.DashLine if writing else Qt.PenStyle.SolidLine
        painter.setPen(QPen(QColor(edge), 2 if self._shown else 1, style))
        painter.setBrush(QColor(HOVER if self.underMouse() and not writing else BACKGROUND if writing else RAISED))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)

    def _paint_name(self, painter: QPainter) -> None:
        """The number on a plate of its own, above the notes."""
        face = font(SMALL_SIZE, font().weight().DemiBold)
        painter.setFont(face)
        width = painter.fontMetrics().horizontalAdvance(self.text()) + 10
        plate = QRectF(_PLATE.x(), _PLATE.y(), width, _PLATE.height())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(ACCENT if self._shown else BACKGROUND))
        painter.drawRoundedRect(plate, 4, 4)
        painter.setPen(QColor(ON_ACCENT if self._shown else MUTED))
        painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, self.text())
        self._paint_badge(painter, plate)

    def _paint_badge(self, painter: QPainter, plate: QRectF) -> None:
        """How original it is, where there is room beside the number."""
        found = self._idea.originality if self._idea else None
        place = badge_place(found, self.width() - 5, round(plate.center().y()))
        if place.isValid() and place.left() > plate.right() + 2:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(BACKGROUND))
            painter.drawRoundedRect(QRectF(place), place.height() / 2, place.height() / 2)
            paint_badge(painter, place, found)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            event.ignore()  # the strip's: Qt would only move the keyboard
        else:
            super().keyPressEvent(event)


def numbers_after(numbers: Sequence[int], shown: int | None, step: int) -> int | None:
    """The number one step on from the one shown, round at the ends; None where there is none."""
    if not numbers:
        return None
    at = numbers.index(shown) if shown in numbers else (0 if step > 0 else len(numbers))
    return numbers[(at + step) % len(numbers)]
