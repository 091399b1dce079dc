"""The data view: a window beside the main one that shows what a folder of music holds."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QImage
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from composer_app.corpus.statistics.figures import Part, Statistics, StatisticsProgress
from composer_app.ui.panels.data.charts import ChartsPage
from composer_app.ui.panels.data.patterns import PatternsPage
from composer_app.ui.panels.data.songs import SongModel, SongsPage
from composer_app.ui.widgets.controls import Segments, line, text_button, text_label
from composer_app.ui.widgets.side_dialog import SideDialog
from composer_app.ui.widgets.theme import SPACING

PAGES = (("Charts", "charts"), ("Patterns", "patterns"), ("Songs", "songs"))
PART_NAMES = (("All notes", "all"), ("Melody", "melody"), ("Chords", "chords"))
WIDTH, HEIGHT = 1160, 840
_EMPTY = "Choose a folder of MIDI files, or drop one here, to see its pitches, keys, patterns and similar songs."


class DataWindow(SideDialog):
    """Shows the statistics of a folder; emits what is asked for."""

    choose_requested = Signal()
    count_requested = Signal(object)
    stop_requested = Signal()
    picture_requested = Signal(QImage)
    tables_requested = Signal()
    open_requested = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("data", "Data", parent)
        self.summary.setWordWrap(False)
        self.setAcceptDrops(True)
        self.resize(WIDTH, HEIGHT)
        self.folder: Path | None = None
        self.statistics: Statistics | None = None
        self._counting = False
        self._make_head()
        self.songs = SongModel(self)
        self.charts = ChartsPage()
        self.charts.painted.connect(self.picture_requested)
        self.made: dict[str, QWidget] = {"charts": self.charts}
        self.empty = text_label(_EMPTY, "muted", wrap=True)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.pages = QStackedWidget()
        for page in (self.empty, self.charts):
            self.pages.addWidget(page)
        self._lay_out()
        self._connect()
        self._show_state()
        self.page.findChildren(QPushButton)[0].setFocus()  # the pages first, not the button that counts again

    def _make_head(self) -> None:
        self.choose = text_button("Choose folder ...", "", "Look at the MIDI files in a folder", "folder")
        self.picture = text_button("Save picture ...", "", "Save the charts as a PNG file")
        self.tables = text_button("Save tables ...", "", "Save every table as a CSV file")
        self.stop = text_button("Stop", "", "Stop counting and keep what was counted so far")
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName("Files counted")
        self.page = Segments(list(PAGES), "charts", "Page")
        self.part = Segments(list(PART_NAMES), "all", "Part of the music")
        names = {"choose": "choose_data_folder", "picture": "save_picture", "tables": "save_tables",
                 "stop": "stop_counting", "title": "data_title"}  # fmt: skip
        for attribute, name in names.items():
            getattr(self, attribute).setObjectName(name)

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.title)
        words.addWidget(self.summary)
        head = QHBoxLayout()
        head.setContentsMargins(2 * SPACING, SPACING + 4, 2 * SPACING, SPACING)
        head.setSpacing(SPACING)
        head.addLayout(words, 1)
        for button in (self.stop, self.choose, self.picture, self.tables):
            head.addWidget(button)
        choices = QHBoxLayout()
        choices.setContentsMargins(2 * SPACING, 0, 2 * SPACING, SPACING)
        choices.addWidget(self.page)
        choices.addStretch(1)
        choices.addWidget(self.part)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addLayout(choices)
        column.addWidget(self.progress)
        column.addWidget(line())
        column.addWidget(self.pages, 1)
        for button in self.findChildren(QPushButton):
            button.setAutoDefault(False)  # Enter in the search must not count the folder again
        policy = self.progress.sizePolicy()
        policy.setRetainSizeWhenHidden(True)  # nothing jumps when the counting ends
        self.progress.setSizePolicy(policy)

    def _connect(self) -> None:
        self.choose.clicked.connect(self.choose_requested)
        self.stop.clicked.connect(self._stop_or_refresh)
        self.picture.clicked.connect(self._paint)
        self.tables.clicked.connect(self.tables_requested)
        self.page.chosen.connect(self._turn_to)
        self.part.chosen.connect(self._show_part)

    # what others call

    @Slot(object)
    def begin(self, folder: Path) -> None:
        """A folder is being counted."""
        self.folder, self.statistics, self._counting = folder, None, True
        self.title.setText(folder.name)
        self.title.setToolTip(str(folder))
        self.setWindowTitle(f"Data - {folder.name}")
        self.songs.begin()
        self.progress.setRange(0, 0)
        self.show_message("Looking for MIDI files ...")
        self._show_state()

    @Slot(object)
    def show_progress(self, progress: StatisticsProgress) -> None:
        """One file more was counted."""
        self.songs.add(progress.song)
        self.progress.setRange(0, progress.files)
        self.progress.setValue(progress.done)
        done = f"{progress.done:,} of {progress.files:,} files counted"
        self.show_message(f"{done}, about {_left(progress.seconds_left)} left")
        if progress.statistics is not None:
            before, self.statistics = self.statistics, progress.statistics
            self._show_part()
            if before is None or before.kept == 0:  # there is something to see, or a second voice
                self._show_state()

    @Slot(bool)
    def end(self, stopped: bool) -> None:
        """Counting came to its end, or was stopped."""
        self._counting = False
        self.songs.take_waiting()
        found = self.statistics
        if found is not None:
            stopped_at = f"Stopped after {found.files:,} files.   " if stopped else ""
            self.show_message(stopped_at + _summary(found))
            self.songs.set_similar(found.pairs)
        else:
            self.show_message("Stopped before anything was counted.")
        self._show_state()

    @Slot(object)
    def fail(self, error: Exception) -> None:
        """The folder could not be counted."""
        self._counting = False
        self.show_message(str(error), wrong=True)
        self._show_state()

    # inside

    def _show_state(self) -> None:
        known = self.statistics is not None
        self.progress.setVisible(self._counting)
        self.stop.setVisible(self.folder is not None)
        self.stop.setText("Stop" if self._counting else "Refresh")
        self.stop.setAccessibleName(self.stop.text())
        self.picture.setEnabled(known and not self._counting)
        self.tables.setEnabled(known and not self._counting)
        voices = self.statistics is not None and self.statistics.kept > 0
        why = "" if voices or not known else "No file in this folder has melody and chords"
        self.part.setEnabled(voices)
        self.part.setToolTip(why)
        if known and not voices:
            self.part.set_value("all")
        self.page.setEnabled(self.folder is not None)
        self._turn_to()

    @Slot()
    def _turn_to(self) -> None:
        """Show the page that is chosen; two of them are made when they are first turned to, a turn before."""
        name = str(self.page.value)
        self.part.setVisible(name != "songs")
        self.empty.setText("" if self.folder is not None else _EMPTY)
        if self.folder is None or (self.statistics is None and name != "songs"):
            self.pages.setCurrentWidget(self.empty)
        elif name in self.made:
            self.pages.setCurrentWidget(self.made[name])
            self._show_part()
        else:
            self._make(name)
            QTimer.singleShot(0, self._turn_to)

    def _make(self, name: str) -> None:
        page = PatternsPage() if name == "patterns" else SongsPage(self.songs)
        if isinstance(page, SongsPage):
            page.open_requested.connect(self._open)
        for button in page.findChildren(QPushButton):
            button.setAutoDefault(False)
        self.made[name] = page
        self.pages.addWidget(page)

    @Slot()
    def _show_part(self) -> None:
        """Bring the page that is seen up to date; the others when they are turned to."""
        page = self.pages.currentWidget()
        if self.statistics is not None and isinstance(page, ChartsPage | PatternsPage):
            part: Part = self.part.value  # type: ignore[assignment]
            page.show_statistics(self.statistics, part)

    @Slot()
    def _stop_or_refresh(self) -> None:
        if self._counting:
            self.stop_requested.emit()
        elif self.folder is not None:
            self.count_requested.emit(self.folder)

    @Slot()
    def _paint(self) -> None:
        if self.folder is not None and self.statistics is not None:
            self.page.set_value("charts")
            self._turn_to()
            part = {value: name for name, value in PART_NAMES}[str(self.part.value)]
            self.charts.paint(f"{self.folder.name}: {part.lower()}.   {_summary(self.statistics)}")

    @Slot(str)
    def _open(self, name: str) -> None:
        if self.folder is not None:
            self.open_requested.emit(self.folder / name)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _folder_in(event) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        folder = _folder_in(event)
        if folder is not None:
            event.acceptProposedAction()
            self.count_requested.emit(folder)


def _folder_in(event: QDropEvent) -> Path | None:
    paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
    return next((path for path in paths if path.is_dir()), None)


def _summary(found: Statistics) -> str:
    """The folder in one line."""
    similar = sum(len(group) for group in found.groups)
    return (
        f"{found.files:,} files, {found.kept:,} with melody and chords, {found.part('all').notes:,} notes, "
        f"{_hours(found.seconds)} of music{f', {similar:,} similar songs' if similar else ''}"
    )


def _hours(seconds: float) -> str:
    return f"{seconds / 3600:.1f} hours" if seconds >= 3600 else f"{max(1, round(seconds / 60))} minutes"


def _left(seconds: float) -> str:
    """An estimate no more exact than it is."""
    if seconds < 90:
        return f"{max(1, round(seconds))} s"
    return f"{round(seconds / 60)} min"
