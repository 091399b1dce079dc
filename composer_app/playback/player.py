"""The window's handle of the player process."""

from __future__ import annotations

import contextlib
import ctypes
import multiprocessing
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from typing import TYPE_CHECKING

from composer_app.music.accompaniment.styles import Style
from composer_app.music.clip import Clip
from composer_app.playback import protocol
from composer_app.playback.mix import Mix
from composer_app.playback.protocol import (
    BUILT_IN,
    VIRTUAL,
    WINDOWS_HINT,
    Event,
    Loop,
    PlaybackEnded,
    PlayerDied,
    PortBack,
    PortFailed,
    PortLost,
    PortsChanged,
    PositionBlock,
)

if TYPE_CHECKING:
    from composer_app.playback.player_process import HasOutputs

EXIT_TIMEOUT = 2.0  # seconds the process has to end by itself
# A process without a sign of life for so many seconds hangs in a driver; the first sign may take longer.
HANG_TIMEOUT, START_TIMEOUT = 6.0, 30.0

__all__ = [
    "BUILT_IN",
    "VIRTUAL",
    "WINDOWS_HINT",
    "Event",
    "PlaybackEnded",
    "Player",
    "PlayerDied",
    "PortBack",
    "PortFailed",
    "PortLost",
    "PortsChanged",
    "Position",
]


@dataclass(frozen=True, slots=True)
class Position:
    """Where the music is: a tick with its fraction, and whether it moves."""

    tick: float = 0.0
    playing: bool = False


