"""An idea as a small roll that a click plays."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from composer_app.music.clip import Clip
from composer_app.ui.piano_roll.thumbnail import kept_picture, paint_clip
from composer_app.ui.widgets.theme import ACCENT, BACKGROUND, FAINT, LINE

_INSIDE = 4


class IdeaRoll(QAbstractButton):
    """Empty until it is given a clip; a line shows how far it has played."""

    opened = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.clip = Clip()
        self._name = name
        self._picture: QPixmap | None = None
        self._played: float | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumWidth(96)
        self.setEnabled(False)
        self.setAccessibleName(f"{name}, not generated yet")

    def show_clip(self, clip: Clip) -> None:
        """Show an idea, which can be played from now on."""
        self.clip, self._picture = clip, None
        self.setEnabled(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        text = f"{self._name}, {clip.bars} bars, {len(clip.notes)} notes"
        self.setAccessibleName(text)
        self.setToolTip(f"{text}\nClick to play, double-click or press Enter to open")
        self.update()

    def forget(self) -> None:
        """Be empty again."""
        self.clip, self._picture, self._played = Clip(), None, None
        self.setEnabled(False)
        self.setToolTip("")
        self.setAccessibleName(f"{self._name}, not generated yet")
        self.update()

    def set_played(self, fraction: float | None) -> None:
        """How much has played, 0 to 1; None while it does not play."""
        if fraction != self._played:
            self._played = fraction
            self.update()

    def _paint_still(self, painter: QPainter) -> None:
        paint_clip(painter, self.rect().adjusted(_INSIDE, 2, -_INSIDE, -2), self.clip)

    def sizeHint(self) -> QSize:
        return QSize(150, 64)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.isEnabled():
            self.opened.emit()
        else:
            super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.opened.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        lit = self.hasFocus() or self._played is not None
        painter.setPen(QPen(QColor(ACCENT if lit else FAINT if self.underMouse() and self.isEnabled() else LINE), 1))
        painter.setBrush(QColor(BACKGROUND))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        if self.isEnabled():
            self._picture = kept_picture(self._picture, self.size(), self.devicePixelRatioF(), self._paint_still)
            painter.drawPixmap(0, 0, self._picture)
        if self._played is not None:
            x = _INSIDE + self._played * (self.width() - 2 * _INSIDE)
            painter.fillRect(QRectF(x, 2, 1.5, self.height() - 4), QColor(ACCENT))
