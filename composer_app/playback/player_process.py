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
from composer_app.playback import protocol as say
from composer_app.playback.ports import DriverGone, Nowhere, Output, Outputs
from composer_app.playback.transport import Transport

LOOK_AROUND = 0.25  # seconds between two looks at the ports
REOPEN = 3.0  # seconds between two tries to open an output that is not there
BOARD_AGE = 0.02  # seconds: how old the position on the board may be while playing
DRIVER_GONE = 3  # exit status
PRIORITY = 10  # of SCHED_RR: above everything usual, below sound servers


class HasOutputs(Protocol):
    """Where outputs come from; a test hands in its own."""

    def names(self) -> tuple[str, ...]: ...

    def open(self, name: str) -> Output: ...

    def close(self) -> None: ...


def run_player(pipe: Connection, board: Any, outputs: Callable[[], HasOutputs] = Outputs) -> None:
    """The entry of the process: obey commands from the pipe until it closes, whoever closes it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's; it will close the pipe
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # an exception, so that `finally` is reached
    hurry()
    PlayerLoop(pipe, board, outputs()).run()


class PlayerLoop:
    """Obeys commands, plays what is due, watches the ports, and writes the position on the board."""

    def __init__(self, pipe: Connection, board: Any, outputs: HasOutputs) -> None:
        self._pipe, self._board, self._outputs = pipe, board, outputs
        self._woken = threading.Event()
        self._commands: deque[say.Command] = deque()
        self._events: queue.SimpleQueue[say.Event | None] = queue.SimpleQueue()
        self._output: Output = Nowhere()
        self._transport = Transport(self._output)
        self._names: tuple[str, ...] = ()
        self._wanted = ""
        self._open = False
        self._looked = self._tried = float("-inf")
        self._take = self._ended = 0
        self._closing = False
        self._obey: dict[type, Callable[[Any], None]] = {
            say.Play: self._play,
            say.Replace: lambda command: self._transport.replace(command.clip),
            say.Stop: lambda _: self._transport.stop(),
            say.Seek: lambda command: self._transport.seek(command.tick),
            say.SetLoop: lambda command: self._transport.set_loop(command.loop),
            say.SetTempo: lambda command: self._transport.set_tempo(command.factor),
            say.SetAccompaniment: lambda command: self._transport.set_accompaniment(command.style),
            say.Panic: lambda _: self._transport.panic(),
            say.Preview: self._preview,
            say.ChoosePort: self._choose,
            say.Close: self._close,
        }

    def run(self) -> None:
        """Play until told to close, or until nobody is there to tell."""
        threading.Thread(target=self._listen, name="player commands", daemon=True).start()
        teller = threading.Thread(target=self._tell, name="player events", daemon=True)
        teller.start()
        try:
            while not self._closing:
                self._step()
        except DriverGone:
            # To close the dead driver's clients may hang or crash: release what still can be, and leave them alone.
            self._transport.close()
            os._exit(DRIVER_GONE)
        finally:
            self._transport.close()
            self._output.close()
            self._outputs.close()
            self._events.put(None)
            teller.join(0.5)

    def _step(self) -> None:
        self._woken.clear()
        while self._commands:
            command = self._commands.popleft()
            self._obey[type(command)](command)
        wait = self._transport.advance()
        self._look_around()
        self._report()
        longest = BOARD_AGE if self._transport.playing else LOOK_AROUND
        self._woken.wait(longest if wait is None else min(wait, longest))

    def _listen(self) -> None:
        """Take commands from the pipe; its end means that the window is gone."""
        try:
            while True:
                self._commands.append(self._pipe.recv())
                self._woken.set()
        except (EOFError, OSError):
            self._commands.append(say.Close())
            self._woken.set()

    def _tell(self) -> None:
        """Hand events on from a thread of its own, so that a window that hangs cannot stop the music."""
        with contextlib.suppress(OSError):
            while (event := self._events.get()) is not None:
                self._pipe.send(event)

    def _play(self, command: say.Play) -> None:
        self._take = command.take
        self._transport.play(command.clip, command.start, command.loop)

    def _preview(self, command: say.Preview) -> None:
        self._transport.preview(VOICES[command.voice].channel, command.pitch, command.velocity)

    def _choose(self, command: say.ChoosePort) -> None:
        if command.name == self._wanted and self._open:
            return
        self._leave()
        self._wanted = command.name
        self._look_around(now=True)
        try:
            self._enter()
        except ComposerError as error:
            self._events.put(say.PortFailed(self._wanted, str(error)))

    def _close(self, _: say.Close) -> None:
        self._closing = True

    def _leave(self) -> None:
        """Close the output; the notes in it are released first."""
        self._transport.redirect(Nowhere())
        self._output.close()
        self._output, self._open = Nowhere(), False

    def _enter(self) -> None:
        self._tried = time.perf_counter()
        self._output = self._outputs.open(self._wanted)
        self._open = True
        self._transport.redirect(self._output)

    def _look_around(self, now: bool = False) -> None:
        """See which outputs came and went, a few times a second."""
        clock = time.perf_counter()
        if not now and clock - self._looked < LOOK_AROUND:
            return
        self._looked = clock
        names = self._outputs.names()
        if names != self._names:
            self._names = names
            self._events.put(say.PortsChanged(names))
            self._tried = float("-inf")
        if now:
            return
        if self._open and not self._output.present():
            self._leave()
            self._tried = clock
            self._events.put(say.PortLost(self._wanted))
        elif self._wanted and not self._open and clock - self._tried > REOPEN:
            self._tried = clock
            with contextlib.suppress(ComposerError):
                self._enter()
                self._events.put(say.PortBack(self._wanted))

    def _report(self) -> None:
        """Write the position for whoever looks, and say when the clip is over."""
        board, transport = self._board, self._transport
        board[say.VERSION] += 1
        board[say.TAKE], board[say.TICK], board[say.STAMP] = self._take, transport.tick, time.perf_counter()
        board[say.RATE], board[say.PLAYING] = transport.ticks_per_second, transport.playing
        board[say.VERSION] += 1
        if transport.ended != self._ended:
            self._ended = transport.ended
            self._events.put(say.PlaybackEnded(self._take))


def hurry() -> None:
    """Ask the system to run this process on time, and carry on without if it refuses."""
    if sys.platform == "win32":  # pragma: no cover
        ctypes.windll.winmm.timeBeginPeriod(1)  # else a wait ends up to 15 ms late
        kernel = ctypes.windll.kernel32
        kernel.SetPriorityClass(kernel.GetCurrentProcess(), 0x80)  # HIGH_PRIORITY_CLASS
    elif hasattr(os, "sched_setscheduler"):
        with contextlib.suppress(OSError):
            os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(PRIORITY))
