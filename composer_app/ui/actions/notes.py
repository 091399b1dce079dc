"""Dialogs and context menus of the notes, and the velocity lane."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, QPoint, Qt, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from composer_app.settings import Settings
from composer_app.ui.actions.play import PlayActions
from composer_app.ui.panels.quantise import QuantiseDialog
from composer_app.ui.panels.velocities import VelocityDialog
from composer_app.ui.parts import Parts
from composer_app.ui.piano_roll import key_entry

# The entries of the menu bar that a context menu repeats; None is a line between two groups.
NOTE_MENU = (
    "cut", "copy", "paste", "duplicate", "delete", None,
    "quantise", "show_quantise", "show_velocities", "legato", "split", "join", "invert", None,
    "scale_up", "scale_down", "other_voice", None, "rewrite", "zoom_to_selection",
)  # fmt: skip
KEYS_OF_THE_ROLL = (
    "quantise", "show_quantise", "show_velocities", "louder", "softer", "split", "join", "legato", "invert",
    "scale_up", "scale_down", "other_voice", "insert_note", "select_in_loop", "loop_from", "loop_to", "toggle_lane",
)  # fmt: skip
EMPTY_MENU = ("paste", "insert_note", "select_all", "select_in_loop", None, "zoom_to_all", "toggle_lane")
LANE_MENU = ("show_velocities", "louder", "softer", None, "toggle_lane")
CHORD_MENU = (
    "offer_substitutes", None, "copy_progression", "paste_progression", None, "new_melody", "new_chords", None,
    "toggle_loop",
)  # fmt: skip
RULER_MENU = ("loop_selection", "toggle_loop", "select_in_loop", "split", None, "zoom_to_all")


class NoteActions(QObject):
    """What the menu Notes opens, and what a click with the right button in the roll offers.

    `section_requested` and `section_removed` carry the tick of the ruler that was clicked.
    """

    section_requested = Signal(int)
    section_removed = Signal(int)

    def __init__(self, parts: Parts, play: PlayActions) -> None:
        super().__init__(parts.window)
        self.window, self.roll, self.editor, self._play = parts.window, parts.roll, parts.roll.editor, play
        self._playing = parts.session.playing
        self._entries: Mapping[str, QAction] = {}

    def use_entries(self, entries: Mapping[str, QAction]) -> None:
        """Take the entries of the menu bar, by name, for the context menus.

        The keys of those that edit notes mean something in the roll alone: a letter typed elsewhere must not edit.
        """
        self._entries = entries
        offered = {name for name in NOTE_MENU + EMPTY_MENU + LANE_MENU + RULER_MENU if name}
        if missing := offered - entries.keys():
            raise KeyError(f"the menu bar has no {sorted(missing)}")
        for name in KEYS_OF_THE_ROLL:
            entries[name].setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            self.roll.addAction(entries[name])

    def restore(self, settings: Settings) -> None:
        """Quantise as before, and show or hide what was shown or hidden."""
        self.roll.operations.restore(
            settings.quantise_strength, settings.quantise_swing, settings.quantise_lengths, settings.quantise_grid
        )
        for name, on in (("toggle_lane", settings.velocity_lane), ("hear_notes", settings.preview)):
            self._entries[name].setChecked(on)
        self.toggle_lane(settings.velocity_lane)
        self.toggle_preview(settings.preview)

    def to_settings(self, settings: Settings) -> Settings:
        """The settings with what is chosen here."""
        operations = self.roll.operations
        return replace(
            settings,
            quantise_strength=operations.strength,
            quantise_swing=operations.swing,
            quantise_lengths=operations.lengths,
            quantise_grid=operations.own_grid,
            velocity_lane=self.roll.lane_shown,
            preview=self._playing.previews,
        )

    @Slot()
    def show_quantise(self) -> None:
        """Choose how notes are quantised, and quantise them."""
        dialog = QuantiseDialog(self.roll.operations, self.window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    @Slot()
    def show_velocities(self) -> None:
        """Change the velocities of the selected notes."""
        dialog = VelocityDialog(self.roll.operations, self.window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    @Slot()
    def insert_note(self) -> None:
        """Add a note at the playhead."""
        key_entry.insert_note(self.editor)

    @Slot()
    def select_in_loop(self) -> None:
        """Select the notes that begin within the loop."""
        key_entry.select_in_loop(self.editor)

    @Slot()
    def loop_selection(self) -> None:
        """Loop the selected notes."""
        key_entry.loop_selection(self.editor)

    @Slot()
    def loop_from_playhead(self) -> None:
        """Let the loop begin at the playhead."""
        key_entry.loop_from_playhead(self.editor)

    @Slot()
    def loop_to_playhead(self) -> None:
        """Let the loop end at the playhead."""
        key_entry.loop_to_playhead(self.editor)

    @Slot(bool)
    def toggle_preview(self, heard: bool) -> None:
        """Play notes as they are drawn, moved and clicked, or do not."""
        self._playing.previews = heard

    @Slot(bool)
    def toggle_lane(self, shown: bool) -> None:
        """Show the velocity lane, or hide it."""
        self.roll.show_lane(shown)

    @Slot(str, int, QPoint)
    def show_menu(self, region: str, tick: int, place: QPoint) -> None:
        """Offer what can be done with what was clicked: "note", "chords", "ruler", "lane" or "empty"."""
        menu = QMenu(self.window)
        menu.setObjectName(f"{region}_menu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if region in ("ruler", "empty"):
            _offer(menu, "Play from here", partial(self._play.play_opened, tick))
            _offer(menu, "Move the playhead here", partial(self._play.seek, tick))
        if region == "ruler":
            self._offer_loops(menu, tick)
            _offer(menu, "Begin a section here ...", partial(self.section_requested.emit, tick))
            if self.editor.clip.sections:
                _offer(menu, "Remove this section", partial(self.section_removed.emit, tick))
        if region in ("ruler", "empty"):
            menu.addSeparator()
        if region == "chords":
            self._play.seek(tick)  # its entries act at the playhead
        menus = {"note": NOTE_MENU, "chords": CHORD_MENU, "ruler": RULER_MENU, "lane": LANE_MENU}
        for name in menus.get(region, EMPTY_MENU):
            menu.addAction(self._entries[name]) if name else menu.addSeparator()
        menu.popup(place)

    def _offer_loops(self, menu: QMenu, tick: int) -> None:
        timeline = self.editor.clip.timeline
        bar = timeline.bar_at(tick)
        ends = timeline.bar_start(bar), timeline.bar_start(bar + 1)
        _offer(menu, f"Loop bar {bar + 1}", partial(self.editor.set_loop, ends))


def _offer(menu: QMenu, text: str, act: Callable[[], object]) -> None:
    menu.addAction(text).triggered.connect(lambda *_: act())
