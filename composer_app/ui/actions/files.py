"""Opening MIDI files and exporting ideas."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QMenu

from composer_app.errors import ComposerError
from composer_app.export.formats import WRITERS, accompaniment_label
from composer_app.formats.midi_file import SUFFIXES
from composer_app.library.idea import Idea
from composer_app.ui.parts import Parts


class FileActions(QObject):
    """What the menu File does."""

    def __init__(self, parts: Parts) -> None:
        super().__init__(parts.window)
        self.parts = parts
        self.session = parts.session
        self.document = parts.session.document
        self.playing = parts.session.playing
        self.messages = parts.session.messages
        self.roll = parts.roll
        self.ideas = parts.ideas
        self.window = parts.window

    @Slot()
    def new_clip(self) -> None:
        """Begin with an empty clip."""
        self.playing.stop()
        self.document.new_clip()
        self.roll.setFocus()

    @Slot()
    def open_file(self) -> None:
        """Choose a MIDI file to open."""
        folder, endings = self.parts.settings.open_folder, " ".join(f"*{suffix}" for suffix in SUFFIXES)
        kinds = f"MIDI files ({endings});;All files (*)"
        name, _ = QFileDialog.getOpenFileName(self.window, "Open a MIDI file", folder, kinds)
        if name:
            self.parts.settings = replace(self.parts.settings, open_folder=str(Path(name).parent))
            self.document.open_file(Path(name))

    @Slot()
    def save(self) -> None:
        """Save now instead of within a second."""
        self.document.save()
        self.messages.announced.emit("Saved in the library.")

    def add_formats(self, menu: QMenu, before: QAction) -> None:
        """Put a menu with every format there is into another one."""
        formats = QMenu("Expo&rt as", menu)
        for name, writer in WRITERS.items():
            action = formats.addAction(f"{writer.label} ...")
            action.setObjectName(f"menu_export_{name}")
            action.setData(name)
        formats.triggered.connect(self.export_in)
        menu.insertMenu(before, formats)

    @Slot()
    def export(self) -> None:
        """Export the chosen ideas, or else the opened one, as MIDI files."""
        self._export_chosen("midi")

    @Slot(QAction)
    def export_in(self, format_: QAction) -> None:
        """Export the chosen ideas, or else the opened one, in the format of a menu's entry."""
        self._export_chosen(format_.data())

    @Slot()
    def export_opened(self) -> None:
        """Export the opened idea as a MIDI file."""
        self._export_opened("midi")

    @Slot()
    def export_starred(self) -> None:
        """Export every starred idea."""
        starred = self.session.library.ideas(starred=True)
        if starred:
            self.export_ideas(starred)
        else:
            self.messages.failed.emit(
                ComposerError("No idea is starred yet: click the star of those you want to export.")
            )

    @Slot(list)
    def export_ideas(self, ideas: Sequence[Idea], form: str = "midi") -> None:
        """Choose a folder and write ideas there in a format of the WRITERS table."""
        what = ideas[0].name if len(ideas) == 1 else f"{len(ideas)} ideas"
        title = f"Export {what}{accompaniment_label(form, self.playing.style)} to"
        folder = QFileDialog.getExistingDirectory(self.window, title, self.parts.settings.export_folder)
        if folder:
            self.parts.settings = replace(self.parts.settings, export_folder=folder)
            self.document.save()
            self.session.ideas.export(ideas, Path(folder), form, self.playing.style)

    def _export_chosen(self, form: str) -> None:
        chosen = self.ideas.chosen if self.ideas.view.hasFocus() else []
        if chosen:
            self.export_ideas(chosen, form)
        else:
            self._export_opened(form)

    def _export_opened(self, form: str) -> None:
        self.document.save()
        if self.document.idea is None:
            self.messages.failed.emit(ComposerError("There is nothing to export yet: generate or open an idea first."))
        else:
            self.export_ideas([self.document.idea], form)
