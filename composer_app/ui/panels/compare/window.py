"""The Compare window: methods trained on one folder for the same time, side by side."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QProgressBar,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from composer_app.methods import catalogue
from composer_app.methods.entry import Entry
from composer_app.protocol.comparison import Comparison, MethodProgress, MethodResult, Split
from composer_app.protocol.progress import EpochEnded, Progress, Scoring, Stepped
from composer_app.ui.panels.compare.curves import Curves
from composer_app.ui.panels.compare.method_row import MethodRow
from composer_app.ui.panels.compare.text import progress_text, shared_accuracy
from composer_app.ui.widgets.controls import Number, line, text_button, text_label
from composer_app.ui.widgets.side_dialog import SideDialog
from composer_app.ui.widgets.theme import SPACING, series_colour

WIDTH, HEIGHT = 1320, 900
PLOTS = 24 * SPACING
PLOT_NAMES = (
    "Next-note accuracy while training, on whole songs, %",
    "Training loss, first value 100 %",
)
_EMPTY = "Choose a folder of MIDI files: each method is trained on the same songs for the same time."


class CompareWindow(SideDialog):
    """Emits what is asked for; shows the progress and the results of a comparison."""

    choose_requested = Signal()
    start_requested = Signal()
    stop_requested = Signal()
    play_requested = Signal(object, int)
    open_requested = Signal(object, str)
    keep_requested = Signal(object, str)
    table_requested = Signal()

    def __init__(self, minutes: int = 5, parent: QWidget | None = None) -> None:
        super().__init__("compare", "Compare methods", parent)
        self.summary.setText(_EMPTY)
        self.resize(WIDTH, HEIGHT)
        self.folder: Path | None = None
        self.settings: Comparison | None = None
        self.found: list[MethodResult] = []
        self._blocked = ""
        self._at: str | None = None
        self._learnt = 0.0
        self._first_loss: dict[str, float] = {}
        self._make_head(minutes)
        self.rows: dict[str, MethodRow] = {}
        self.accuracies: Curves | None = None
        self.losses: Curves | None = None
        self._lay_out()
        self._connect()
        self._making = QTimer(self)
        self._making.timeout.connect(self._make_next)
        self._making.start(0)
        self._show_state()

    def _make_head(self, minutes: int) -> None:
        self.choose = text_button("Choose folder ...", "", "Songs to train every method on", "folder")
        self.minutes = Number(1, 240, minutes, " min each", "Minutes for each method")
        self.table = text_button("Save table ...", "", "Save the figures of every method as a CSV file")
        self.start = text_button("Start comparing", "strong", "Train the methods one after another")
        self.progress = QProgressBar()
        self.progress.setRange(0, 1000)
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName("Progress of the comparison")
        names = {"choose": "choose_compare_folder", "start": "start_comparing", "minutes": "compare_minutes",
                 "table": "save_table"}  # fmt: skip
        for attribute, name in names.items():
            getattr(self, attribute).setObjectName(name)

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.title)
        words.addWidget(self.summary)
        head = QHBoxLayout()
        head.setContentsMargins(2 * SPACING, SPACING + 4, 2 * SPACING, SPACING + 4)
        head.setSpacing(SPACING)
        head.addLayout(words, 1)
        for control in (self.minutes, self.choose, self.table, self.start):
            head.addWidget(control)
        self.minutes.setFixedWidth(128)
        policy = self.progress.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.progress.setSizePolicy(policy)
        self._plots = QGridLayout()
        self._plots.setContentsMargins(2 * SPACING, SPACING + 4, 2 * SPACING, 0)
        self._plots.setHorizontalSpacing(2 * SPACING)
        self._plots.setVerticalSpacing(SPACING // 2)
        self._plots.setRowMinimumHeight(1, PLOTS)
        for place, name in enumerate(PLOT_NAMES):
            self._plots.addWidget(text_label(name, "label"), 0, place)
            self._plots.setColumnStretch(place, 1)
        inside = QWidget()
        self._list = QVBoxLayout(inside)
        self._list.setContentsMargins(2 * SPACING, SPACING + 4, 2 * SPACING, 2 * SPACING)
        self._list.setSpacing(SPACING)
        self._list.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(inside)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.progress)
        column.addWidget(line())
        column.addLayout(self._plots)
        column.addWidget(area, 1)
        for button in (self.choose, self.table, self.start):
            button.setAutoDefault(False)

    def _connect(self) -> None:
        self.choose.clicked.connect(self.choose_requested)
        self.table.clicked.connect(self.table_requested)
        self.start.clicked.connect(self._start_or_stop)
        self.minutes.valueChanged.connect(self._show_choice)

    @property
    def ready(self) -> bool:
        """Whether everything is made."""
        return not self._making.isActive()

    @property
    def running(self) -> bool:
        """Whether methods are being compared."""
        return self.settings is not None

    @property
    def included(self) -> tuple[str, ...]:
        """The names of the methods to compare."""
        return tuple(method for method, row in self.rows.items() if row.included.isChecked())

    @property
    def comparison(self) -> Comparison:
        """The comparison that the controls ask for; there must be a folder."""
        assert self.folder is not None
        return Comparison(self.folder, float(self.minutes.value()), self.included)

    def set_folder(self, folder: Path) -> None:
        """Compare on this folder."""
        self.folder = folder
        self.title.setText(f"Compare methods on {folder.name}")
        self.title.setToolTip(str(folder))
        self._show_choice()

    @Slot(object)
    def begin(self, settings: Comparison) -> None:
        """A comparison begins."""
        self.settings, self._at, self._learnt = settings, None, 0.0
        self.found.clear()
        self._first_loss.clear()
        for method, row in self.rows.items():
            row.forget()
            row.show_state("waiting" if method in settings.methods else "not included")
        for plot in (self.accuracies, self.losses):
            if plot is not None:
                plot.begin(settings.minutes)
        self.show_message("Reading the songs ...")
        self._show_state()

    @Slot(object)
    def show_report(self, report: Split | MethodProgress | MethodResult) -> None:
        """Show what the comparison reports."""
        if isinstance(report, Split):
            self.show_message(f"{report.songs:,} songs to train on, {report.held_out:,} held out to score on.")
        elif isinstance(report, MethodProgress):
            if self._at != report.method:
                self._at, self._learnt = report.method, 0.0
            self._show_progress(report.method, report.progress)
        else:
            self._at = None
            self.found.append(report)
            if report.refused:
                self.rows[report.method].show_state(report.refused, wrong=True)
            else:
                self.rows[report.method].show_result(report)
            self._show_state()
        self._show_share_done()

    @Slot(bool)
    def end(self, stopped: bool) -> None:
        """The comparison is over; finished results stay."""
        settings, self.settings = self.settings, None
        scored = [row for row in self.rows.values() if row.result is not None]
        if stopped and settings is not None:
            for method in settings.methods:
                if self.rows[method].result is None and not self.rows[method].failed:
                    self.rows[method].show_state("stopped" if method == self._at else "not started")
        best = max(scored, key=lambda row: row.result.next_note if row.result else 0.0, default=None)
        winner = f"{best.title} predicts the next note best." if best is not None and len(scored) > 1 else ""
        asked = len(settings.methods) if settings is not None else 0
        self.show_message(f"{'Stopped' if stopped else 'Done'}: {len(scored)} of {asked} methods scored. {winner}")
        self._show_state()

    @Slot(object)
    def fail(self, error: Exception) -> None:
        """The comparison could not be made."""
        self.end(True)
        self.show_message(str(error), wrong=True)

    def set_blocked(self, reason: str) -> None:
        """Disable the start for a reason; "" enables it."""
        self._blocked = reason
        self._show_state()

    def show_played(self, number: int | None, fraction: float = 0.0) -> None:
        """Show which idea plays, by the number it was asked for with, and how far; None where none of these does."""
        rolls = [roll for row in self.rows.values() for roll in row.rolls]
        for place, roll in enumerate(rolls):
            roll.set_played(fraction if place == number else None)

    def _show_progress(self, method: str, progress: Progress | Scoring) -> None:
        row, colour = self.rows[method], series_colour(self.rows[method].number)
        row.show_state(progress_text(progress))
        if isinstance(progress, Stepped):
            self._learnt = progress.seconds
            row.show_speed(progress.steps_per_second)
            if self.losses is not None and progress.step > 1 and progress.train_loss > 0:
                first = self._first_loss.setdefault(method, progress.train_loss)
                self.losses.add(method, colour, progress.seconds / 60, 100 * progress.train_loss / first)
        elif isinstance(progress, EpochEnded):
            accuracy = shared_accuracy(progress.figures)
            if accuracy is not None:
                row.show_accuracy(accuracy)
                if self.accuracies is not None:
                    self.accuracies.add(method, colour, progress.seconds / 60, 100 * accuracy)

    def _show_share_done(self) -> None:
        if self.settings is None:
            return
        methods = self.settings.methods
        over = sum(self.rows[name].result is not None or self.rows[name].failed for name in methods)
        at = min(0.95, self._learnt / (60 * self.settings.minutes)) if self._at is not None else 0.0
        self.progress.setValue(round(1000 * (over + at) / max(1, len(methods))))

    @Slot()
    def _show_state(self) -> None:
        running, many = self.running, len(self.included)
        self.progress.setVisible(running)
        self.start.setText("Stop" if running else "Start comparing")
        self.start.setAccessibleName(self.start.text())
        tip = "Stop; finished results stay" if running else "Train the methods one after another"
        self.start.setToolTip(self._blocked or tip)
        able = self.ready and self.folder is not None and many > 0 and not self._blocked
        self.start.setEnabled(running or able)
        self.table.setEnabled(bool(self.found))
        self.choose.setEnabled(not running)
        self.minutes.setEnabled(not running)
        for row in self.rows.values():
            row.included.setEnabled(not running)

    @Slot()
    def _show_choice(self) -> None:
        """Show how long the chosen methods will take."""
        self._show_state()
        if self.folder is not None and not self.running:
            many = len(self.included)
            self.show_message(f"{many} methods, about {many * self.minutes.value()} minutes in all.")

    @Slot()
    def _make_next(self) -> None:
        """Make one part at each turn, so that the window never waits: a row for each method, then the plots."""
        if len(self.rows) < len(catalogue()):
            self._make_row(list(catalogue().values())[len(self.rows)])
        elif self.accuracies is None:
            self.accuracies = Curves(f"{PLOT_NAMES[0]}, by method", dots=True)
            self._show_plot(self.accuracies, 0)
        elif self.losses is None:
            self.losses = Curves(f"{PLOT_NAMES[1]}, by method", dots=False)
            self._show_plot(self.losses, 1)
        else:
            self._making.stop()
            self._show_choice()

    def _make_row(self, method: Entry) -> None:
        number = len(self.rows)
        row = MethodRow(number, method.name, method.title, series_colour(number))
        row.included.setToolTip(method.about)
        row.included_changed.connect(self._show_choice)
        row.played.connect(self._play)
        row.opened.connect(self._open)
        row.kept.connect(self._keep)
        row.keep.setAutoDefault(False)
        self.rows[method.name] = row
        self._list.insertWidget(number, row)

    def _show_plot(self, plot: Curves, place: int) -> None:
        plot.setFixedHeight(PLOTS)
        self._plots.addWidget(plot, 1, place)

    @Slot()
    def _start_or_stop(self) -> None:
        (self.stop_requested if self.running else self.start_requested).emit()

    @Slot(int, int)
    def _play(self, number: int, idea: int) -> None:
        row = list(self.rows.values())[number]
        self.play_requested.emit(row.rolls[idea].clip, number * len(row.rolls) + idea)

    @Slot(int, int)
    def _open(self, number: int, idea: int) -> None:
        row = list(self.rows.values())[number]
        self.open_requested.emit(row.rolls[idea].clip, row.title)

    @Slot(int)
    def _keep(self, number: int) -> None:
        row = list(self.rows.values())[number]
        if row.result is not None and row.result.model is not None:
            self.keep_requested.emit(row.result.model, row.title)
