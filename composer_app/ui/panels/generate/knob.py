"""A knob with its name: a slider that is on Auto until it is moved, and again after a double click."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QHBoxLayout, QSlider, QWidget

from composer_app.protocol.controls import Control
from composer_app.ui.widgets.controls import set_kind, text_label
from composer_app.ui.widgets.theme import SPACING

_MOST = 100
_NAME_WIDTH, _READING_WIDTH = 84, 34
_RESETTING = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)


class Knob(QWidget):
    """Name, slider and value in a row; `changed` is emitted at each move and at the return to Auto."""

    changed = Signal()

    def __init__(self, control: Control) -> None:
        super().__init__()
        self._auto = True
        self.name = text_label(control.title, "label")
        self.slider = _Slider()
        self.slider.setObjectName(control.name)
        self.slider.setAccessibleName(control.title)
        self.reading = text_label("Auto", "small")
        self.reading.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.name.setFixedWidth(_NAME_WIDTH)
        self.reading.setFixedWidth(_READING_WIDTH)
        self.setToolTip(f"{control.tip}\nDouble-click or press Delete to reset it to Auto.")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACING)
        row.addWidget(self.name)
        row.addWidget(self.slider, 1)
        row.addWidget(self.reading)
        self.set_share(None)
        self.slider.valueChanged.connect(self._moved)
        self.slider.sliderPressed.connect(self._moved)
        self.slider.reset.connect(self.reset)

    @property
    def share(self) -> float | None:
        """Its value from 0 to 1; None on Auto."""
        return None if self._auto else self.slider.value() / _MOST

    def set_share(self, share: float | None) -> None:
        """Set its value from 0 to 1, or Auto for None, without a signal."""
        self.slider.blockSignals(True)
        self.slider.setValue(_MOST // 2 if share is None else round(_MOST * share))
        self.slider.blockSignals(False)
        self._show(share is None)

    @Slot()
    def reset(self) -> None:
        """Go back to Auto."""
        if not self._auto:
            self.set_share(None)
            self.changed.emit()

    @Slot()
    def _moved(self) -> None:
        self._show(False)
        self.changed.emit()

    def _show(self, auto: bool) -> None:
        """The groove of a knob on Auto is empty and its handle hollow."""
        switched, self._auto = auto != self._auto, auto
        self.reading.setText("Auto" if auto else str(self.slider.value()))
        self.slider.setAccessibleDescription("Auto" if auto else f"{self.slider.value()} of {_MOST}")
        if switched or not self.slider.property("kind"):
            set_kind(self.slider, "auto" if auto else "set")
            set_kind(self.reading, "small" if auto else "value")

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.reset()


class _Slider(QSlider):
    """A slider that the wheel scrolls past; `reset` is emitted at a double click or Delete."""

    reset = Signal()

    def __init__(self) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.setRange(0, _MOST)
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
