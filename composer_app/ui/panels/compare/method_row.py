"""One method of a comparison: whether it is included, its state, its figures, its ideas."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QFrame, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from composer_app.music.clip import Clip
from composer_app.protocol.comparison import IDEAS, MethodResult
from composer_app.ui.panels.compare.idea_roll import IdeaRoll
from composer_app.ui.panels.compare.text import (
    NEXT_NOTE,
    best_baseline,
    clock,
    figure_about,
    figure_name,
    figure_value,
    is_beaten,
    speed,
)
from composer_app.ui.widgets.controls import text_button, text_label
from composer_app.ui.widgets.theme import DANGER, GOOD, LINE, MUTED, PANEL, SPACING, TEXT

NAME_WIDTH, FIGURE_WIDTH = 212, 148
_NONE = "-"


class Figure(QWidget):
    """A number with what it is above and what to compare it with below."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name, self.value, self.beside = text_label(name, "label"), text_label(_NONE, "figure"), QLabel("")
        self.beside.setProperty("kind", "small")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for label in (self.name, self.value, self.beside):
            column.addWidget(label)
        column.addStretch(1)
        self.setFixedWidth(FIGURE_WIDTH)

    def show_figure(self, value: str, beside: str = "", better: bool | None = None, name: str = "") -> None:
        """Show a value; `better` colours what it is compared with."""
        if name:
            self.name.setText(name)
        self.value.setText(value)
        self.value.setAccessibleName(f"{self.name.text()}: {value}. {beside}")
        self.beside.setText(beside)
        self.beside.setToolTip(beside)
        colour = MUTED if better is None else GOOD if better else DANGER
        self.beside.setStyleSheet(f"color: {colour};")


class MethodRow(QFrame):
    """Emits which idea is to be played, opened or kept; `number` is its place among the methods."""

    played = Signal(int, int)
    opened = Signal(int, int)
    kept = Signal(int)
    included_changed = Signal()

    def __init__(self, number: int, method: str, title: str, colour: str) -> None:
        super().__init__()
        self.number, self.method, self.title = number, method, title
        self.result: MethodResult | None = None
        self.failed = False
        self.setObjectName("method_row")
        self.setStyleSheet(f"#method_row {{ background: {PANEL}; border: 1px solid {LINE}; border-radius: 8px; }}")
        self.included = QCheckBox(title)
        self.included.setChecked(True)
        self.included.setAccessibleName(f"Compare {title}")
        self.included.setStyleSheet(f"QCheckBox {{ color: {TEXT}; font-weight: 600; }}")
        self.dot = QFrame()
        self.dot.setFixedSize(10, 10)
        self.dot.setStyleSheet(f"background: {colour}; border-radius: 5px;")
        self.state = text_label("", "small", wrap=True)
        self.keep = text_button("Keep model", "plain", "Add the model to your models, to generate with it")
        self.keep.setAccessibleName(f"Keep the model of {title}")
        self.accuracy, self.own = Figure("Next-note accuracy"), Figure("Own metric")
        self.speed, self.writing = Figure("Training speed"), Figure("Generation time")
        self.rolls = [IdeaRoll(f"{title}, idea {place + 1}") for place in range(IDEAS)]
        self._lay_out()
        self._connect()
        self.forget()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(SPACING)
        head.addWidget(self.dot)
        head.addWidget(self.included, 1)
        name = QVBoxLayout()
        name.setSpacing(0)
        name.addLayout(head)
        name.addWidget(self.state)
        name.addStretch(1)
        name_room = QWidget()
        name_room.setFixedWidth(NAME_WIDTH)
        name.setContentsMargins(0, 0, 0, 0)
        name_room.setLayout(name)
        row = QGridLayout(self)
        row.setContentsMargins(SPACING + 4, SPACING, SPACING + 4, SPACING)
        row.setHorizontalSpacing(SPACING)
        row.addWidget(name_room, 0, 0)
        for place, figure in enumerate((self.accuracy, self.own, self.speed, self.writing), 1):
            row.addWidget(figure, 0, place)
        for place, roll in enumerate(self.rolls, 5):
            row.addWidget(roll, 0, place)
            row.setColumnStretch(place, 1)
        row.addWidget(self.keep, 0, 8)
        policy = self.keep.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.keep.setSizePolicy(policy)
        self.setFixedHeight(84)

    def _connect(self) -> None:
        self.included.toggled.connect(self.included_changed)
        self.keep.clicked.connect(self._keep)
        for roll in self.rolls:
            roll.clicked.connect(self._play)
            roll.opened.connect(self._open)

    def forget(self) -> None:
        """Empty the row: a comparison begins."""
        self.result = None
        self.keep.hide()
        self.show_state("")
        for figure in (self.accuracy, self.own, self.speed, self.writing):
            figure.show_figure(_NONE)
        self.own.show_figure(_NONE, name="Own metric")
        for roll in self.rolls:
            roll.forget()

    def show_state(self, text: str, wrong: bool = False) -> None:
        """Show what the method does now, or why it cannot be compared."""
        self.failed = wrong
        self.state.setText(text)
        self.state.setToolTip(text)
        self.state.setStyleSheet(f"color: {DANGER};" if wrong else "")

    def show_accuracy(self, value: float) -> None:
        """Show the accuracy after an epoch, from 0 to 1."""
        self.accuracy.show_figure(figure_value(NEXT_NOTE, value), "while training")

    def show_speed(self, steps_per_second: float) -> None:
        """Show how fast it trains, in batches a second."""
        self.speed.show_figure(f"{steps_per_second:,.1f} /s", "batches a second")

    def show_result(self, result: MethodResult) -> None:
        """Show the result of a method."""
        self.result = result
        left_out = f", {result.dropped:,} files left out" if result.dropped else ""
        trained = f"trained for {clock(result.seconds)}, best epoch {result.best_epoch}"
        size = f"{result.parameters / 1e6:.2f} M parameters"
        self.show_state(f"{result.songs:,} songs scored{left_out}; {trained}; {size}")
        self._show_beside(self.accuracy, result, NEXT_NOTE, result.next_note)
        own = next(((name, value) for name, value in result.figures if name != NEXT_NOTE), None)
        if own is not None:
            self._show_beside(self.own, result, *own, figure_name(own[0]))
            self.own.setToolTip(figure_about(own[0]))
        self.speed.show_figure(speed(result.examples), "examples a second")
        self.writing.show_figure(f"{result.writing:.1f} s", f"for {len(result.clips)} ideas")
        self.show_ideas(result.clips)
        self.keep.show()

    def show_ideas(self, ideas: Sequence[Clip]) -> None:
        """Show the ideas that were generated."""
        for roll, clip in zip(self.rolls, ideas, strict=False):
            roll.show_clip(clip)

    @staticmethod
    def _show_beside(figure: Figure, result: MethodResult, key: str, value: float, name: str = "") -> None:
        """A figure beside the best of the baselines."""
        best, better = best_baseline(result, key), is_beaten(result, key, value)
        beside = f"{'beats' if better else 'below'} {best[0]}, {figure_value(key, best[1])}" if best else ""
        figure.show_figure(figure_value(key, value), beside, better, name)

    @Slot()
    def _play(self) -> None:
        self.played.emit(self.number, self.rolls.index(self.sender()))  # type: ignore[arg-type]

    @Slot()
    def _open(self) -> None:
        self.opened.emit(self.number, self.rolls.index(self.sender()))  # type: ignore[arg-type]

    @Slot()
    def _keep(self) -> None:
        self.kept.emit(self.number)
