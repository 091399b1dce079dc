"""How recording goes: count-in, metronome, grid, hands, inputs; behind the arrow beside the record button."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QFrame, QGridLayout, QSlider, QWidget

from composer_app.music.note import pitch_name
from composer_app.settings import Settings
from composer_app.ui.widgets.controls import Choice, Decimal, Number, Segments, text_button, text_label
from composer_app.ui.widgets.theme import SPACING

GRIDS = (
    ("Off", 0), ("1/4", 480), ("1/8", 240), ("1/8 triplets", 160), ("1/16", 120), ("1/16 triplets", 80), ("1/32", 60),
)  # fmt: skip
HANDS = (
    ("Automatic", "found"), ("Split at a key", "split"), ("Melody only", "melody"), ("Chords only", "chords"),
)  # fmt: skip
WIDTH = 232
ALL = "All keyboards"


class RecordSettings(QFrame):
    """Opens over the transport; `changed` is emitted after each change, `measure_requested` by its button."""

    changed = Signal()
    measure_requested = Signal()

    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setProperty("kind", "toast")
        self.setObjectName("record_settings")
        self.setAccessibleName("Recording")
        self._names: tuple[str, ...] = ()
        self._chosen = settings.inputs
        self._make_controls(settings)
        self._lay_out()
        self._connect()
        self._show_split()

    def _make_controls(self, settings: Settings) -> None:
        self.count_in = Segments([("Off", 0), ("1 bar", 1), ("2 bars", 2)], settings.record_count_in, "Count-in")
        self.level = _slider(settings.metronome_level, "Metronome level")
        self.takes = QCheckBox("Click while recording")
        self.takes.setChecked(settings.metronome_takes)
        self.mode = Segments([("Overdub", False), ("Replace", True)], settings.record_replace, "Recording into notes")
        self.mode.setToolTip("Overdub adds to the notes that are there; Replace takes the place of those it plays over")
        self.grid = Choice(GRIDS)
        self.grid.set_value(settings.record_grid)
        self.strength = Number(0, 100, settings.record_strength, " %", "Quantise strength")
        self.strength.setToolTip("How far notes are drawn to the grid; how they were played is kept")
        self.hands = Choice(HANDS)
        self.hands.set_value(settings.record_hands)
        self.split = Choice([(pitch_name(pitch), pitch) for pitch in range(36, 85)])
        self.split.set_value(settings.record_split)
        self.input = Choice([(ALL, "")])
        self.channel = Choice([("All channels", 0), *((f"Channel {number}", number) for number in range(1, 17))])
        self.channel.set_value(settings.input_channel)
        self.thru = QCheckBox("Hear what I play")
        self.thru.setChecked(settings.input_thru)
        self.latency = Decimal(-200.0, 500.0, settings.input_latency)
        self.latency.setSuffix(" ms")
        self.latency.setDecimals(1)
        self.latency.setToolTip("How much later than the music your keys arrive; notes are moved earlier by it")
        self.measure = text_button("Measure", tip="Connect the MIDI output to an input; clicks are sent and timed")
        names = {
            "Count-in": self.count_in, "Metronome": self.level, "": self.takes, "Mode": self.mode,
            "Quantise": self.grid, "Strength": self.strength, "Hands": self.hands, "Split": self.split,
            "Input": self.input, "Channel": self.channel, "Latency": self.latency,
        }  # fmt: skip
        self._rows: Sequence[tuple[str, QWidget]] = tuple(names.items())
        for text, control in self._rows:
            if text and not control.accessibleName():
                control.setAccessibleName(text)
        for name in ("count_in", "level", "mode", "grid", "strength", "hands", "split", "input", "channel", "thru",
                     "latency", "measure", "takes"):  # fmt: skip
            getattr(self, name).setObjectName(f"record_{name}")

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(2 * SPACING, 2 * SPACING, 2 * SPACING, 2 * SPACING)
        grid.setHorizontalSpacing(2 * SPACING)
        grid.setVerticalSpacing(SPACING)
        grid.addWidget(text_label("Recording", "title"), 0, 0, 1, 3)
        self._labels = {}
        for number, (text, control) in enumerate(self._rows, 1):
            label = text_label(text, "label")
            label.setBuddy(control)
            self._labels[text] = label
            grid.addWidget(label, number, 0)
            grid.addWidget(control, number, 1, 1, 1 if control is self.latency else 2)
        grid.addWidget(self.measure, len(self._rows), 2)
        grid.addWidget(self.thru, len(self._rows) + 1, 1, 1, 2)
        grid.setColumnMinimumWidth(1, WIDTH - 72)

    def _connect(self) -> None:
        for choice in (self.count_in, self.mode, self.grid, self.hands, self.split, self.channel):
            choice.chosen.connect(self._change)
        for number in (self.level, self.strength, self.latency):
            number.valueChanged.connect(self._change)
        self.input.chosen.connect(self._choose_input)
        for box in (self.thru, self.takes):
            box.toggled.connect(self._change)
        self.measure.clicked.connect(self.measure_requested)

    def to_settings(self, settings: Settings) -> Settings:
        """The settings with what is chosen here."""
        return replace(
            settings,
            record_count_in=_whole(self.count_in.value),
            record_replace=self.mode.value is True,
            record_grid=_whole(self.grid.value),
            record_strength=self.strength.value(),
            record_hands=str(self.hands.value),
            record_split=_whole(self.split.value),
            metronome_level=self.level.value(),
            metronome_takes=self.takes.isChecked(),
            inputs=self._chosen,
            input_channel=_whole(self.channel.value),
            input_thru=self.thru.isChecked(),
            input_latency=self.latency.value(),
        )

    def set_inputs(self, names: tuple[str, ...]) -> None:
        """Offer these inputs; one that was chosen and is away stays in the list."""
        self._names = names
        choices = [(ALL, ""), *((name, name) for name in names)]
        if self._chosen and self._chosen not in names:
            choices.append((f"{self._chosen} (not connected)", self._chosen))
        self.input.set_choices(choices, self._chosen)

    def open_over(self, button: QWidget) -> None:
        """Open above a button of the transport."""
        self.adjustSize()
        corner = button.mapToGlobal(QPoint(0, -self.height() - SPACING // 2))
        self.move(corner)
        self.show()
        self.setFocus()

    def _show_split(self) -> None:
        split = self.hands.value == "split"
        self.split.setVisible(split)
        self._labels["Split"].setVisible(split)

    @Slot(object)
    def _choose_input(self, name: str) -> None:
        self._chosen = name
        self._change()

    @Slot()
    def _change(self) -> None:
        bottom = self.geometry().bottom()
        self._show_split()
        self.adjustSize()
        self.move(self.x(), bottom - self.height() + 1)
        self.changed.emit()


def _whole(value: object) -> int:
    return value if isinstance(value, int) else 0


def _slider(value: int, name: str) -> QSlider:
    slider = QSlider(Qt.Orientation.Horizontal)
    slider.setRange(1, 100)
    slider.setValue(value)
    slider.setAccessibleName(name)
    return slider
