"""The player's own process: it alone writes to the ports, on time. No torch and no Qt are imported here."""

from __future__ import annotations

import contextlib
import ctypes
import os
import queue
import signal
import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any, Protocol

from composer_app.errors import ComposerError
from composer_app.music.voices import VOICES
from composer_app.playback import protocol
from composer_app.playback.live import COMPUTER_KEYBOARD, LiveInput
from composer_app.playback.loop_back import LoopBack
from composer_app.playback.metronome import ClickSound
from composer_app.playback.ports import DriverGone, NullOutput, Output, Outputs
from composer_app.playback.synth import Synth
from composer_app.playback.transport import Transport

PORT_CHECK = 0.25  # seconds between two checks of the ports
REOPEN = 3.0  # seconds between two tries to open an output that is not there
POSITION_AGE = 0.02  # seconds: how old the published position may be while playing
DRIVER_GONE = 3  # exit status
PRIORITY = 10  # of SCHED_RR: above everything usual, below sound servers


class HasOutputs(Protocol):
    """Where outputs come from; tests pass their own."""

    def names(self) -> tuple[str, ...]: ...

    def open(self, name: str) -> Output: ...

    def close(self) -> None: ...


def run_player(
    pipe: Connection, position_block: protocol.PositionBlock, outputs: Callable[[], HasOutputs] = Outputs
) -> None:
    """The entry of the process: execute commands from the pipe until either end closes it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which will close the pipe
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # an exception, so that `finally` is reached
    raise_priority()
    PlayerLoop(pipe, position_block, outputs()).run()


class PlayerLoop:
    """Executes commands, sends what is due, watches the ports, and publishes the position."""

    def __init__(self, pipe: Connection, position_block: protocol.PositionBlock, outputs: HasOutputs) -> None:
        self._pipe, self._position_block, self._outputs = pipe, position_block, outputs
        self._woken = threading.Event()
        self._commands: deque[protocol.Command] = deque()
        self._events: queue.SimpleQueue[protocol.Event | None] = queue.SimpleQueue()
        self._output: Output = NullOutput()
        self._transport = Transport(self._output)
        self._live = LiveInput(self._transport, self._events.put, self._woken.set)
        self._clicker: Synth | None = None
        self._names: tuple[str, ...] = ()
        self._chosen = ""
        self._open = False
        self._checked = self._tried = float("-inf")
        self._take = self._ended = 0
        self._closing = False
        self._handlers: dict[type, Callable[[Any], None]] = {
            protocol.Play: self._play,
            protocol.Record: self._record,
            protocol.SetInputs: self._live.choose,
            protocol.SetMetronome: self._set_metronome,
            protocol.MeasureLatency: self._measure,
            protocol.Key: lambda command: self._live.receive(COMPUTER_KEYBOARD, command.moment, command.message),
            protocol.Replace: lambda command: self._transport.replace(command.clip),
            protocol.Stop: lambda _: self._transport.stop(),
            protocol.Seek: lambda command: self._transport.seek(command.tick),
            protocol.SetLoop: lambda command: self._transport.set_loop(command.loop),
            protocol.SetAccompaniment: lambda command: self._transport.set_accompaniment(command.style),
            protocol.SetMix: lambda command: self._transport.set_mix(command.mix),
            protocol.Panic: lambda _: self._transport.panic(),
            protocol.Preview: self._preview,
            protocol.ChoosePort: self._choose,
            protocol.Close: self._close,
        }

    def run(self) -> None:
        """Play until the command to close, or until the pipe breaks."""
        threading.Thread(target=self._receive_commands, name="player commands", daemon=True).start()
        sender = threading.Thread(target=self._send_events, name="player events", daemon=True)
        sender.start()
        self._live.start()
        try:
            while not self._closing:
                self._step()
        except DriverGone:
            # Closing the dead driver's clients may hang or crash: release what still can be, and leave them.
            self._transport.close()
            os._exit(DRIVER_GONE)
        finally:
            self._live.close()
            self._transport.close()
            self._output.close()
            if self._clicker is not None:
                self._clicker.close()
            self._outputs.close()
            self._events.put(None)
            sender.join(0.5)

    def _step(self) -> None:
        self._woken.clear()
        self._live.handle()
        while self._commands:
            command = self._commands.popleft()
            self._handlers[type(command)](command)
        waits = [self._transport.advance(), self._live.loop_back.advance() if self._live.loop_back else None]
        wait = min((each for each in waits if each is not None), default=None)
        self._check_ports()
        self._publish_position()
        longest = POSITION_AGE if self._transport.playing else PORT_CHECK
        self._woken.wait(longest if wait is None else min(wait, longest))

    def _receive_commands(self) -> None:
        """Queue commands from the pipe; its end means that the window is gone."""
        try:
            while True:
                self._commands.append(self._pipe.recv())
                self._woken.set()
        except (EOFError, OSError):
            self._commands.append(protocol.Close())
            self._woken.set()

    def _send_events(self) -> None:
        """Send events from a thread of its own, so that a window that hangs cannot stop the music."""
        with contextlib.suppress(OSError):
            while (event := self._events.get()) is not None:
                self._pipe.send(event)

    def _play(self, command: protocol.Play) -> None:
        self._take = command.take
        self._transport.play(command.clip, command.start, command.loop)

    def _record(self, command: protocol.Record) -> None:
        self._take = command.take
        self._prepare_clicks()
        self._transport.record(command.clip, command.start, command.loop, command.count_in)

    def _set_metronome(self, command: protocol.SetMetronome) -> None:
        if command.on:
            self._prepare_clicks()
        self._transport.set_metronome(command.on, command.velocity, command.takes)

    def _measure(self, _: protocol.MeasureLatency) -> None:
        self._live.loop_back = LoopBack(
            self._output.send, lambda seconds: self._events.put(protocol.LatencyMeasured(seconds))
        )

    def _prepare_clicks(self) -> None:
        """Let clicks sound from the sound card, also where the music goes to a port; without a card, from that port."""
        if self._clicker is None and not isinstance(self._output, Synth):
            with contextlib.suppress(ComposerError):
                self._clicker = Synth(piano=ClickSound())
        self._transport.click_into(self._click_sink())

    def _click_sink(self) -> Output:
        if isinstance(self._output, Synth) or self._clicker is None or not self._clicker.present():
            return self._output
        return self._clicker

    def _preview(self, command: protocol.Preview) -> None:
        self._transport.preview(VOICES[command.voice].channel, command.pitch, command.velocity)

    def _choose(self, command: protocol.ChoosePort) -> None:
        if command.name == self._chosen and self._open:
            return
        self._close_output()
        self._chosen = command.name
        self._check_ports(now=True)
        try:
            self._open_output()
        except ComposerError as error:
            self._events.put(protocol.PortFailed(self._chosen, str(error)))

    def _close(self, _: protocol.Close) -> None:
        self._closing = True

    def _close_output(self) -> None:
        """Close the output; the notes in it are released first."""
        self._transport.redirect(NullOutput())
        self._output.close()
        self._output, self._open = NullOutput(), False
        self._transport.click_into(self._click_sink())

    def _open_output(self) -> None:
        self._tried = time.perf_counter()
        self._output = self._outputs.open(self._chosen)
        self._open = True
        self._transport.redirect(self._output)
        self._transport.click_into(self._click_sink())

    def _check_ports(self, now: bool = False) -> None:
        """Report which outputs came and went, a few times a second."""
        clock = time.perf_counter()
        if not now and clock - self._checked < PORT_CHECK:
            return
        self._checked = clock
        names = self._outputs.names()
        if names != self._names:
            self._names = names
            self._events.put(protocol.PortsChanged(names))
            self._tried = float("-inf")
        if now:
            return
        if self._open and not self._output.present():
            self._close_output()
            self._tried = clock
            self._events.put(protocol.PortLost(self._chosen))
        elif self._chosen and not self._open and clock - self._tried > REOPEN:
            self._tried = clock
            with contextlib.suppress(ComposerError):
                self._open_output()
                self._events.put(protocol.PortBack(self._chosen))

    def _publish_position(self) -> None:
        """Write the position block, and send an event when the clip has ended."""
        block, transport = self._position_block, self._transport
        block[protocol.VERSION] += 1
        block[protocol.TAKE], block[protocol.TICK] = self._take, transport.tick
        block[protocol.STAMP] = time.perf_counter()
        block[protocol.RATE], block[protocol.PLAYING] = transport.ticks_per_second, transport.playing
        block[protocol.VERSION] += 1
        if transport.ended != self._ended:
            self._ended = transport.ended
            self._events.put(protocol.PlaybackEnded(self._take))


def raise_priority() -> None:
    """Ask the system to schedule this process first; go on without where it refuses."""
    if sys.platform == "win32":  # pragma: no cover
        ctypes.windll.winmm.timeBeginPeriod(1)  # else a wait ends up to 15 ms late
        kernel = ctypes.windll.kernel32
        kernel.SetPriorityClass(kernel.GetCurrentProcess(), 0x80)  # HIGH_PRIORITY_CLASS
    elif hasattr(os, "sched_setscheduler"):
        with contextlib.suppress(OSError):
            os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(PRIORITY))
