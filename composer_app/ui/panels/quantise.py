"""Quantise settings: grid, strength, swing and lengths, tried out on the notes at once."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QCheckBox, QDialog, QGridLayout, QWidget

from composer_app.music.grid import GRID_SIZES
from composer_app.music.quantise import MOST_SWING, STRAIGHT, Quantise, quantised
from composer_app.ui.piano_roll.operations import Operations
from composer_app.ui.widgets.controls import Choice, text_label
from composer_app.ui.widgets.dialogs import buttons, percent
from composer_app.ui.widgets.theme import SPACING

AS_GRID = "Grid of the roll"


class QuantiseDialog(QDialog):
    """What is chosen is heard and seen at once; Enter keeps it and makes it what Q does, Esc leaves the notes."""

    def __init__(self, operations: Operations, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("quantise_settings")
        self.setWindowTitle("Quantise")
        self._operations, self._trial = operations, operations.trial()
        how = operations.how
        self.grid = Choice([(AS_GRID, 0), *((name, ticks) for name, ticks in GRID_SIZES.items() if ticks)])
        self.grid.set_value(operations.own_grid)
        self.grid.setAccessibleName("Grid")
        self.strength = percent(0, 100, how.strength, "Strength")
        self.swing = percent(STRAIGHT, MOST_SWING, how.swing, "Swing")
        self.swing.setToolTip("Where in a pair of grid steps the second begins: 50 % straight, 66 % triplet feel")
        self.lengths = QCheckBox("Quantise note ends too")
        self.lengths.setChecked(how.lengths)
        for name, control in (("grid", self.grid), ("strength", self.strength), ("swing", self.swing)):
            control.setObjectName(f"quantise_{name}")
        self.lengths.setObjectName("quantise_lengths")
        self._lay_out()
        self.grid.chosen.connect(self._try_out)
        self.strength.valueChanged.connect(self._try_out)
        self.swing.valueChanged.connect(self._try_out)
        self.lengths.toggled.connect(self._try_out)
        self.accepted.connect(self._keep)
        self.rejected.connect(self._trial.drop)
        self._try_out()

    @property
    def how(self) -> Quantise:
        """What is chosen."""
        chosen = self.grid.value
        grid = chosen if isinstance(chosen, int) and chosen else self._operations.editor_grid
        return Quantise(grid, self.strength.value(), self.swing.value(), self.lengths.isChecked())

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(3 * SPACING, 2 * SPACING, 3 * SPACING, 2 * SPACING)
        grid.setSpacing(SPACING)
        rows = (("Grid", self.grid), ("Strength", self.strength), ("Swing", self.swing))
        for row, (text, control) in enumerate(rows):
            grid.addWidget(text_label(text, "label"), row, 0)
            grid.addWidget(control, row, 1)
        grid.addWidget(self.lengths, len(rows), 1)
        grid.addWidget(buttons(self, "Quantise"), len(rows) + 1, 0, 1, 2)
        grid.setColumnMinimumWidth(1, 200)

    @Slot()
    def _try_out(self) -> None:
        how, timeline = self.how, self._operations.timeline
        self._trial.show(lambda notes, _: quantised(notes, how, timeline))

    @Slot()
    def _keep(self) -> None:
        chosen = self.grid.value
        self._operations.set_quantise(self.how, chosen if isinstance(chosen, int) else 0)
