"""A window beside the main one."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QWidget

from composer_app.ui.widgets.controls import set_kind, text_label


class SideDialog(QDialog):
    """Has a title and under it a sentence; the window that is one puts both where it likes."""

    def __init__(self, name: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setWindowTitle(title)
        self.title, self.summary = text_label(title, "title"), text_label("", "muted", wrap=True)
        self.summary.setObjectName(f"{name}_summary")

    def show_message(self, text: str, wrong: bool = False) -> None:
        """Show a sentence under the title, in red where something went wrong."""
        self.summary.setText(text)
        self.summary.setToolTip(text)
        set_kind(self.summary, "danger" if wrong else "muted")
