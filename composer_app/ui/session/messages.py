"""What the composer is to read about the work behind the window."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal


class Messages(QObject):
    """`announced` carries a sentence about what happened, `failed` the exception of what did not."""

    announced = Signal(str)
    failed = Signal(object)
