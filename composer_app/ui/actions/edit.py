"""Undo and redo, the selection, and the tools of the roll."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QApplication

from composer_app.ui.parts import Parts


class EditActions(QObject):
    """Undo, redo, delete and select act on the list of ideas when that has the keyboard, else on the roll."""

    def __init__(self, parts: Parts) -> None:
        super().__init__(parts.window)
        self.session = parts.session
        self.roll = parts.roll
        self.editor = parts.roll.editor
        self.ideas = parts.ideas
        self.alternatives = parts.alternatives
        self.header = parts.header
        self.generate = parts.generate

    @Slot()
    def undo(self) -> None:
        """Undo the last edit when the roll or its alternatives have the keyboard, else the last deletion."""
        focused = QApplication.focusWidget()
        at_roll = self.roll.hasFocus() or (focused is not None and self.alternatives.isAncestorOf(focused))
        edits = self.editor.history.can_undo and (at_roll or not self.session.ideas.can_undo_delete)
        self.editor.undo() if edits else self.session.ideas.undo_delete()
        self.show_editable()

    @Slot()
    def redo(self) -> None:
        """Do again what was undone last."""
        self.editor.redo() if self.editor.history.can_redo else self.session.ideas.redo_delete()
        self.show_editable()

    @Slot()
    def delete(self) -> None:
        """Delete the chosen ideas when the list has the keyboard, else the selected notes."""
        if self.ideas.view.hasFocus():
            self.ideas.delete_requested.emit(self.ideas.chosen)
        else:
            self.editor.delete()

    @Slot()
    def select_all(self) -> None:
        """Select all ideas when the list has the keyboard, else all notes."""
        self.ideas.view.selectAll() if self.ideas.view.hasFocus() else self.editor.select_all()

    @Slot()
    def select_tool(self) -> None:
        """Let the mouse select."""
        self.editor.use_tool("select")

    @Slot()
    def draw_tool(self) -> None:
        """Let the mouse draw."""
        self.editor.use_tool("draw")

    @Slot()
    def erase_tool(self) -> None:
        """Let the mouse erase."""
        self.editor.use_tool("erase")

    @Slot()
    def show_editable(self) -> None:
        """Show whether there is something to undo, to redo and to continue."""
        history = self.editor.history
        self.header.set_undo(history.can_undo or self.session.ideas.can_undo_delete, history.can_redo)
        self.generate.set_clip_open(bool(self.editor.clip.notes))
