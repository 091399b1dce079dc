"""Play, stop, loop, accompaniment, tempo, port, panic, and where the music is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from composer_app.music.accompaniment.styles import STYLES, Style
from composer_app.ui.widgets.controls import Choice, Number, icon_button, text_label
from composer_app.ui.widgets.icons import icon
from composer_app.ui.widgets.theme import ACCENT, POSITION_SIZE, SPACING, TEXT, font

if TYPE_CHECKING:
    from composer_app.music.meter import Timeline

HEIGHT = 8 * SPACING
ACCOMPANIMENT_TIP = (
    "How chords are played, exported as MIDI or audio and dragged out; the piano roll shows the harmony itself"
)


class TransportPanel(QWidget):
    """The bar under the roll: emits what is asked for, shows what plays."""

    play_toggled = Signal()
    start_requested = Signal()
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
        self._shown = ""
        self._make_controls()
        self._lay_out()
        self._connect()

    def _make_controls(self) -> None:
        self.to_start = icon_button("to-start", "Return to start", "Enter")
        self.play = icon_button(icon("play", TEXT), "Play", "Space")
        self.play.setProperty("kind", "play")
        self.play.setIconSize(QSize(22, 22))
        self.loop = icon_button("loop", "Loop", "L", checkable=True)
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
        for name in ("to_start", "play", "loop", "position", "accompaniment", "tempo", "port", "panic"):
            getattr(self, name).setObjectName(name)

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(2 * SPACING, 0, 2 * SPACING, 0)
        row.setSpacing(SPACING)
        for button in (self.to_start, self.play, self.loop):
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
        row.addWidget(text_label("Accompaniment", "label"))
        row.addWidget(self.accompaniment)
        row.addSpacing(SPACING)
        row.addWidget(text_label("Tempo", "label"))
        row.addWidget(self.tempo)
        row.addSpacing(SPACING)
        row.addWidget(text_label("Output", "label"))
        row.addWidget(self.port, 1)
        row.addWidget(self.panic)

    def _connect(self) -> None:
        self.play.clicked.connect(self.play_toggled)
        self.to_start.clicked.connect(self.start_requested)
        self.loop.toggled.connect(self.loop_toggled)
        self.accompaniment.chosen.connect(self.accompaniment_chosen)
        self.tempo.valueChanged.connect(self.tempo_chosen)
        self.port.chosen.connect(self.port_chosen)
        self.panic.clicked.connect(self.panic_requested)

    @property
    def chord_style(self) -> Style:
        """How chords are to be played."""
        return cast("Style", self.accompaniment.value)

    def set_clip(self, timeline: Timeline, bars: int) -> None:
        """Count bars and show the tempo of another clip."""
        self._timeline = timeline
        self.tempo.blockSignals(True)
        self.tempo.setValue(round(timeline.bpm))
        self.tempo.blockSignals(False)
        meter = timeline.meter_at(timeline.upbeat)
        self.length.setText(f"{bars} bar{'s' if bars != 1 else ''}, {meter}")
        self.set_position(0.0)

    @Slot(float)
    def set_position(self, tick: float) -> None:
        """Show where the music is."""
        if self._timeline is None:
            return
        bar, beat, rest = self._timeline.position(int(tick))
        shown = f"{bar}.{beat}.{rest + 1}"
        if shown != self._shown:
            self._shown = shown
            self.position.setText(shown)

    def set_playing(self, playing: bool) -> None:
        """Turn the play button into a stop button and back."""
        name = "Stop" if playing else "Play"
        self.play.setIcon(icon("stop", ACCENT) if playing else icon("play", TEXT))
        self.play.setAccessibleName(name)
        self.play.setToolTip(f"{name} (Space)")

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
