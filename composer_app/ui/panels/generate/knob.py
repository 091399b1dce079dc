"""A named knob: a slider that is on Auto until it is moved, and again after a double click."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QHBoxLayout, QSlider, QWidget

from composer_app.ui.widgets.controls import set_kind, text_label
from composer_app.ui.widgets.theme import SPACING

AUTO = -1
MOST = 100
_NAME_WIDTH, _READING_WIDTH = 84, 34
_RESETTING = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)


class Knob(QWidget):
    """Name, slider and reading in a row; `changed` tells of each move and of the return to Auto."""

    changed = Signal()

    def __init__(self, name: str, tip: str, object_name: str = "") -> None:
        super().__init__()
        self._auto = True
        self.name = text_label(name, "label")
        self.slider = _Slider()
        self.slider.setObjectName(object_name or name.lower().replace(" ", "_"))
        self.slider.setAccessibleName(name)
        self.reading = text_label("Auto", "small")
        self.reading.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.name.setFixedWidth(_NAME_WIDTH)
        self.reading.setFixedWidth(_READING_WIDTH)
        self.setToolTip(f"{tip}\nDouble-click, or Delete, leaves it to the model again.")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACING)
        row.addWidget(self.name)
        row.addWidget(self.slider, 1)
        row.addWidget(self.reading)
        self.set_value(AUTO)
        self.slider.valueChanged.connect(self._moved)
        self.slider.sliderPressed.connect(self._moved)
        self.slider.reset.connect(self.reset)

    @property
    def value(self) -> int:
        """Where it stands, 0 to 100, or AUTO."""
        return AUTO if self._auto else self.slider.value()

    @property
    def share(self) -> float | None:
        """Where it stands, 0 to 1; None on Auto."""
        return None if self._auto else self.slider.value() / MOST

    def set_value(self, value: int) -> None:
        """Stand at 0 to 100, or on AUTO, without telling of it."""
        self.slider.blockSignals(True)
        self.slider.setValue(MOST // 2 if value == AUTO else value)
        self.slider.blockSignals(False)
        self._show(value == AUTO)

    @Slot()
    def reset(self) -> None:
        """Leave it to the model again."""
        if not self._auto:
            self.set_value(AUTO)
            self.changed.emit()

    @Slot()
    def _moved(self) -> None:
        self._show(False)
        self.changed.emit()

    def _show(self, auto: bool) -> None:
        """The groove of a knob on Auto is empty and its handle hollow."""
        turned, self._auto = auto != self._auto, auto
        self.reading.setText("Auto" if auto else str(self.slider.value()))
        self.slider.setAccessibleDescription("Auto" if auto else f"{self.slider.value()} of {MOST}")
        if turned or not self.slider.property("kind"):
            set_kind(self.slider, "auto" if auto else "set")
            set_kind(self.reading, "small" if auto else "value")

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.reset()


class _Slider(QSlider):
    """A slider that the wheel scrolls past, and that says when it is to be reset."""

    reset = Signal()

    def __init__(self) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.setRange(0, MOST)
        self.setPageStep(10)
        self.setMinimumWidth(60)

    def event(self, event: QEvent) -> bool:
        # Delete belongs to the slider that has the keyboard, not to the notes in the roll.
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and event.key() in _RESETTING:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _RESETTING:
            self.reset.emit()
        else:
            super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.reset.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()
