"""A place to drop a folder on."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, QSize, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QWidget

from composer_app.ui.widgets.theme import SPACING


class FoldingRow(QWidget):
    """Controls side by side where there is room for them, else under each other."""

    def __init__(self, *controls: QWidget) -> None:
        super().__init__()
        self._inside = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        self._inside.setContentsMargins(0, 0, 0, 0)
        self._inside.setSpacing(SPACING)
        self._controls = controls
        for control in controls:
            self._inside.addWidget(control, 1)

    def minimumSizeHint(self) -> QSize:
        return QSize(max(control.minimumSizeHint().width() for control in self._controls), 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = sum(control.sizeHint().width() + SPACING for control in self._controls) - SPACING
        ways = QBoxLayout.Direction
        self._inside.setDirection(ways.LeftToRight if self.width() >= wide else ways.TopToBottom)


class DropFrame(QFrame):
    """Lights up under a folder; `dropped` carries the folder that was dropped."""

    dropped = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "drop")
        self.setAcceptDrops(True)

    def _folder(self, data: QMimeData) -> Path | None:
        paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
        return next((path for path in paths if path.is_dir()), None)

    def _light(self, over: bool) -> None:
        self.setProperty("over", "true" if over else "false")
        self.style().unpolish(self)
        self.style().polish(self)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self._folder(event.mimeData()) is not None:
            self._light(True)
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._light(False)

    def dropEvent(self, event: QDropEvent) -> None:
        self._light(False)
        folder = self._folder(event.mimeData())
        if folder is not None:
            event.acceptProposedAction()
            self.dropped.emit(folder)
