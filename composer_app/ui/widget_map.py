"""Where every visible widget stands on the screen, for a test that drives the real window with a mouse."""

from __future__ import annotations

import contextlib
import json
import os
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QPoint, QRect, QTimer, Slot
from PySide6.QtWidgets import QApplication, QMenu, QMenuBar, QWidget

VARIABLE = "INKLING_WIDGETS"
_INTERVAL = 50


class WidgetMap(QObject):
    """Answers when asked: the file `<path>.wanted` appears, the widgets are written to `path`, the first is removed."""

    def __init__(self, path: Path, parent: QObject) -> None:
        super().__init__(parent)
        self._path = path
        self._wanted = path.with_name(path.name + ".wanted")
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._look)
        self._timer.start(_INTERVAL)

    @Slot()
    def _look(self) -> None:
        if not self._wanted.exists():
            return
        part = self._path.with_name(self._path.name + ".part")
        part.write_text(json.dumps(visible_widgets()), encoding="utf-8")
        os.replace(part, self._path)
        with contextlib.suppress(FileNotFoundError):
            self._wanted.unlink()


def install_widget_map(application: QApplication) -> None:
    """Begins to answer if the environment asks for it; costs nothing otherwise."""
    path = os.environ.get(VARIABLE)
    if path:
        WidgetMap(Path(path), application)


def visible_widgets() -> list[dict[str, Any]]:
    """Each visible widget and menu entry: its name, class, text, state and rectangle in screen pixels."""
    found: list[dict[str, Any]] = []
    for widget in QApplication.allWidgets():
        if widget.isVisible():
            found.append(_describe(widget))
            found += _entries(widget)
    return found


def _describe(widget: QWidget) -> dict[str, Any]:
    rectangle = QRect(widget.mapToGlobal(QPoint(0, 0)), widget.size())
    # What a scroll area hides is no target for a click.
    seen = widget.visibleRegion().boundingRect()
    return {
        "name": widget.objectName(),
        "class": type(widget).__name__,
        "text": _text(widget),
        "label": widget.accessibleName(),
        "enabled": widget.isEnabled(),
        "checked": _checked(widget),
        "seen": not seen.isEmpty(),
        "rectangle": _numbers(rectangle if seen.isEmpty() else seen.translated(rectangle.topLeft())),
        "window": type(widget.window()).__name__,
    }


def _entries(widget: QWidget) -> list[dict[str, Any]]:
    if not isinstance(widget, QMenu | QMenuBar):
        return []
    described = []
    for action in widget.actions():
        if action.isVisible() and not action.isSeparator():
            rectangle = widget.actionGeometry(action)
            described.append(
                {
                    "name": action.objectName(),
                    "class": "QAction",
                    "text": action.text().replace("&", ""),
                    "label": "",
                    "enabled": action.isEnabled(),
                    "checked": action.isChecked(),
                    "seen": True,
                    "rectangle": _numbers(rectangle.translated(widget.mapToGlobal(QPoint(0, 0)))),
                    "window": type(widget).__name__,
                }
            )
    return described


def _text(widget: QWidget) -> str:
    for reader in ("currentText", "text", "toPlainText", "title", "windowTitle"):
        read = getattr(widget, reader, None)
        if callable(read):
            with contextlib.suppress(TypeError):
                return str(read()).replace("&", "")
    return ""


def _checked(widget: QWidget) -> bool:
    read = getattr(widget, "isChecked", None)
    return bool(read()) if callable(read) else False


def _numbers(rectangle: QRect) -> list[int]:
    return [rectangle.x(), rectangle.y(), rectangle.width(), rectangle.height()]
