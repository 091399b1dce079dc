"""A part of the panel that is folded away: its title says when something in it is set."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QSizePolicy, QToolButton, QVBoxLayout, QWidget

from composer_app.ui.icons import icon
from composer_app.ui.theme import SPACING


class Fold(QWidget):
    """A title that opens and closes what stands under it; `body` is empty until it is filled."""

    toggled = Signal(bool)

    def __init__(self, title: str, object_name: str, tip: str) -> None:
        super().__init__()
        self._title = title
        self.head = QToolButton()
        self.head.setObjectName(object_name)
        self.head.setProperty("kind", "fold")
        self.head.setCheckable(True)
        self.head.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.head.setIconSize(QSize(14, 14))
        self.head.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.head.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.head.setToolTip(tip)
        self.body = QWidget()
        self.body.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACING // 2)
        column.addWidget(self.head)
        column.addWidget(self.body)
        self.set_summary("")
        self.head.toggled.connect(self._toggled)

    @property
    def opened(self) -> bool:
        """Whether what it holds is shown."""
        return self.head.isChecked()

    def set_opened(self, opened: bool) -> None:
        """Open or close it."""
        self.head.setChecked(opened)

    def set_summary(self, text: str) -> None:
        """Say beside the title what is set within."""
        self.head.setText(f"{self._title}   {text}" if text else self._title)
        self.head.setAccessibleName(f"{self._title}: {text}" if text else self._title)
        self.head.setIcon(icon("chevron-down" if self.opened else "chevron-right", checked="#98a0b0"))

    @Slot(bool)
    def _toggled(self, opened: bool) -> None:
        self.head.setIcon(icon("chevron-down" if opened else "chevron-right", checked="#98a0b0"))
        self.body.setVisible(opened)
        self.toggled.emit(opened)
