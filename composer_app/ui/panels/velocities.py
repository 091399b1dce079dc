"""Velocities of many notes at once: scaled, in a line from the first to the last, and varied at random."""

from __future__ import annotations

import random
from collections.abc import Sequence

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QCheckBox, QDialog, QGridLayout, QWidget

from composer_app.music.note import Note
from composer_app.music.reshape import velocity_line, velocity_scaled, velocity_varied
from composer_app.ui.piano_roll.operations import Operations
from composer_app.ui.widgets.controls import Number, row, text_label
from composer_app.ui.widgets.dialogs import buttons, percent
from composer_app.ui.widgets.theme import SPACING

LOUDEST, MOST_VARIED, LINE_FROM, LINE_TO = 127, 64, 60, 100


class VelocityDialog(QDialog):
    """What is chosen is heard and seen at once; Enter keeps it, Esc leaves the notes as they were."""

    def __init__(self, operations: Operations, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("velocities")
        self.setWindowTitle("Velocity")
        self._operations, self._trial = operations, operations.trial()
        self._seed = random.getrandbits(32)
        self.scale = percent(10, 200, 100, "Scale")
        self.vary = Number(0, MOST_VARIED, 0, "", "Random")
        self.vary.setToolTip("Each note at most so much louder or softer")
        self.line = QCheckBox("Line")
        self.first, self.last = (
            Number(1, LOUDEST, value, "", name) for name, value in (("From", LINE_FROM), ("To", LINE_TO))
        )
        for name in ("scale", "vary", "line", "first", "last"):
            getattr(self, name).setObjectName(f"velocity_{name}")
        self._lay_out()
        for number in (self.scale, self.vary, self.first, self.last):
            number.valueChanged.connect(self._try_out)
        self.line.toggled.connect(self._try_out)
        self.rejected.connect(self._trial.drop)
        self._try_out()

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(3 * SPACING, 2 * SPACING, 3 * SPACING, 2 * SPACING)
        grid.setSpacing(SPACING)
        rows = (("Scale", self.scale), ("Random", self.vary))
        for place, (text, control) in enumerate(rows):
            grid.addWidget(text_label(text, "label"), place, 0)
            grid.addWidget(control, place, 1)
        grid.addWidget(self.line, len(rows), 0)
        grid.addWidget(row(self.first, self.last), len(rows), 1)
        grid.addWidget(buttons(self, "Apply"), len(rows) + 1, 0, 1, 2)
        grid.setColumnMinimumWidth(1, 200)

    @Slot()
    def _try_out(self) -> None:
        for end in (self.first, self.last):
            end.setEnabled(self.line.isChecked())
        ends = self._operations.onsets
        self._trial.show(lambda notes, _: self._changed(notes, ends))

    def _changed(self, notes: Sequence[Note], ends: tuple[int, int]) -> Sequence[Note]:
        if self.line.isChecked():
            notes = velocity_line(notes, (ends[0], self.first.value()), (ends[1], self.last.value()))
        return velocity_varied(velocity_scaled(notes, self.scale.value()), self.vary.value(), self._seed)
