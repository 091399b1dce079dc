"""One method of a comparison: whether it takes part, what it is at, its figures, its ideas."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QFrame, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from composer_app.music.clip import Clip
from composer_app.protocol.comparison import IDEAS, MethodResult
from composer_app.ui.panels.compare.idea_roll import IdeaRoll
from composer_app.ui.panels.compare.words import (
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
    """Emits what is wished; `number` is its place among the methods."""

    heard = Signal(int, int)
    opened = Signal(int, int)
    kept = Signal(int)
    wanted_changed = Signal()

    def __init__(self, number: int, method: str, title: str, colour: str) -> None:
        super().__init__()
        self.number, self.method, self.title = number, method, title
        self.scored: MethodResult | None = None
        self.failed = False
        self.setObjectName("method_row")
        self.setStyleSheet(f"#method_row {{ background: {PANEL}; border: 1px solid {LINE}; border-radius: 8px; }}")
        self.wanted = QCheckBox(title)
        self.wanted.setChecked(True)
        self.wanted.setAccessibleName(f"Compare {title}")
        self.wanted.setStyleSheet(f"QCheckBox {{ color: {TEXT}; font-weight: 600; }}")
        self.dot = QFrame()
        self.dot.setFixedSize(10, 10)
        self.dot.setStyleSheet(f"background: {colour}; border-radius: 5px;")
        self.state = text_label("", "small", wrap=True)
        self.keep = text_button("Keep model", "plain", "Copy the model to your models, to write with it")
        self.keep.setAccessibleName(f"Keep the model of {title}")
        self.accuracy, self.own = Figure("Right next note"), Figure("Its own measure")
        self.speed, self.writing = Figure("Learns"), Figure("Writes")
        self.rolls = [IdeaRoll(f"{title}, idea {place + 1}") for place in range(IDEAS)]
        self._lay_out()
        self._connect()
        self.forget()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(SPACING)
        head.addWidget(self.dot)
        head.addWidget(self.wanted, 1)
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
        self.wanted.toggled.connect(self.wanted_changed)
        self.keep.clicked.connect(self._keep)
        for roll in self.rolls:
            roll.clicked.connect(self._hear)
            roll.opened.connect(self._open)

    def forget(self) -> None:
        """A comparison begins: nothing is known yet."""
        self.scored = None
        self.keep.hide()
        self.say("")
        for figure in (self.accuracy, self.own, self.speed, self.writing):
            figure.show_figure(_NONE)
        self.own.show_figure(_NONE, name="Its own measure")
        for roll in self.rolls:
            roll.forget()

    def say(self, text: str, wrong: bool = False) -> None:
        """What the method is at, or why it cannot."""
        self.failed = wrong
        self.state.setText(text)
        self.state.setToolTip(text)
        self.state.setStyleSheet(f"color: {DANGER};" if wrong else "")

    def show_accuracy(self, value: float) -> None:
        """The figure of an epoch, on the songs kept aside."""
        self.accuracy.show_figure(figure_value(NEXT_NOTE, value), "while learning")

    def show_speed(self, steps_per_second: float) -> None:
        """How fast it learns, while it learns."""
        self.speed.show_figure(f"{steps_per_second:,.1f} /s", "batches a second")

    def show_scored(self, scored: MethodResult) -> None:
        """Show what a method has reached."""
        self.scored = scored
        left_out = f", {scored.dropped:,} files left out" if scored.dropped else ""
        learnt = f"learnt for {clock(scored.seconds)}, best epoch {scored.best_epoch}"
        self.say(f"{scored.songs:,} songs scored{left_out}; {learnt}; {scored.parameters / 1e6:.2f} M parameters")
        self._show_beside(self.accuracy, scored, NEXT_NOTE, scored.next_note)
        own = next(((name, value) for name, value in scored.figures if name != NEXT_NOTE), None)
        if own is not None:
            self._show_beside(self.own, scored, *own, figure_name(own[0]))
            self.own.setToolTip(figure_about(own[0]))
        self.speed.show_figure(speed(scored.examples), "examples a second")
        self.writing.show_figure(f"{scored.writing:.1f} s", f"for {len(scored.clips)} ideas")
        self.show_ideas(scored.clips)
        self.keep.show()

    def show_ideas(self, ideas: Sequence[Clip]) -> None:
        """Show the ideas that were written."""
        for roll, clip in zip(self.rolls, ideas, strict=False):
            roll.show_clip(clip)

    @staticmethod
    def _show_beside(figure: Figure, scored: MethodResult, key: str, value: float, name: str = "") -> None:
        """A figure beside the best of the baselines."""
        best, better = best_baseline(scored, key), is_beaten(scored, key, value)
        beside = f"{'beats' if better else 'below'} {best[0]}, {figure_value(key, best[1])}" if best else ""
        figure.show_figure(figure_value(key, value), beside, better, name)

    @Slot()
    def _hear(self) -> None:
        self.heard.emit(self.number, self.rolls.index(self.sender()))  # type: ignore[arg-type]

    @Slot()
    def _open(self) -> None:
        self.opened.emit(self.number, self.rolls.index(self.sender()))  # type: ignore[arg-type]

    @Slot()
    def _keep(self) -> None:
        self.kept.emit(self.number)
