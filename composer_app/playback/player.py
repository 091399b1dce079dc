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
from typing import TYPE_CHECKING, Any

from composer_app.music.accompaniment.styles import Style
from composer_app.music.clip import Clip
from composer_app.playback import protocol as say
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
)

if TYPE_CHECKING:
    from composer_app.playback.player_process import HasOutputs

LAST_WORDS = 2.0  # seconds the process has to end by itself when it is closed
# A process that has not moved for so many seconds hangs in a driver; the first sign of life may take longer.
HUNG, SLOW_START = 6.0, 30.0

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
        self._board: Any = None
        self._port = BUILT_IN
        self._ports: tuple[str, ...] = (BUILT_IN,)
        self._factor = 1.0
        self._style: Style = "block"
        self._take = 0
        self._asked = Position()
        self._news: list[Event] = []
        self._pulse = (0.0, 0.0, 0.0)  # the board's stamp, when it was new, when it was looked at

    @property
    def is_alive(self) -> bool:
        """Whether the process runs."""
        return self._process is not None and self._process.is_alive()

    @property
    def port(self) -> str:
        """The output that was chosen."""
        return self._port

    def start(self) -> None:
        """Start the process, or a new one after it died; port, tempo and accompaniment stay as chosen."""
        if self.is_alive:
            return
        self._forget()
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._board = context.RawArray(ctypes.c_double, say.BOARD_SIZE)
        self._process = context.Process(
            target=_child, args=(theirs, self._board, self._make_outputs), name="inkling player", daemon=True
        )
        self._process.start()
        theirs.close()  # else the end of the child's end would never be seen here
        self._tell(say.ChoosePort(self._port))
        self._tell(say.SetTempo(self._factor))
        self._tell(say.SetAccompaniment(self._style))

    def play(self, clip: Clip, start_tick: int = 0, loop: Loop | None = None) -> None:
        """Play a clip from a tick on, round and round if a loop (two ticks) is given."""
        self._take += 1
        self._asked = Position(float(start_tick), True)
        self._tell(say.Play(self._take, clip, start_tick, loop))

    def replace(self, clip: Clip) -> None:
        """Go on with the clip as it is after an edit, from where the music is; no effect when nothing plays."""
        self._tell(say.Replace(clip))

    def stop(self) -> None:
        """Stop and release what sounds; the position stays."""
        self._tell(say.Stop())

    def seek(self, tick: int) -> None:
        """Go to a tick, and play on from there if something plays."""
        self._tell(say.Seek(tick))

    def set_loop(self, loop: Loop | None) -> None:
        """Loop between two ticks in what plays now, or not; behind the loop's end the music goes to its start."""
        self._tell(say.SetLoop(loop))

    def set_tempo(self, factor: float) -> None:
        """Play so many times as fast as clips say, now and from now on; ValueError unless above 0."""
        if factor <= 0:
            raise ValueError(f"a tempo factor is above 0, not {factor}")
        self._factor = factor
        self._tell(say.SetTempo(factor))

    def set_accompaniment(self, style: Style) -> None:
        """Play the chords of clips in a style, now and from now on; as they are written until this is called."""
        self._style = style
        self._tell(say.SetAccompaniment(style))

    def panic(self) -> None:
        """Stop, and silence everything at the other end on all channels."""
        self._tell(say.Panic())

    def preview(self, pitch: int, voice: str, velocity: int = 80) -> None:
        """Let a note be heard for a moment."""
        self._tell(say.Preview(pitch, voice, velocity))

    def choose_port(self, name: str) -> None:
        """Play into another output from now on; `PortFailed` comes if it cannot be opened."""
        self._port = name
        self._tell(say.ChoosePort(name))

    def ports(self) -> tuple[str, ...]:
        """The outputs that can be chosen, the built-in piano first."""
        self._listen()
        return self._ports

    def position(self) -> Position:
        """Where the music is now; costs microseconds."""
        board = self._board
        if board is None or not self.is_alive:
            return Position(self._asked.tick)
        for _ in range(4):
            version = board[say.VERSION]
            take, tick, stamp = board[say.TAKE], board[say.TICK], board[say.STAMP]
            rate, playing = board[say.RATE], bool(board[say.PLAYING])
            if version == board[say.VERSION] and version % 2 == 0:
                break
        if take != self._take:
            return self._asked
        return Position(tick + rate * max(0.0, time.perf_counter() - stamp), playing)

    def events(self) -> list[Event]:
        """What happened since the last call; news of an earlier playing is left out."""
        self._listen()
        news, self._news = self._news, []
        return [one for one in news if not isinstance(one, PlaybackEnded) or one.take == self._take]

    def close(self) -> None:
        """Release every note and end the process; returns when it has ended."""
        process = self._process
        if process is None:
            return
        self._tell(say.Close())
        process.join(LAST_WORDS)
        if process.is_alive():
            process.terminate()
            process.join(LAST_WORDS)
        if process.is_alive():
            process.kill()
            process.join()
        self._forget()

    def _tell(self, command: say.Command) -> None:
        if self._pipe is not None:
            with contextlib.suppress(OSError):  # it died: `events` says so
                self._pipe.send(command)

    def _listen(self) -> None:
        if self._pipe is None or self._process is None:
            return
        try:
            while self._pipe.poll():
                event = self._pipe.recv()
                if isinstance(event, PortsChanged):
                    self._ports = event.names
                self._news.append(event)
            if self._hangs():
                self._process.kill()
        except (EOFError, OSError):
            self._process.join(LAST_WORDS)
            self._news.append(PlayerDied(self._process.exitcode))
            self._forget()

    def _hangs(self) -> bool:
        """Whether the process has been seen standing still for too long.

        Only time between two close looks counts: a computer that slept, or a window that did, proves nothing.
        """
        now, stamp = time.perf_counter(), self._board[say.STAMP]
        last, since, looked = self._pulse
        if stamp != last or now - looked > 1.0:
            since = now
        self._pulse = (stamp, since, now)
        return bool(now - since > (HUNG if stamp else SLOW_START))

    def _forget(self) -> None:
        """Let go of a process that has ended."""
        if self._process is not None:
            self._process.join(LAST_WORDS)
            self._process.close()
        if self._pipe is not None:
            self._pipe.close()
        self._process = self._pipe = self._board = None
        self._pulse = (0.0, 0.0, 0.0)


def _child(pipe: Connection, board: Any, outputs: Callable[[], HasOutputs] | None) -> None:
    # Imported here, in the process, so that the window loads no driver.
    import os

    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before numpy: a block of sound is too small for threads
    from composer_app.playback.player_process import run_player

    if outputs is None:
        run_player(pipe, board)
    else:
        run_player(pipe, board, outputs)
