"""Messages: a line for what happened, a toast for what needs an answer, a dialog for a crash."""

from __future__ import annotations

import sys
import threading
import time
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from composer_app.errors import ComposerError
from composer_app.ui.widgets.icons import icon
from composer_app.ui.widgets.theme import SPACING

_STAY_MS = 7000


class StatusLine(QWidget):
    """The lowest line of the window: the last message, and at the right the model and output in use."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "status")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(3 * SPACING + 4)
        self.setAccessibleName("Status")
        self._message, self._state = QLabel(), QLabel()
        for label in (self._message, self._state):
            label.setProperty("kind", "small")
            label.setTextFormat(Qt.TextFormat.PlainText)
        row = QHBoxLayout(self)
        row.setContentsMargins(2 * SPACING, 0, 2 * SPACING, 0)
        row.addWidget(self._message, 1)
        row.addWidget(self._state)

    @Slot(str)
    def show_message(self, text: str) -> None:
        """Show what happened."""
        self._message.setText(text)
        self._message.setAccessibleName(text)

    @Slot(str)
    def show_state(self, text: str) -> None:
        """Show the model and the output in use."""
        self._state.setText(text)

    @property
    def text(self) -> str:
        """The message shown."""
        return self._message.text()


class Toast(QFrame):
    """A sentence over the lower edge of the window with at most one button; errors stay until they are closed."""

    acted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._window = parent
        self.setProperty("kind", "toast")
        self.setAccessibleName("Message")
        self._text = QLabel()
        self._text.setWordWrap(True)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._action = QPushButton()
        self._action.setAccessibleName("Action")
        self._action.setProperty("kind", "strong")
        self._action.clicked.connect(self._act)
        close = QToolButton()
        close.setIcon(icon("close"))
        close.setProperty("kind", "small")
        close.setAccessibleName("Close message")
        close.setToolTip("Close")
        close.clicked.connect(self.hide)
        row = QHBoxLayout(self)
        row.setContentsMargins(2 * SPACING, SPACING, SPACING, SPACING)
        row.setSpacing(SPACING)
        row.addWidget(self._text, 1)
        row.addWidget(self._action)
        row.addWidget(close)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.hide)
        self.hide()

    @property
    def text(self) -> str:
        """The sentence shown."""
        return self._text.text()

    def show_text(self, text: str, action: str = "", error: bool = False) -> None:
        """Show a sentence; `action` is the label of the button whose click emits `acted`."""
        self._text.setText(text)
        self._action.setText(action)
        self._action.setAccessibleName(action)
        self._action.setVisible(bool(action))
        self.setProperty("tone", "error" if error else "")
        self.style().unpolish(self)
        self.style().polish(self)
        self._place()
        self.show()
        self.raise_()
        self._timer.stop()
        if not error:
            self._timer.start(_STAY_MS)

    def follow(self) -> None:
        """Stay at the window's lower edge when its size changes."""
        if self.isVisible():
            self._place()

    @Slot()
    def _act(self) -> None:
        self.hide()
        self.acted.emit()

    def _place(self) -> None:
        window, metrics = self._window, self._text.fontMetrics()
        extra = 8 * SPACING + (self._action.sizeHint().width() + SPACING if self._action.text() else 0)
        width = min(metrics.horizontalAdvance(self._text.text()) + extra, window.width() - 8 * SPACING, 640)
        self.setFixedWidth(max(width, 240))
        self.setFixedHeight(max(self.heightForWidth(self.width()), 6 * SPACING))
        self.move((window.width() - self.width()) // 2, window.height() - self.height() - 14 * SPACING)


class CrashDialog(QDialog):
    """Tells of a fault of the program, that the ideas are safe, and what to send with a report."""

    def __init__(self, details: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Inkling - error")
        self.setMinimumWidth(560)
        title = QLabel("Inkling has run into an error")
        title.setProperty("kind", "title")
        text = QLabel(
            "Your ideas are safe: each one was saved before it was shown. You can continue working; if anything looks "
            "wrong, restart Inkling. The details below help to find the cause."
        )
        text.setWordWrap(True)
        self.details = QPlainTextEdit(details)
        self.details.setReadOnly(True)
        self.details.setAccessibleName("Details of the crash")
        copy, close = QPushButton("Copy details"), QPushButton("Continue")
        close.setProperty("kind", "strong")
        close.setDefault(True)
        copy.clicked.connect(self._copy)
        close.clicked.connect(self.accept)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(copy)
        buttons.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(3 * SPACING, 3 * SPACING, 3 * SPACING, 2 * SPACING)
        column.setSpacing(2 * SPACING)
        for widget in (title, text, self.details):
            column.addWidget(widget)
        column.addLayout(buttons)

    @Slot()
    def _copy(self) -> None:
        self.details.selectAll()
        self.details.copy()


class CrashCatcher(QObject):
    """Takes what nobody caught, from any thread: a ComposerError is a sentence, the rest a crash.

    A crash is also written to `log`, so that it is there after the window is gone.
    """

    announced = Signal(str)
    crashed = Signal(str)

    def __init__(self, log: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._log = log
        self._before = (sys.excepthook, threading.excepthook)

    def install(self) -> None:
        """Take both excepthooks over."""
        sys.excepthook = self._caught
        threading.excepthook = self._caught_in_thread

    def remove(self) -> None:
        """Give both excepthooks back."""
        sys.excepthook, threading.excepthook = self._before

    def _caught(
        self, kind: type[BaseException], error: BaseException | None, trace: TracebackType | None = None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            self._before[0](kind, error or kind(), trace)
        elif issubclass(kind, ComposerError):
            self.announced.emit(str(error))
        else:
            import traceback

            text = "".join(traceback.format_exception(kind, error, trace))
            self._write(text)
            self.crashed.emit(text)

    def _caught_in_thread(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_type is not SystemExit:
            self._caught(args.exc_type, args.exc_value, args.exc_traceback)

    def _write(self, text: str) -> None:
        if sys.stderr is not None:  # a windowed program on Windows has none
            sys.stderr.write(text)
        try:
            self._log.parent.mkdir(parents=True, exist_ok=True)
            with self._log.open("a", encoding="utf-8") as file:
                file.write(f"--- {time.strftime('%Y-%m-%d %H:%M:%S')}\n{text}\n")
        except OSError:
            pass  # the dialog still shows it
