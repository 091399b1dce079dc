"""How original an idea is, at a glance: a mark of its own shape and hue, and the longest run it shares."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPolygonF

from composer_app.ui.widgets.theme import SMALL_SIZE, VERDICTS, font

if TYPE_CHECKING:
    from composer_app.music.originality import Originality, Verdict

HEIGHT, MARK, GAP = 16, 8, 4


def badge_place(found: Originality | None, right: int, middle: int) -> QRect:
    """The place of the badge that ends at `right`; an empty one for an idea that was not compared."""
    if found is None:
        return QRect()
    width = MARK + GAP + QFontMetrics(_face()).horizontalAdvance(str(found.longest)) + 2 * GAP + 2
    return QRect(right - width, middle - HEIGHT // 2, width, HEIGHT)


def paint_badge(painter: QPainter, place: QRect, found: Originality | None) -> None:
    """Paint the badge at its place."""
    if found is None:
        return
    hue = QColor(VERDICTS[found.verdict])
    ground = QColor(hue)
    ground.setAlphaF(0.14)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawRoundedRect(QRectF(place), HEIGHT / 2, HEIGHT / 2)
    painter.setBrush(hue)
    _paint_mark(painter, QRectF(place.left() + GAP + 1, place.center().y() - MARK / 2 + 1, MARK, MARK), found.verdict)
    painter.setPen(hue)
    painter.setFont(_face())
    words = place.adjusted(MARK + 2 * GAP + 1, 0, 0, 0)
    painter.drawText(words, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, str(found.longest))


def badge_text(found: Originality | None) -> str:
    """The badge in words, for tooltips and screen readers."""
    return f"Originality {found.verdict}: it {found.description}" if found is not None else ""


def _paint_mark(painter: QPainter, box: QRectF, verdict: Verdict) -> None:
    """A disc, a triangle or a square, so that the verdict does not depend on the hue."""
    if verdict == "green":
        painter.drawEllipse(box)
    elif verdict == "amber":
        top = QPointF(box.center().x(), box.top())
        painter.drawPolygon(QPolygonF([top, box.bottomRight(), box.bottomLeft()]))
    else:
        painter.drawRect(box.adjusted(0.5, 0.5, -0.5, -0.5))


def _face() -> QFont:
    return font(SMALL_SIZE, QFont.Weight.DemiBold)
