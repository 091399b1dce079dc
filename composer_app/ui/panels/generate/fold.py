"""A section of the panel that folds: its title names what is set in it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from composer_app.ui.widgets.icons import icon
from composer_app.ui.widgets.theme import MUTED


class Fold(QPushButton):
    """A title that opens and closes the `body`, which the panel places."""

    def __init__(self, title: str, object_name: str, tip: str) -> None:
        super().__init__(title)
        self._title = title
        self.setObjectName(object_name)
        self.setProperty("kind", "fold")
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setIconSize(QSize(14, 14))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setToolTip(tip)
        self.body = QWidget()
        self.body.hide()
        self.set_summary("")
        self._show(False)
        self.toggled.connect(self._show)

    def set_summary(self, text: str) -> None:
        """Show beside the title what is set within."""
        title = f"{self._title}: {text}" if text else self._title
        self.setText(title)
        self.setAccessibleName(title)

    @Slot(bool)
    def _show(self, opened: bool) -> None:
        self.setIcon(icon("chevron-down" if opened else "chevron-right", checked=MUTED))
        self.body.setVisible(opened)
