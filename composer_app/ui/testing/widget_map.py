"""The place of every visible widget on the screen, for a test that drives the real window with a mouse."""

from __future__ import annotations

import contextlib
import json
import os
from pathlib import Path

from PySide6.QtCore import QObject, QPoint, QRect, QTimer, Slot
from PySide6.QtWidgets import QAbstractItemView, QAbstractScrollArea, QApplication, QMenu, QMenuBar, QWidget

Description = dict[str, object]  # of one widget, as JSON
VARIABLE = "INKLING_WIDGETS"
_INTERVAL = 20
_MOST_ROWS = 500


class WidgetMap(QObject):
    """Answers when asked: the file `<path>.wanted` appears, is removed, and the widgets are written to `path`."""

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
        # Taken away before the answer is there: who has it may ask again at once.
        with contextlib.suppress(FileNotFoundError):
            self._wanted.unlink()
        part = self._path.with_name(self._path.name + ".part")
        part.write_text(json.dumps(visible_widgets()), encoding="utf-8")
        os.replace(part, self._path)


def install_widget_map(application: QApplication) -> None:
    """Begins to answer if the environment asks for it; costs nothing otherwise."""
    path = os.environ.get(VARIABLE)
    if path:
        WidgetMap(Path(path), application)


def visible_widgets() -> list[Description]:
    """Each visible widget and its parts: name, class, text, state and rectangle in screen pixels.

    Parts are a menu's entries, a list's rows, and what a widget names itself in `described_parts()`.
    """
    found: list[Description] = []
    for widget in QApplication.allWidgets():
        if widget.isVisible():
            found.append(_describe(widget))
            found += _entries(widget) + _rows(widget) + _own_parts(widget)
    return found


def _described(name: str, kind: str, text: str, rectangle: QRect, window: str, **state: object) -> Description:
    usual = {"label": "", "enabled": True, "checked": False, "focused": False, "seen": not rectangle.isEmpty()}
    numbers = [rectangle.x(), rectangle.y(), rectangle.width(), rectangle.height()]
    return {"name": name, "class": kind, "text": text, "rectangle": numbers, "window": window} | usual | state


def _describe(widget: QWidget) -> Description:
    # What a scroll area hides is no target for a click.
    region = widget.visibleRegion().boundingRect()
    return _described(
        widget.objectName(),
        type(widget).__name__,
        _text(widget),
        region.translated(widget.mapToGlobal(QPoint(0, 0))),
        type(widget.window()).__name__,
        label=widget.accessibleName(),
        enabled=widget.isEnabled(),
        checked=_checked(widget),
        focused=widget.hasFocus(),
    )


def _entries(widget: QWidget) -> list[Description]:
    if not isinstance(widget, QMenu | QMenuBar):
        return []
    corner = widget.mapToGlobal(QPoint(0, 0))
    return [
        _described(
            action.objectName(),
            "QAction",
            action.text().replace("&", ""),
            widget.actionGeometry(action).translated(corner),
            type(widget).__name__,
            enabled=action.isEnabled(),
            checked=action.isChecked(),
        )
        for action in widget.actions()
        if action.isVisible() and not action.isSeparator()
    ]


def _rows(widget: QWidget) -> list[Description]:
    if not isinstance(widget, QAbstractItemView) or widget.model() is None:
        return []
    corner, shown = widget.viewport().mapToGlobal(QPoint(0, 0)), widget.viewport().rect()
    rows = []
    for number in range(min(widget.model().rowCount(), _MOST_ROWS)):
        index = widget.model().index(number, 0)
        place = widget.visualRect(index).intersected(shown)
        if not place.isEmpty():
            text = str(index.data() or "")
            rows.append(_described("", "row", text, place.translated(corner), type(widget.window()).__name__))
    return rows


def _own_parts(widget: QWidget) -> list[Description]:
    describe = getattr(widget, "described_parts", None)
    if not callable(describe):
        return []
    surface = widget.viewport() if isinstance(widget, QAbstractScrollArea) else widget
    corner, shown = surface.mapToGlobal(QPoint(0, 0)), surface.rect()
    window = type(widget.window()).__name__
    return [
        _described(name, "part", text, place.intersected(shown).translated(corner), window)
        for name, text, place in describe()
    ]


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