class Player:
    """Plays clips in a process of its own. Every call returns at once; call from one thread.

    `outputs` makes the outputs in the process; it must be importable there.
    """

    def __init__(self, outputs: Callable[[], HasOutputs] | None = None) -> None:
        self._make_outputs = outputs
        self._process: SpawnProcess | None = None
        self._pipe: Connection | None = None
        self._position_block: PositionBlock | None = None
        self._port = BUILT_IN
        self._ports: tuple[str, ...] = (BUILT_IN,)
        self._style: Style = "block"
        self._inputs = protocol.SetInputs()
        self._metronome = protocol.SetMetronome(False, 100)
        self._mix = Mix()
        self._take = 0
        self._requested = Position()
        self._events: list[Event] = []
        self._last_sign = (0.0, 0.0, 0.0)  # the last stamp seen, when it was new, when it was read

    @property
    def is_alive(self) -> bool:
        """Whether the process runs."""
        return self._process is not None and self._process.is_alive()

    @property
    def port(self) -> str:
        """The output that was chosen."""
        return self._port

    def start(self) -> None:
        """Start the process, or a new one after it died; output, accompaniment and mix stay as chosen."""
        if self.is_alive:
            return
        self._discard_process()
        context = multiprocessing.get_context("spawn")
        self._pipe, child_end = context.Pipe()
        self._position_block = context.RawArray(ctypes.c_double, protocol.POSITION_BLOCK_SIZE)
        self._process = context.Process(
            target=_child,
            args=(child_end, self._position_block, self._make_outputs),
            name="inkling player",
            daemon=True,
        )
        self._process.start()
        child_end.close()  # else the child's closing of it would not be noticed here
        self._send(protocol.ChoosePort(self._port))
        self._send(protocol.SetAccompaniment(self._style))
        self._send(self._inputs)
        self._send(self._metronome)
        self._send(protocol.SetMix(self._mix))

    def play(self, clip: Clip, start_tick: int = 0, loop: Loop | None = None) -> None:
        """Play a clip from a tick on, round and round if a loop (two ticks) is given."""
        self._take += 1
        self._requested = Position(float(start_tick), True)
        self._send(protocol.Play(self._take, clip, start_tick, loop))

    def record(self, clip: Clip, start_tick: int = 0, loop: Loop | None = None, count_in: int = 1) -> None:
        """Play a clip after a count-in of so many bars, on beyond its end; `Received` events tell where inputs fall."""
        self._take += 1
        self._requested = Position(float(start_tick), True)
        self._send(protocol.Record(self._take, clip, start_tick, loop, count_in))

    def set_inputs(self, inputs: protocol.SetInputs) -> None:
        """Listen to these inputs, now and from now on."""
        self._inputs = inputs
        self._send(inputs)

    def set_metronome(self, on: bool, velocity: int, takes: bool = True) -> None:
        """Click while playing or only during count-ins and, with `takes`, recordings, now and from now on."""
        self._metronome = protocol.SetMetronome(on, velocity, takes)
        self._send(self._metronome)

    def measure_latency(self) -> None:
        """Time notes from the output back to an input; `LatencyMeasured` comes."""
        self._send(protocol.MeasureLatency())

    def press_key(self, message: tuple[int, int, int]) -> None:
        """Play a message now, as from an input: the computer keyboard's."""
        self._send(protocol.Key(time.perf_counter(), message))

    def replace(self, clip: Clip) -> None:
        """Go on with the clip as it is after an edit, from where the music is; no effect when nothing plays."""
        self._send(protocol.Replace(clip))

    def stop(self) -> None:
        """Stop and release what sounds; the position stays."""
        self._send(protocol.Stop())

    def seek(self, tick: int) -> None:
        """Go to a tick, and play on from there if something plays."""
        self._send(protocol.Seek(tick))

    def set_loop(self, loop: Loop | None) -> None:
        """Loop between two ticks in what plays now, or not; behind the loop's end the music goes to its start."""
        self._send(protocol.SetLoop(loop))

    def set_accompaniment(self, style: Style) -> None:
        """Play the chords of clips in a style, now and from now on; as they are written until this is called."""
        self._style = style
        self._send(protocol.SetAccompaniment(style))

    def set_mix(self, mix: Mix) -> None:
        """Let voices be heard like this, now and from now on."""
        self._mix = mix
        self._send(protocol.SetMix(mix))

    def panic(self) -> None:
        """Stop, and silence everything at the other end on all channels."""
        self._send(protocol.Panic())

    def preview(self, pitch: int, voice: str, velocity: int = 80) -> None:
        """Sound one note for a moment."""
        self._send(protocol.Preview(pitch, voice, velocity))

    def choose_port(self, name: str) -> None:
        """Play into another output from now on; `PortFailed` comes if it cannot be opened."""
        self._port = name
        self._send(protocol.ChoosePort(name))

    def ports(self) -> tuple[str, ...]:
        """The outputs that can be chosen, the built-in piano first."""
        self._receive()
        return self._ports

    def position(self) -> Position:
        """Where the music is now; costs microseconds."""
        block = self._position_block
        if block is None or not self.is_alive:
            return Position(self._requested.tick)
        for _ in range(4):
            version = block[protocol.VERSION]
            take, tick, stamp = block[protocol.TAKE], block[protocol.TICK], block[protocol.STAMP]
            rate, playing = block[protocol.RATE], bool(block[protocol.PLAYING])
            if version == block[protocol.VERSION] and version % 2 == 0:
                break
        if take != self._take:
            return self._requested
        return Position(tick + rate * max(0.0, time.perf_counter() - stamp), playing)

    def events(self) -> list[Event]:
        """What happened since the last call, without the end of an earlier playback."""
        self._receive()
        events, self._events = self._events, []
        return [one for one in events if not isinstance(one, PlaybackEnded) or one.take == self._take]

    def close(self) -> None:
        """Release every note and end the process; return when it has ended."""
        process = self._process
        if process is None:
            return
        self._send(protocol.Close())
        process.join(EXIT_TIMEOUT)
        if process.is_alive():
            process.terminate()
            process.join(EXIT_TIMEOUT)
        if process.is_alive():
            process.kill()
            process.join()
        self._discard_process()

    def _send(self, command: protocol.Command) -> None:
        if self._pipe is not None:
            with contextlib.suppress(OSError):  # it died: `events` reports that
                self._pipe.send(command)

    def _receive(self) -> None:
        if self._pipe is None or self._process is None:
            return
        try:
            while self._pipe.poll():
                event = self._pipe.recv()
                if isinstance(event, PortsChanged):
                    self._ports = event.names
                self._events.append(event)
            if self._hangs():
                self._process.kill()
        except (EOFError, OSError):
            self._process.join(EXIT_TIMEOUT)
            self._events.append(PlayerDied(self._process.exitcode))
            self._discard_process()

    def _hangs(self) -> bool:
        """Whether the process has given no sign of life for too long.

        Only time between two close checks counts: a computer that slept, or a window that did, proves nothing.
        """
        now = time.perf_counter()
        stamp = self._position_block[protocol.STAMP] if self._position_block is not None else now
        last, since, looked = self._last_sign
        if stamp != last or now - looked > 1.0:
            since = now
        self._last_sign = (stamp, since, now)
        return bool(now - since > (HANG_TIMEOUT if stamp else START_TIMEOUT))

    def _discard_process(self) -> None:
        """Clean up after a process that has ended."""
        if self._process is not None:
            self._process.join(EXIT_TIMEOUT)
            self._process.close()
        if self._pipe is not None:
            self._pipe.close()
        self._process = self._pipe = self._position_block = None
        self._last_sign = (0.0, 0.0, 0.0)


def _child(pipe: Connection, block: PositionBlock, outputs: Callable[[], HasOutputs] | None) -> None:
    # Imported here, in the process, so that the window loads no driver.
    import os

    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before numpy: a block of sound is too small for threads
    from composer_app.playback.player_process import run_player

    if outputs is None:
        run_player(pipe, block)
    else:
        run_player(pipe, block, outputs)
