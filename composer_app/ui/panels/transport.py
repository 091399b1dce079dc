"""Play, stop, loop, accompaniment, tempo, port, panic, and where the music is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QFont, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from composer_app.music.accompaniment.styles import STYLES, Style
from composer_app.ui.widgets.controls import Choice, Number, icon_button, text_label
from composer_app.ui.widgets.icons import icon
from composer_app.ui.widgets.theme import ACCENT, DANGER, POSITION_SIZE, SPACING, TEXT, font

if TYPE_CHECKING:
    from composer_app.music.meter import Timeline

HEIGHT = 8 * SPACING
ROOM_FOR_LABELS = 1216  # in a narrower bar the controls are told by what they show
ACCOMPANIMENT_TIP = (
    "How chords are played, exported as MIDI or audio and dragged out; the piano roll shows the harmony itself"
)


class TransportPanel(QWidget):
    """The bar under the roll: emits what is asked for, shows what plays."""

    play_toggled = Signal()
    start_requested = Signal()
    record_toggled = Signal()
    record_settings_requested = Signal()
    metronome_toggled = Signal(bool)
    keyboard_toggled = Signal(bool)
    step_toggled = Signal(bool)
    loop_toggled = Signal(bool)
    accompaniment_chosen = Signal(object)
    tempo_chosen = Signal(int)
    port_chosen = Signal(object)
    panic_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("transport")
        self.setProperty("kind", "bar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName("Transport")
        self.setFixedHeight(HEIGHT)
        self._timeline: Timeline | None = None
        self._tick = 0.0
        self._shown = ""
        self._make_controls()
        self._lay_out()
        self._connect()

    def _make_controls(self) -> None:
        self.to_start = icon_button("to-start", "Return to start", "Enter")
        self.play = icon_button(icon("play", TEXT), "Play", "Space")
        self.play.setProperty("kind", "play")
        self.play.setIconSize(QSize(22, 22))
        self.record = icon_button(icon("record", DANGER), "Record", "R")
        self.record_more = icon_button("chevron-up", "Recording settings")
        self.record_more.setProperty("kind", "narrow")
        self.loop = icon_button("loop", "Loop", "L", checkable=True)
        self.metronome = icon_button("metronome", "Metronome", "Ctrl+M", checkable=True)
        self.keyboard = icon_button("piano-keys", "Computer keyboard as piano", "M", checkable=True)
        self.step = icon_button("step", "Step entry", "Ctrl+Alt+S", checkable=True)
        self.position = QLabel("1.1.1")
        face = font(POSITION_SIZE, QFont.Weight.Medium)
        face.setFeature(QFont.Tag("tnum"), 1)  # figures of one width: the position must not dance
        self.position.setFont(face)
        self.position.setMinimumWidth(self.position.fontMetrics().horizontalAdvance("888.8.888"))
        self.position.setAccessibleName("Position: bar, beat, tick")
        self.position.setToolTip("Bar, beat, tick")
        self.length = text_label("", "small")
        self.accompaniment = Choice([(title, style) for style, title in STYLES.items()])
        self.accompaniment.setAccessibleName("Accompaniment")
        self.accompaniment.setToolTip(ACCOMPANIMENT_TIP)
        self.accompaniment.setMinimumWidth(136)
        self.tempo = Number(20, 400, 120, " bpm", "Tempo")
        self.tempo.setMinimumWidth(104)
        self.tempo.setToolTip("Tempo of the open clip, in quarter notes per minute")
        self.port = Choice([("Built-in piano", "Built-in piano")])
        self.port.setAccessibleName("Output")
        self.port.setToolTip("MIDI output, or the built-in piano")
        self.port.setMinimumWidth(160)  # in the narrowest window
        self.port.setMaximumWidth(208)
        self.panic = icon_button("panic", "Panic: all notes off", "Ctrl+.")
        for name in ("record", "record_more", "metronome", "keyboard", "step"):
            getattr(self, name).setObjectName(name)
        for name in ("to_start", "play", "loop", "position", "accompaniment", "tempo", "port", "panic"):
            getattr(self, name).setObjectName(name)

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(2 * SPACING, 0, 2 * SPACING, 0)
        row.setSpacing(SPACING)
        for button in (self.to_start, self.play, self.record, self.record_more, self.loop):
            row.addWidget(button)
        row.addSpacing(SPACING)
        for button in (self.metronome, self.keyboard, self.step):
            row.addWidget(button)
        row.addSpacing(SPACING)
        place = QVBoxLayout()
        place.setSpacing(0)
        place.addStretch(1)
        place.addWidget(self.position)
        place.addWidget(self.length)
        place.addStretch(1)
        row.addLayout(place)
        row.addStretch(1)
        self._labels = [text_label(text, "label") for text in ("Accompaniment", "Tempo", "Output")]
        row.addWidget(self._labels[0])
        row.addWidget(self.accompaniment)
        row.addSpacing(SPACING)
        row.addWidget(self._labels[1])
        row.addWidget(self.tempo)
        row.addSpacing(SPACING)
        row.addWidget(self._labels[2])
        row.addWidget(self.port, 1)
        row.addWidget(self.panic)

    def _connect(self) -> None:
        self.play.clicked.connect(self.play_toggled)
        self.to_start.clicked.connect(self.start_requested)
        self.loop.toggled.connect(self.loop_toggled)
        self.record.clicked.connect(self.record_toggled)
        self.record_more.clicked.connect(self.record_settings_requested)
        self.metronome.toggled.connect(self.metronome_toggled)
        self.keyboard.toggled.connect(self.keyboard_toggled)
        self.step.toggled.connect(self.step_toggled)
        self.accompaniment.chosen.connect(self.accompaniment_chosen)
        self.tempo.valueChanged.connect(self.tempo_chosen)
        self.port.chosen.connect(self.port_chosen)
        self.panic.clicked.connect(self.panic_requested)

    @property
    def chord_style(self) -> Style:
        """How chords are to be played."""
        return cast("Style", self.accompaniment.value)

    def set_clip(self, timeline: Timeline, bars: int) -> None:
        """Count bars and show the tempo of another clip, or of one that was edited; the position stays."""
        self._timeline = timeline
        self.tempo.blockSignals(True)
        self.tempo.setValue(round(timeline.bpm))
        self.tempo.blockSignals(False)
        meter = timeline.meter_at(timeline.upbeat)
        self.length.setText(f"{bars} bar{'s' if bars != 1 else ''}, {meter}")
        self.set_position(self._tick)

    @Slot(float)
    def set_position(self, tick: float) -> None:
        """Show where the music is."""
        self._tick = tick
        if self._timeline is None:
            return
        bar, beat, rest = self._timeline.position(int(max(0.0, tick)))
        shown = f"{bar}.{beat}.{rest + 1}" if tick >= 0 else self._counting(tick)
        if shown != self._shown:
            self._shown = shown
            self.position.setText(shown)

    def set_playing(self, playing: bool) -> None:
        """Turn the play button into a stop button and back."""
        name = "Stop" if playing else "Play"
        self.play.setIcon(icon("stop", ACCENT) if playing else icon("play", TEXT))
        self.play.setAccessibleName(name)
        self.play.setToolTip(f"{name} (Space)")

    def set_recording(self, recording: bool) -> None:
        """Turn the record button into one that ends the recording, and back."""
        name = "End recording" if recording else "Record"
        self.record.setIcon(icon("stop" if recording else "record", DANGER))
        self.record.setAccessibleName(name)
        self.record.setToolTip(f"{name} (R)")

    def _counting(self, tick: float) -> str:
        """How many beats are left of the count-in."""
        assert self._timeline is not None
        meter = self._timeline.meter_at(self._timeline.upbeat)
        return f"-{int(-tick // (meter.beat * (3 if meter.is_compound else 1))) + 1}"

    def set_loop(self, on: bool) -> None:
        """Show whether the music loops, without emitting it."""
        self.loop.blockSignals(True)
        self.loop.setChecked(on)
        self.loop.blockSignals(False)

    def set_ports(self, names: Sequence[str], chosen: str) -> None:
        """Offer these outputs; a chosen one that is not connected stays in the list, marked as such."""
        choices = [(name, name) for name in names]
        if chosen and chosen not in names:
            choices.append((f"{chosen} (not connected)", chosen))
        self.port.set_choices(choices, chosen or (names[0] if names else None))

    def minimumSizeHint(self) -> QSize:
        """Without the labels, which give way."""
        hint = super().minimumSizeHint()
        shown = [label for label in self._labels if not label.isHidden()]
        return QSize(hint.width() - sum(label.sizeHint().width() + SPACING for label in shown), hint.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        for label in self._labels:
            label.setVisible(event.size().width() >= ROOM_FOR_LABELS)
        super().resizeEvent(event)
