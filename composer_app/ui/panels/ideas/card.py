"""How an idea looks in the list: a small roll, its name, where it came from, star and bin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen, QPixmap, QPixmapCache
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from composer_app.ui.widgets.badge import badge_place, paint_badge
from composer_app.ui.widgets.icons import paint_icon
from composer_app.ui.widgets.theme import (
    ACCENT,
    BACKGROUND,
    DANGER,
    FAINT,
    HOVER,
    LINE,
    MUTED,
    RAISED,
    SMALL_SIZE,
    SPACING,
    TEXT,
    font,
)

if TYPE_CHECKING:
    from composer_app.library.idea import Idea

IDEA_ROLE = Qt.ItemDataRole.UserRole
CARD_HEIGHT, ROLL_HEIGHT, ICON_SIZE = 96, 46, 18
ICON_BOX = QSize(28, 20)
AnyIndex = QModelIndex | QPersistentModelIndex


class IdeaCard(QStyledItemDelegate):
    """Paints one card; `playing` and `opened` are the ids of the ideas that play and that are open in the roll."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.playing: int | None = None
        self.tick = 0.0
        self.opened: int | None = None

    @staticmethod
    def card(cell: QRect) -> QRect:
        """The card within its cell."""
        return cell.adjusted(2 * SPACING, SPACING // 2, -2 * SPACING + 4, -SPACING // 2)

    @classmethod
    def roll(cls, cell: QRect) -> QRect:
        """The small roll within a cell."""
        card = cls.card(cell)
        return QRect(card.left() + SPACING, card.top() + SPACING, card.width() - 2 * SPACING, ROLL_HEIGHT - SPACING)

    @classmethod
    def star(cls, cell: QRect) -> QRect:
        """Where a click stars: the end of the name's row."""
        roll = cls.roll(cell)
        return QRect(roll.right() - ICON_BOX.width() + 5, roll.bottom() + 2, ICON_BOX.width(), ICON_BOX.height())

    @classmethod
    def bin(cls, cell: QRect) -> QRect:
        """Where a click deletes: under the star."""
        return cls.star(cell).translated(0, ICON_BOX.height() - 1)

    @classmethod
    def badge(cls, cell: QRect, idea: Idea) -> QRect:
        """Where the badge of originality is, left of the star."""
        return badge_place(idea.originality, cls.star(cell).left() - 2, cls.star(cell).center().y() + 1)

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        return QSize(200, CARD_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        idea: Idea = index.data(IDEA_ROLE)
        cell: QRect = option.rect
        state = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not state & QStyle.StateFlag.State_Enabled:
            painter.setOpacity(0.6)  # it is being written and cannot be used yet
        self._paint_ground(painter, cell, idea, state)
        self._paint_roll(painter, cell, idea)
        self._paint_words(painter, cell, idea)
        if state & QStyle.StateFlag.State_Enabled:
            self._paint_icons(painter, cell, idea, bool(state & QStyle.StateFlag.State_MouseOver))
        painter.restore()

    def _paint_ground(self, painter: QPainter, cell: QRect, idea: Idea, state: QStyle.StateFlag) -> None:
        selected, under = state & QStyle.StateFlag.State_Selected, state & QStyle.StateFlag.State_MouseOver
        edge = ACCENT if selected else LINE
        painter.setPen(QPen(QColor(edge), 1))
        painter.setBrush(QColor(HOVER if under else RAISED))
        painter.drawRoundedRect(QRectF(self.card(cell)).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)
        if idea.id == self.opened:
            card = self.card(cell)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(ACCENT))
            painter.drawRoundedRect(QRectF(card.left() - 8, card.top() + 12, 3, card.height() - 24), 1.5, 1.5)
        elif idea.parent is not None:
            painter.fillRect(cell.left() + SPACING, cell.top(), 1, cell.height(), QColor(FAINT))

    def _paint_roll(self, painter: QPainter, cell: QRect, idea: Idea) -> None:
        place = self.roll(cell)
        painter.drawPixmap(place.topLeft(), _small_roll(idea, place.size(), painter.device().devicePixelRatioF()))
        if idea.id == self.playing and idea.clip.length:
            x = place.left() + place.width() * min(1.0, self.tick / idea.clip.length)
            painter.setPen(QPen(QColor(ACCENT), 2))
            painter.drawLine(round(x), place.top(), round(x), place.bottom())

    def _paint_words(self, painter: QPainter, cell: QRect, idea: Idea) -> None:
        left, right = self.card(cell).left() + SPACING + 4, self.star(cell).left()
        top = self.roll(cell).bottom() + SPACING // 2
        badge = self.badge(cell, idea)
        paint_badge(painter, badge, idea.originality)
        name_right = badge.left() - SPACING // 2 if badge.isValid() else right
        name_font, small_font = font(weight=font().weight().DemiBold), font(SMALL_SIZE)
        playing = idea.id == self.playing
        for text, face, colour, row in (
            (idea.name, name_font, ACCENT if playing else TEXT, QRect(left, top, name_right - left, 18)),
            (described(idea), small_font, MUTED, QRect(left, top + 19, right - left, 14)),
        ):
            painter.setFont(face)
            painter.setPen(QColor(colour))
            shown = QFontMetrics(face).elidedText(text, Qt.TextElideMode.ElideRight, row.width())
            painter.drawText(row, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)

    def _paint_icons(self, painter: QPainter, cell: QRect, idea: Idea, under: bool) -> None:
        star = icon_in(self.star(cell))
        if idea.starred:
            paint_icon(painter, star, "star-filled", ACCENT)
        else:
            paint_icon(painter, star, "star", MUTED if under else FAINT)
        if under:
            paint_icon(painter, icon_in(self.bin(cell)), "trash", DANGER)


def icon_in(box: QRect) -> QRectF:
    """Where an icon is painted within what is clicked."""
    icon = QRectF(0, 0, ICON_SIZE, ICON_SIZE)
    icon.moveCenter(QRectF(box).center())
    return icon


def described(idea: Idea) -> str:
    """Key, bars and origin in a few words; of what was made from another idea first how."""
    bars = f"{idea.clip.bars} bar{'s' if idea.clip.bars != 1 else ''}"
    if idea.parent is not None and idea.remarks:
        parts = [idea.remarks[0], str(idea.clip.key) if idea.clip.key else ""]
    else:
        origin = idea.task if idea.task in ("file", "sketch") else idea.model
        parts = [str(idea.clip.key) if idea.clip.key else "", bars, f"{idea.clip.timeline.bpm:.0f} bpm", origin]
    return "  ·  ".join(part for part in parts if part)


def _small_roll(idea: Idea, size: QSize, ratio: float) -> QPixmap:
    """The small roll as a picture, drawn once for each clip and size."""
    key = f"idea-{idea.id}-{hash(idea.clip)}-{size.width()}x{size.height()}@{ratio}"
    pixmap = QPixmap()
    if not QPixmapCache.find(key, pixmap):
        from composer_app.ui.piano_roll.thumbnail import paint_clip  # late: numpy is not needed to show the window

        pixmap = QPixmap(size * ratio)
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(QColor(BACKGROUND))
        painter = QPainter(pixmap)
        paint_clip(painter, QRect(0, 0, size.width(), size.height()), idea.clip)
        painter.end()
        QPixmapCache.insert(key, pixmap)
    return pixmap
