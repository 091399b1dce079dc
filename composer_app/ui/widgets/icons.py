"""Inkling's own icons, tinted for each state when they are first painted."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPixmap

from composer_app.files.resources import resource
from composer_app.ui.widgets.theme import ACCENT, FAINT, MUTED, TEXT

_DRAWN_IN = MUTED  # the colour the SVG files are drawn in, replaced by the wanted one


def icon(name: str, colour: str = MUTED, checked: str = ACCENT) -> QIcon:
    """The icon `resources/icons/<name>.svg` in `colour`, brighter under the mouse, `checked` when on."""
    return QIcon(_TintedEngine(name, colour, checked))


def paint_icon(painter: QPainter, rect: QRectF, name: str, colour: str) -> None:
    """Draw an icon into a rectangle, for what is painted by hand."""
    from PySide6.QtSvg import QSvgRenderer

    QSvgRenderer(QByteArray(_svg(name, colour))).render(painter, rect)


def _svg(name: str, colour: str) -> bytes:
    return resource("icons", f"{name}.svg").read_text(encoding="utf-8").replace(_DRAWN_IN, colour).encode()


class _TintedEngine(QIconEngine):
    """Renders one SVG in the colour of the state asked for; an icon never shown costs nothing."""

    def __init__(self, name: str, colour: str, checked: str) -> None:
        super().__init__()
        self._name, self._colour, self._checked = name, colour, checked
        self._pixmaps: dict[tuple[int, int, QIcon.Mode, QIcon.State], QPixmap] = {}

    def _tint(self, mode: QIcon.Mode, state: QIcon.State) -> str:
        if mode == QIcon.Mode.Disabled:
            return FAINT
        if state == QIcon.State.On:
            return self._checked
        return TEXT if mode in (QIcon.Mode.Active, QIcon.Mode.Selected) and self._colour == MUTED else self._colour

    def clone(self) -> QIconEngine:
        return _TintedEngine(self._name, self._colour, self._checked)

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        paint_icon(painter, QRectF(rect), self._name, self._tint(mode, state))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        key = (size.width(), size.height(), mode, state)
        if key not in self._pixmaps:
            pixmap = QPixmap(size)
            pixmap.fill(Qt.GlobalColor.transparent)
            painter = QPainter(pixmap)
            self.paint(painter, QRect(0, 0, size.width(), size.height()), mode, state)
            painter.end()
            self._pixmaps[key] = pixmap
        return self._pixmaps[key]
