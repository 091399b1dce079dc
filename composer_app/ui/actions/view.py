"""Keyboard focus, zoom, shared notes and help."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QMessageBox

from composer_app.ui.parts import Parts
from composer_app.ui.piano_roll.layers.shared import shared_notes


class ViewActions(QObject):
    """What the menus View and Help do."""

    def __init__(self, parts: Parts) -> None:
        super().__init__(parts.window)
        self.session = parts.session
        self.document = parts.session.document
        self.roll = parts.roll
        self.editor = parts.roll.editor
        self.ideas = parts.ideas
        self.window = parts.window
        self.status = parts.status
        self._menus = parts.menus
        self.shows_shared = False

    @Slot()
    def show_ideas(self) -> None:
        """Give the keyboard to the ideas."""
        self.ideas.view.setFocus()
        if not self.ideas.chosen and self.ideas.model.ideas:
            self.ideas.view.setCurrentIndex(self.ideas.model.index(0))

    @Slot()
    def show_roll(self) -> None:
        """Give the keyboard to the roll."""
        self.roll.setFocus()

    @Slot(bool)
    def toggle_shared(self, shown: bool) -> None:
        """Show or hide in the roll the notes that the opened idea shares with the songs its model learnt from."""
        self.shows_shared = shown
        self.show_opened_shared()
        idea = self.document.idea
        if not shown:
            return
        if idea is None or idea.originality is None:
            self.status.show_message("This clip has not been compared with training songs.")
        elif not idea.originality.runs:
            self.status.show_message(f"{idea.name}: {idea.originality.description}.")

    @Slot()
    def show_opened_shared(self) -> None:
        """Show the shared notes of the idea that is open now."""
        idea = self.document.idea if self.shows_shared else None
        self.roll.set_shared(shared_notes(idea.originality, idea.clip.melody) if idea is not None else ())

    @Slot()
    def zoom_in(self) -> None:
        """Show less, larger."""
        self.roll.scrolling.zoom(1.25)

    @Slot()
    def zoom_out(self) -> None:
        """Show more, smaller."""
        self.roll.scrolling.zoom(0.8)

    @Slot()
    def zoom_to_selection(self) -> None:
        """Let the selected notes fill the roll."""
        self.roll.scrolling.zoom_to(self.editor.picked)

    @Slot()
    def show_shortcuts(self) -> None:
        """List the keys."""
        from composer_app.ui.shortcuts import ShortcutsDialog

        dialog = ShortcutsDialog(self._menus, self.window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    @Slot()
    def show_folder(self) -> None:
        """Open the folder of the library and the models in the file browser."""
        if self.session.library.path is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.session.library.path.parent)))

    @Slot()
    def show_about(self) -> None:
        """Show what Inkling is, and its version."""
        from composer_app import __version__

        text = (
            f"<h3>Inkling {__version__}</h3><p>Melodies and chords by a model trained on your own songs. "
            "Everything stays on this computer.</p>"
        )
        QMessageBox.about(self.window, "About Inkling", text)
