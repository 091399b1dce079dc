"""The player as Qt signals: what plays, where it is, and which ports there are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from composer_app.errors import ComposerError
from composer_app.music.accompaniment.styles import Style
from composer_app.music.clip import Clip
from composer_app.playback.mix import Mix
from composer_app.playback.protocol import (
    Event,
    InputFailed,
    InputLost,
    InputsChanged,
    LatencyMeasured,
    PlayerDied,
    PortBack,
    PortFailed,
    PortLost,
    PortsChanged,
    Received,
    SetInputs,
)
from composer_app.ui.session.job import Job

if TYPE_CHECKING:
    from composer_app.playback.player import Position

POLL_PLAYING_MS, POLL_RESTING_MS = 33, 60
Loop = tuple[int, int]
Message = tuple[int, int, int]


class PlayerHandle(Protocol):
    """The window's end of the player process."""

    def start(self) -> None: ...
    def play(self, clip: Clip, start_tick: int = 0, loop: Loop | None = None) -> None: ...
    def record(
        self, clip: Clip, start_tick: int = 0, loop: Loop | None = None, count_in: int = 1
    ) -> None: ...
    def set_inputs(self, inputs: SetInputs) -> None: ...
    def set_metronome(self, on: bool, velocity: int, takes: bool = True) -> None: ...
    def press_key(self, message: Message) -> None: ...
    def measure_latency(self) -> None: ...
    def replace(self, clip: Clip) -> None: ...
    def stop(self) -> None: ...
    def seek(self, tick: int) -> None: ...
    def set_loop(self, loop: Loop | None) -> None: ...
    def set_accompaniment(self, style: Style) -> None: ...
    def set_mix(self, mix: Mix) -> None: ...
    def panic(self) -> None: ...
    def preview(self, pitch: int, voice: str) -> None: ...
    def choose_port(self, name: str) -> None: ...
    def ports(self) -> tuple[str, ...]: ...
    def position(self) -> Position: ...
    def events(self) -> list[Event]: ...
    def close(self) -> None: ...


