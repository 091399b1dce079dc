"""The bar above the roll: the name of the clip and the tools to edit it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QToolButton, QWidget

from composer_app.music.grid import GRID_SIZES
from composer_app.music.voices import VOICES, WRITTEN_VOICES, Voice, WrittenVoice, score_order
from composer_app.ui.widgets.controls import Choice, icon_button, text_label
from composer_app.ui.widgets.icons import icon
from composer_app.ui.widgets.mixer import MixerButton
from composer_app.ui.widgets.theme import FAINT, SPACING

if TYPE_CHECKING:
    from composer_app.library.idea import Idea
    from composer_app.music.clip import Clip

_ROOMY, _TIGHT, _NARROW, _SHORTEST_NAME = 716, 600, 492, 48  # widths in pixels
TOOLS = (("select", "Select", "1"), ("draw", "Draw", "2"), ("erase", "Erase", "3"))


class ClipHeader(QWidget):
    """Emits which tool, voice and grid are chosen; shows which clip is open."""

    tool_chosen = Signal(str)
    voice_chosen = Signal(str)
    grid_chosen = Signal(object)
    locks_changed = Signal()
    undo_requested = Signal()
    redo_requested = Signal()
    export_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "header")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(6 * SPACING)
        self.name = text_label("", "title")
        self.name.setObjectName("clip_name")
        self.about = text_label("", "small")
        self._tools = self._group([icon_button(name, text, key, True) for name, text, key in TOOLS])
        self._drawn = score_order()
        self._voices = self._group([_draw_button(VOICES[voice]) for voice in self._drawn])
        self.locks: dict[WrittenVoice, QToolButton] = {voice: _lock(voice) for voice in WRITTEN_VOICES}
        self.grid = Choice(list(GRID_SIZES.items()))
        self.grid.set_value(GRID_SIZES["1/16"])
        self.grid.setAccessibleName("Grid")
        self.grid.setObjectName("grid")
        self.grid.setToolTip("Grid that notes snap to; hold Alt to place them freely")
        self.grid.setFixedWidth(12 * SPACING)
        self._grid_label = text_label("Grid", "label")
        self._name = ""
        self.mixer = MixerButton()
        self.undo = icon_button("undo", "Undo", "Ctrl+Z")
        self.redo = icon_button("redo", "Redo", "Ctrl+Shift+Z")
        self.export = icon_button("export", "Export", "Ctrl+E")
        self._lay_out()
        self._tools.idClicked.connect(self._tool_clicked)
        self._voices.idClicked.connect(self._voice_clicked)
        for lock in self.locks.values():
            lock.toggled.connect(self._lock_toggled)
        self.grid.chosen.connect(self.grid_chosen)
        self.undo.clicked.connect(self.undo_requested)
        self.redo.clicked.connect(self.redo_requested)
        self.export.clicked.connect(self.export_requested)

    def _group(self, buttons: list[QToolButton]) -> QButtonGroup:
        group = QButtonGroup(self)
        for number, button in enumerate(buttons):
            group.addButton(button, number)
        buttons[0].setChecked(True)
        return group

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(2 * SPACING, 0, SPACING, 0)
        row.setSpacing(SPACING // 2)
        row.addWidget(self.name)
        row.addSpacing(SPACING)
        row.addWidget(self.about)
        row.addStretch(1)
        for button in self._tools.buttons():
            row.addWidget(button)
        row.addSpacing(2 * SPACING)
        for voice, button in zip(self._drawn, self._voices.buttons(), strict=True):
            row.addWidget(button)
            for written in WRITTEN_VOICES:
                if written == voice:
                    row.addWidget(self.locks[written])
        row.addWidget(self.mixer)
        row.addSpacing(SPACING)
        row.addWidget(self._grid_label)
        row.addSpacing(SPACING // 2)
        row.addWidget(self.grid)
        row.addSpacing(SPACING)
        for button in (self.undo, self.redo, self.export):
            row.addWidget(button)

    def set_clip(self, idea: Idea | None, clip: Clip) -> None:
        """Show the name of another clip."""
        self._name = idea.name if idea else "New clip"
        self.name.setToolTip(self._name)
        parts = [str(clip.key) if clip.key else "", idea.model if idea else ""]
        self.about.setText("  ·  ".join(part for part in parts if part))
        self._fit()

    @property
    def locked(self) -> frozenset[WrittenVoice]:
        """The voices that Generate does not change."""
        return frozenset(voice for voice, lock in self.locks.items() if lock.isChecked())

    def lock(self, voice: WrittenVoice, locked: bool) -> None:
        """Lock a voice, or unlock it."""
        self.locks[voice].setChecked(locked)

    @Slot(str)
    def set_tool(self, tool: str) -> None:
        """Show which tool is on."""
        self._tools.button([name for name, _, _ in TOOLS].index(tool)).setChecked(True)

    def set_undo(self, can_undo: bool, can_redo: bool) -> None:
        """Enable undo and redo."""
        self.undo.setEnabled(can_undo)
        self.redo.setEnabled(can_redo)

    @Slot(int)
    def _tool_clicked(self, number: int) -> None:
        self.tool_chosen.emit(TOOLS[number][0])

    @Slot(int)
    def _voice_clicked(self, number: int) -> None:
        self.voice_chosen.emit(self._drawn[number])

    @Slot(bool)
    def _lock_toggled(self, locked: bool) -> None:
        button = self.sender()
        if isinstance(button, QToolButton):
            button.setIcon(icon("lock" if locked else "unlock", FAINT, str(button.property("hue"))))
        self.locks_changed.emit()

    def _fit(self) -> None:
        """Hide what the menus have too, and shorten the name, when the bar is narrow."""
        width = self.width()
        self.about.setVisible(width >= _ROOMY + self.name.fontMetrics().horizontalAdvance(self._name))
        self._grid_label.setVisible(width >= _ROOMY)
        self.export.setVisible(width >= _TIGHT)
        for button in (self.undo, self.redo):
            button.setVisible(width >= _TIGHT - 36)
        for tool in (*self._tools.buttons(), self.mixer):
            tool.setVisible(width >= _NARROW)
        row = self.layout()
        assert row is not None
        room = max(_SHORTEST_NAME, width - row.minimumSize().width() + self.name.minimumSizeHint().width())
        self.name.setText(self.name.fontMetrics().elidedText(self._name, Qt.TextElideMode.ElideRight, room))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()


def _draw_button(voice: Voice) -> QToolButton:
    return icon_button(icon(voice.icon, checked=voice.colour), f"Draw {voice.title.lower()}", checkable=True)


def _lock(voice: WrittenVoice) -> QToolButton:
    """A lock beside a voice's button, in the voice's colour when it is closed."""
    hue = VOICES[voice].colour
    keys = "Ctrl+Shift+M" if voice == "melody" else "Ctrl+Shift+C"
    button = icon_button(icon("unlock", FAINT, hue), f"Lock the {voice}: Generate does not change it", keys, True)
    button.setProperty("kind", "lock")
    button.setProperty("hue", hue)
    button.setObjectName(f"lock_{voice}")
    return button
