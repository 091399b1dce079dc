"""What small dialogs have in common: a field for percents, and the two buttons that end them."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QDialogButtonBox

from composer_app.ui.widgets.controls import Number


def percent(low: int, high: int, value: int, name: str) -> Number:
    """A field for a percentage; what is typed counts at once."""
    field = Number(low, high, value, " %", name)
    field.setKeyboardTracking(True)
    return field


def buttons(dialog: QDialog, accept: str) -> QDialogButtonBox:
    """A button that keeps what was chosen (Enter) and one that does not (Esc)."""
    box = QDialogButtonBox()
    keep = box.addButton(accept, QDialogButtonBox.ButtonRole.AcceptRole)
    keep.setObjectName(f"{dialog.objectName()}_keep")
    keep.setDefault(True)
    box.addButton("Cancel", QDialogButtonBox.ButtonRole.RejectRole)
    box.accepted.connect(dialog.accept)
    box.rejected.connect(dialog.reject)
    return box
