"""The buttons for the open clip besides Fill: Vary, Continue, Bridge."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction, QWheelEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSlider, QVBoxLayout, QWidget

from composer_app.protocol.controls import CONTROLS, default
from composer_app.settings import PERCENT
from composer_app.ui.widgets.controls import text_button, text_label
from composer_app.ui.widgets.theme import SPACING

TIPS = {
    "vary": "Rewrite some of the notes and keep the others (Ctrl+Shift+V)",
    "continue": "Continue the open clip (Ctrl+Shift+G)",
    "bridge": "Write a bridge from the open clip to another idea",
}
EMPTY = "Open an idea or draw some notes first."
NO_OTHER = "No other idea yet"


class Verbs(QWidget):
    """Vary with its amount, Continue, Bridge; what cannot be done is disabled, with the reason as its tooltip."""

    vary_requested = Signal()
    continue_requested = Signal()
    bridge_requested = Signal(object)
    destinations_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._has_notes = self._busy = False
        self._reasons: Mapping[str, str] = {}
        self.vary = text_button("Vary", "", icon_name="vary")
        self.onward = text_button("Continue", "", icon_name="continue")
        self.bridge = text_button("Bridge to ...", "", icon_name="bridge")
        self.amount = _Amount()
        self.amount_text = text_label("", "small")
        self.amount_text.setFixedWidth(34)
        self.amount_text.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.destinations = QMenu(self)
        self.bridge.setMenu(self.destinations)
        for name, button in (("vary", self.vary), ("continue", self.onward), ("bridge", self.bridge)):
            button.setObjectName(name)
        varying, going = QHBoxLayout(), QHBoxLayout()
        varying.setSpacing(SPACING)
        going.setSpacing(SPACING)
        varying.addWidget(self.vary)
        varying.addWidget(self.amount, 1)
        varying.addWidget(self.amount_text)
        going.addWidget(self.onward, 1)
        going.addWidget(self.bridge, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACING)
        column.addLayout(varying)
        column.addLayout(going)
        self._show_amount()
        self._enable()
        self.vary.clicked.connect(self.vary_requested)
        self.onward.clicked.connect(self.continue_requested)
        self.destinations.aboutToShow.connect(self.destinations_wanted)
        self.amount.valueChanged.connect(self._show_amount)

    def set_state(self, has_notes: bool, busy: bool, reasons: Mapping[str, str]) -> None:
        """Whether there is a clip to begin from, whether ideas are being written, why the model cannot do a task."""
        self._has_notes, self._busy, self._reasons = has_notes, busy, reasons
        self._enable()

    def set_destinations(self, destinations: Sequence[tuple[str, object]]) -> None:
        """Offer these ideas, each with its name, as the other end of a bridge."""
        self.destinations.clear()
        for name, idea in destinations:
            self.destinations.addAction(name.replace("&", "&&")).setData(idea)
        if not destinations:
            self.destinations.addAction(NO_OTHER).setEnabled(False)
        for action in self.destinations.actions():
            action.triggered.connect(self._destination_chosen)

    @Slot()
    def _destination_chosen(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self.bridge_requested.emit(action.data())

    def _enable(self) -> None:
        for task, button in (("vary", self.vary), ("continue", self.onward), ("bridge", self.bridge)):
            reason = self._reasons.get(task, "" if self._has_notes else EMPTY)
            button.setEnabled(not reason and not self._busy)
            button.setToolTip(reason or TIPS[task])
        self.amount.setEnabled(self.vary.isEnabled() or self._busy)

    @Slot()
    def _show_amount(self) -> None:
        self.amount_text.setText(f"{self.amount.value()} %")
        self.amount.setAccessibleDescription(f"{self.amount.value()} % of the notes")


class _Amount(QSlider):
    """The share of the notes that a variation changes."""

    def __init__(self) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.setObjectName("amount")
        lowest, highest = CONTROLS["amount"].window_range
        self.setRange(round(PERCENT * lowest), round(PERCENT * highest))
        self.setValue(round(PERCENT * default("amount")))
        self.setSingleStep(5)
        self.setPageStep(10)
        self.setAccessibleName("Amount of change")
        self.setToolTip("Amount of change: the share of the notes that Vary rewrites")

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()
