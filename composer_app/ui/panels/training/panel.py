"""Train a model on a folder of songs: choose it, see what was skipped and why, watch the loss fall."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QProgressBar,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from composer_app.methods import catalogue
from composer_app.models.listing import ModelChoice
from composer_app.protocol.progress import EpochEnded, FileReport, Finished, Prepared, Stepped
from composer_app.ui.panels.training.drop_frame import DropFrame, FoldingRow
from composer_app.ui.panels.training.file_list import FileLine, FileList, FileListModel
from composer_app.ui.panels.training.run_figures import RunFigures
from composer_app.ui.session.job import Job
from composer_app.ui.widgets.controls import (
    Choice,
    Number,
    disable,
    icon_button,
    labelled,
    row,
    text_button,
    text_label,
)
from composer_app.ui.widgets.icons import icon
from composer_app.ui.widgets.plots import fetch_plots
from composer_app.ui.widgets.theme import SPACING

if TYPE_CHECKING:
    from composer_app.corpus.reading.folder import FileRead
    from composer_app.ui.panels.training.loss_plot import LossPlot

AS_PUBLISHED = "as-published"


class TrainingPanel(QWidget):
    """Emits what is asked for; shows the files and the progress of a run."""

    choose_requested = Signal()
    demo_requested = Signal()
    look_requested = Signal()
    folder_dropped = Signal(object)
    start_requested = Signal()
    pause_requested = Signal()
    resume_requested = Signal()
    stop_requested = Signal()
    run_again_requested = Signal()
    use_reached_requested = Signal()
    close_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("training")
        self.setProperty("kind", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName("Training")
        self.folder: Path | None = None
        self.plot: LossPlot | None = None
        self._fetching: Job | None = None
        self._running = self._paused = self._reading = False
        self._blocked = ""
        self._make_folder_part()
        self._make_run_part()
        self._lay_out()
        self._connect()
        self._show_state()

    def _make_folder_part(self) -> None:
        self.drop = DropFrame()
        self.drop_text = text_label("Drop a folder of MIDI files here", "", wrap=True)
        self.drop_text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.choose = text_button("Choose folder ...", "", "Train on the MIDI files in a folder", "folder")
        self.demo = text_button("Demo songs", "", "Train on the public-domain songs that come with Inkling")
        self.files = FileListModel(self)
        self.list = FileList()
        self.list.setProperty("kind", "files")
        self.list.setModel(self.files)
        self.list.setUniformItemSizes(True)
        self.list.setItemDelegate(FileLine(self))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setAccessibleName("Files of the training folder")
        self.list.setMinimumHeight(128)
        self.summary = text_label("", "small", wrap=True)
        self.only_skipped = text_button("Skipped only", "plain")
        self.only_skipped.setCheckable(True)
        self.look = text_button("Look at the data", "", "Pitches, patterns, keys and similar songs of this folder")
        self.reading = QProgressBar()
        self.reading.setRange(0, 0)
        self.reading.setTextVisible(False)
        self.reading.setAccessibleName("Reading the folder")

    def _make_run_part(self) -> None:
        self.method = Choice([
            (offered.title if preset != AS_PUBLISHED else f"{offered.title}, as published", (offered.name, preset))
            for offered in catalogue().values()
            for preset in offered.presets or ("",)
        ])  # fmt: skip
        self.method.setObjectName("method")
        self.start_from = Choice()
        self.start_from.setToolTip("From a model: faster, and better with few songs. From scratch: your songs alone.")
        self.minutes = Number(0, 600, 20, " min")
        self.minutes.setSpecialValueText("Automatic")
        self.minutes.setMinimumWidth(14 * SPACING)  # its size hint would leave the model's name too little
        self.minutes.setToolTip("Training also stops by itself when the model no longer improves")
        self.start = text_button("Start training", "strong", "Train a model on these songs", "training")
        self.pause = text_button("Pause", "", "Pause training", "pause")
        self.stop = text_button("Stop", "", "Stop training and keep the best model so far", "stop")
        self.figures = RunFigures()
        self.message = text_label("", "", wrap=True)
        self.again = text_button("Resume", "strong", "Continue from the last checkpoint")
        self.use_reached = text_button("Use best model so far", "", "Generate with the best model of this run")
        names = {"choose": "choose_folder", "demo": "demo_songs", "look": "look_at_data",
                 "start": "start_training", "pause": "pause_training",
                 "stop": "stop_training", "list": "files", "message": "training_message", "again": "resume_training",
                 "use_reached": "use_reached", "summary": "files_summary", "start_from": "start_from",
                 "minutes": "minutes", "only_skipped": "only_skipped"}  # fmt: skip
        for attribute, name in names.items():
            getattr(self, attribute).setObjectName(name)

    def _lay_out(self) -> None:
        inner = QVBoxLayout(self.drop)
        inner.setContentsMargins(2 * SPACING, 2 * SPACING, 2 * SPACING, 2 * SPACING)
        inner.setSpacing(SPACING + 4)
        inner.addWidget(self.drop_text)
        inner.addWidget(FoldingRow(self.choose, self.demo))
        self._found = row(self.summary, self.only_skipped)
        self.only_skipped.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._options = QWidget()
        options = QHBoxLayout()
        options.setSpacing(SPACING)
        options.addLayout(labelled("Start from", self.start_from), 3)
        options.addLayout(labelled("Stop after", self.minutes), 2)
        column = QVBoxLayout(self._options)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACING)
        column.addLayout(labelled("Method", self.method))
        column.addLayout(options)
        self._after = row(self.again, self.use_reached)
        buttons = row(self.start, self.pause, self.stop)
        self._body = QVBoxLayout()
        self._body.setContentsMargins(2 * SPACING, SPACING, 2 * SPACING, 2 * SPACING)
        self._body.setSpacing(SPACING + 4)
        parts = (self.drop, self.reading, self._found, self.list, self.look, self._options, buttons)
        for part in (*parts, self.message, self._after, self.figures):
            self._body.addWidget(part)
        self._body.setStretchFactor(self.list, 1)
        self._body.addStretch(1)
        self._frame()

    def _frame(self) -> None:
        """The parts in a column that scrolls, under the title."""
        content = QWidget()
        content.setProperty("kind", "panel")
        content.setLayout(self._body)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(content)
        close = icon_button("close", "Close the training panel", "Ctrl+T")
        close.clicked.connect(self.close_requested)
        head = QHBoxLayout()
        head.setContentsMargins(2 * SPACING, SPACING, SPACING, 0)
        head.addWidget(text_label("Training", "title"), 1)
        head.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(area, 1)

    def _connect(self) -> None:
        self.choose.clicked.connect(self.choose_requested)
        self.demo.clicked.connect(self.demo_requested)
        self.look.clicked.connect(self.look_requested)
        self.drop.dropped.connect(self.folder_dropped)
        self.only_skipped.toggled.connect(self.files.show_only_skipped)
        self.method.chosen.connect(self._method_chosen)
        self.start.clicked.connect(self.start_requested)
        self.pause.clicked.connect(self._pause_clicked)
        self.stop.clicked.connect(self.stop_requested)
        self.again.clicked.connect(self.run_again_requested)
        self.use_reached.clicked.connect(self.use_reached_requested)

    @property
    def choice(self) -> tuple[str, str]:
        """The method chosen and its preset."""
        value = self.method.value
        assert isinstance(value, tuple)
        return str(value[0]), str(value[1])

    @property
    def own_method(self) -> bool:
        """Whether Inkling's own method is chosen, which can start from a model and reads two voices."""
        return self.choice[0] == next(iter(catalogue()))

    def set_models(self, choices: Sequence[ModelChoice], has_base: bool) -> None:
        """Offer the models that a run can start from."""
        offered: list[tuple[str, object]] = [("Base model", "base")] if has_base else []
        offered += [(choice.name, str(choice.path)) for choice in choices if choice.path.stem != "base"]
        offered.append(("From scratch", "none"))
        self.start_from.set_choices(offered, self.start_from.value)

    def begin_reading(self, folder: Path, name: str) -> None:
        """Show that a folder is being read."""
        self.folder, self._reading = folder, True
        self.files.begin(folder)
        self.figures.forget()
        self.drop_text.setText(name)
        self.drop_text.setToolTip(str(folder))
        self.message.setText("")
        self._show_state()

    @Slot(object)
    def add_file(self, read: FileRead) -> None:
        """One file was read."""
        self.files.add(read)
        self._show_summary()

    @Slot()
    def end_reading(self) -> None:
        """The folder is read."""
        self._reading = False
        self.files.take_waiting()
        if not self.files.used:
            self.show_message("No file here has both chords and a melody: choose another folder or another method.")
        self._show_state()

    @Slot(object)
    def fail_reading(self, error: Exception) -> None:
        """The folder could not be read."""
        self._reading = False
        self.show_message(str(error))
        self._show_state()

    @Slot(object)
    def begin_run(self, settings: object) -> None:
        """Show that a run has begun."""
        self._running, self._paused = True, False
        self.fetch_plot()
        self.message.setText("Preparing the songs ...")
        self.figures.begin()
        if self.plot is not None:
            self.plot.clear_lines()
        holder = QApplication.focusWidget()
        self._show_state()
        if holder is not None and self.isAncestorOf(holder):
            self.pause.setFocus()

    @Slot(object)
    def show_progress(self, progress: object) -> None:
        """Show the progress of the run."""
        if isinstance(progress, Prepared):
            self.show_message(file_summary(progress.files))
        if isinstance(progress, Prepared | Stepped | EpochEnded):
            self.figures.show_progress(progress)
        if isinstance(progress, Stepped | EpochEnded):
            self._shown_plot().add(progress)
        elif isinstance(progress, Finished):
            best = f" Best at epoch {progress.best_epoch}." if progress.best_epoch else ""
            self.show_message(f"{progress.model.stem} is trained and in use ({progress.reason}).{best}")

    @Slot(bool)
    def set_paused(self, paused: bool) -> None:
        """Show whether the run is paused."""
        self._paused = paused
        self._show_state()

    def end_run(self, can_resume: bool, has_model: bool) -> None:
        """The run is over; what can be done with it now."""
        self._running = self._paused = False
        self._show_state()
        self.again.setVisible(can_resume)
        self.use_reached.setVisible(has_model)
        self._after.setVisible(can_resume or has_model)

    def show_message(self, text: str) -> None:
        """Show a sentence under the buttons."""
        self.message.setText(text)
        self.message.setVisible(bool(text))

    def set_blocked(self, reason: str) -> None:
        """Disable training for a reason; "" enables it."""
        self._blocked = reason
        disable(self.again, reason)
        self._show_start()

    def fetch_plot(self) -> None:
        """Import what draws the curve, beside the window, before a run needs it."""
        if self._fetching is None:
            self._fetching = Job(fetch_plots, "plots", self)
            self._fetching.finished.connect(self._make_plot)
            self._fetching.start()

    @Slot()
    def _make_plot(self) -> None:
        """Have the curve ready, hidden, before a run begins."""
        if self.plot is None:
            from composer_app.ui.panels.training.loss_plot import LossPlot

            self.plot = LossPlot()
            self.plot.hide()
            self._body.insertWidget(self._body.count() - 1, self.plot)

    def _shown_plot(self) -> LossPlot:
        if self.plot is None:
            self._make_plot()
        assert self.plot is not None
        self.plot.show()
        return self.plot

    def _show_summary(self) -> None:
        count = self.files.used + self.files.skipped
        skipped = f", {self.files.skipped} skipped" if self.files.skipped else ""
        self.summary.setText(f"{self.files.used} of {count} files used{skipped}" if count else "")

    def _show_state(self) -> None:
        chosen, idle = self.folder is not None, not self._running
        self._show_summary()
        self.drop.setVisible(idle)
        self.reading.setVisible(self._reading)
        self._found.setVisible(chosen and idle)
        # After a run its figures and curve take the place of the list.
        self.list.setVisible(chosen and idle and not self.figures.has_figures)
        self.look.setVisible(chosen and idle)
        self._options.setVisible(idle)
        self.start.setVisible(idle)
        # The list is of songs with two voices; the other methods read files by rules of their own.
        self.start_from.setEnabled(self.own_method)
        self._show_start()
        self.pause.setVisible(self._running)
        self.stop.setVisible(self._running)
        self.pause.setText("Resume" if self._paused else "Pause")
        self.pause.setAccessibleName(self.pause.text())
        self.pause.setIcon(icon("play" if self._paused else "pause"))
        self.figures.set_paused(self._paused)
        self.message.setVisible(bool(self.message.text()))
        self._after.hide()
        self.figures.setVisible(self.figures.has_figures)
        if self.plot is not None:
            self.plot.setVisible(self.figures.has_figures)

    def _show_start(self) -> None:
        """Enable the start where there are songs that the method can use, and nothing else is trained."""
        usable = self.files.used if self.own_method else self.files.used + self.files.skipped
        disable(self.start, self._blocked)
        self.start.setEnabled(usable > 0 and not self._reading and not self._blocked)

    @Slot(object)
    def _method_chosen(self, _: object) -> None:
        name, _preset = self.choice
        self.method.setToolTip(catalogue()[name].about)
        self.message.setText("")
        self._show_state()

    @Slot()
    def _pause_clicked(self) -> None:
        (self.resume_requested if self._paused else self.pause_requested).emit()


def file_summary(files: Sequence[FileReport]) -> str:
    """How much of the files a method can use, and why it skips most of the others."""
    if not files:
        return ""
    kept = sum(file.kept for file in files)
    notes = sum(file.notes_kept for file in files)
    share = notes / max(1, notes + sum(file.notes_dropped for file in files))
    reasons = Counter(file.reason.removeprefix("dropped: ") for file in files if not file.kept)
    why = f"; most others: {reasons.most_common(1)[0][0]}" if reasons else ""
    return f"This method uses {kept} of {len(files)} files with {share:.0%} of the notes{why}."