class Playing(QObject):
    """Passes requests to the player, and polls it: 30 times a second while something plays.

    A source is the id of the idea that plays; 0 for the clip in the roll while it is no idea yet.
    `stopped` carries whether the clip came to its end by itself.
    """

    moved = Signal(float)
    started = Signal(int)
    stopped = Signal(bool)
    ports_changed = Signal(object)
    port_chosen = Signal(str)
    received = Signal(object)
    inputs_changed = Signal(object)
    latency_measured = Signal(object)
    announced = Signal(str)
    failed = Signal(object)

    def __init__(self, player: PlayerHandle, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._player = player
        self._ready = False
        self._playing = False
        self.clip: Clip | None = None
        self.source: int | None = None
        self.tick = 0.0
        self.port = ""
        self.style: Style = "piano"
        self.mix = Mix()
        self.previews = True
        self._ports: tuple[str, ...] = ()
        self._timer = QTimer(self)
        self._timer.setInterval(POLL_RESTING_MS)
        self._timer.timeout.connect(self._poll)
        self._starting: Job | None = None

    @property
    def playing(self) -> bool:
        """Whether something is being played."""
        return self._playing

    @property
    def ready(self) -> bool:
        """Whether the player has started."""
        return self._ready

    @property
    def ports(self) -> tuple[str, ...]:
        """The ports as they were last known."""
        return self._ports

    def start(self, port: str) -> None:
        """Start the player beside the window, and choose a port there."""
        self.port = port
        self._begin()

    def play(self, clip: Clip, source: int, start_tick: int = 0, loop: Loop | None = None) -> None:
        """Play a clip from a tick on."""
        if not self._ready:
            self.announced.emit("The player is still starting; one moment.")
            return
        self._player.play(clip, start_tick, loop)
        self._begin_playing(clip, source, start_tick)

    def record(self, clip: Clip, source: int, start_tick: int, loop: Loop | None, count_in: int) -> bool:
        """Play a clip after a count-in, on beyond its end, and place what inputs send in it; whether it begins."""
        if not self._ready:
            self.announced.emit("The player is still starting; one moment.")
            return False
        self._player.record(clip, start_tick, loop, count_in)
        self._begin_playing(clip, source, start_tick)
        return True

    def _begin_playing(self, clip: Clip, source: int, start_tick: int) -> None:
        self.clip, self.source, self.tick, self._playing = clip, source, float(start_tick), True
        self._timer.start(POLL_PLAYING_MS)
        self.started.emit(source)

    def set_inputs(self, inputs: SetInputs) -> None:
        """Listen to these inputs from now on."""
        self._player.set_inputs(inputs)

    def set_metronome(self, on: bool, velocity: int, takes: bool) -> None:
        """Click while playing from now on, or only during count-ins and, with `takes`, recordings."""
        self._player.set_metronome(on, velocity, takes)

    @Slot(object)
    def press_key(self, message: Message) -> None:
        """Play a message as an input does."""
        self._player.press_key(message)

    @Slot()
    def measure_latency(self) -> None:
        """Time notes from the output back to an input."""
        if self._ready:
            self._player.measure_latency()

    def replace(self, clip: Clip, source: int) -> None:
        """Play on with other notes when this source plays: it was edited."""
        if self._playing and self.source == source:
            self.clip = clip
            self._player.replace(clip)

    def adopt(self, source: int) -> None:
        """The clip that plays has become the idea `source`."""
        if self.source == 0:
            self.source = source

    @Slot()
    def stop(self) -> None:
        """Stop; the position stays."""
        if self._ready:
            self._player.stop()
        self._end()

    @Slot(int)
    def seek(self, tick: int) -> None:
        """Go to a tick, playing on if something plays."""
        self.tick = float(tick)
        if self._playing:
            self._player.seek(tick)

    def set_loop(self, loop: Loop | None) -> None:
        """Loop what plays between two ticks, or not at all."""
        if self._playing:
            self._player.set_loop(loop)

    @Slot(object)
    def set_accompaniment(self, style: Style) -> None:
        """Play chords in a style from now on."""
        self.style = style
        if self._ready:
            self._player.set_accompaniment(style)

    @Slot(object)
    def set_mix(self, mix: Mix) -> None:
        """Let voices be heard like this from now on."""
        self.mix = mix
        if self._ready:
            self._player.set_mix(mix)

    @Slot()
    def panic(self) -> None:
        """Silence everything at the other end of the port."""
        if self._ready:
            self._player.panic()
        self._end()
        self.announced.emit("All notes off.")

    @Slot(int, str)
    def preview(self, pitch: int, voice: str) -> None:
        """Play one note, unless notes are not to be heard while they are edited."""
        if self._ready and self.previews:
            self._player.preview(pitch, voice)

    @Slot(object)
    def choose_port(self, name: str) -> None:
        """Play through another port."""
        self.port = name
        if self._ready:
            self._player.choose_port(name)
        self.port_chosen.emit(name)

    def close(self) -> None:
        """Stop, and end the player."""
        self._timer.stop()
        if self._starting is not None:
            self._starting.join(10)
        self._ready = False
        self._player.close()

    def _begin(self) -> None:
        self._starting = Job(self._start_player, "player start", self)
        self._starting.finished.connect(self._started)
        self._starting.failed.connect(self.failed)
        self._starting.start()

    def _start_player(self) -> Iterator[None]:
        self._player.start()
        if self.port:
            self._player.choose_port(self.port)
        yield from ()

    @Slot()
    def _started(self) -> None:
        self._ready = True
        self._player.set_accompaniment(self.style)
        self._timer.start()
        self._update_ports()

    @Slot()
    def _poll(self) -> None:
        for event in self._player.events():
            self._take(event)
        if not self._playing:
            return
        position = self._player.position()
        if not position.playing:
            self._end(at_end=True)
        elif position.tick != self.tick:
            self.tick = position.tick
            self.moved.emit(self.tick)

    def _take(self, event: Event) -> None:
        if isinstance(event, PortsChanged):
            self._update_ports()
        elif isinstance(event, Received):
            self.received.emit(event)
        elif isinstance(event, InputsChanged):
            self.inputs_changed.emit(event.names)
        elif isinstance(event, LatencyMeasured):
            self.latency_measured.emit(event.seconds)
        elif isinstance(event, PortLost | PortBack | InputLost | InputFailed):
            self.announced.emit(str(event))
        elif isinstance(event, PortFailed):
            self.failed.emit(ComposerError(str(event)))
        elif isinstance(event, PlayerDied):
            self._end()
            self.announced.emit(str(event))
            self._ready = False
            self._begin()

    def _update_ports(self) -> None:
        ports = self._player.ports()
        if ports != self._ports:
            self._ports = ports
            self.ports_changed.emit(ports)

    def _end(self, at_end: bool = False) -> None:
        if self._playing:
            self._playing = False
            self._timer.start(POLL_RESTING_MS)
            self.stopped.emit(at_end)
