"""What window and player process exchange: commands and events on a pipe, the position in a block of shared memory."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass

from composer_app.music.accompaniment.styles import Style
from composer_app.music.clip import Clip
from composer_app.playback.mix import Mix

Loop = tuple[int, int]
BUILT_IN = "Built-in piano"
VIRTUAL = "Inkling"
WINDOWS_HINT = (
    "Windows has no virtual MIDI ports of its own: to reach another program, install loopMIDI and choose its port."
)
# The position block is shared memory of eight doubles. Its version is odd while the player writes.
VERSION, TAKE, TICK, STAMP, RATE, PLAYING = range(6)
POSITION_BLOCK_SIZE = 8
PositionBlock = ctypes.Array[ctypes.c_double]


@dataclass(frozen=True, slots=True)
class Play:
    """Play a clip from a tick on; `take` numbers each playback."""

    take: int
    clip: Clip
    start: int
    loop: Loop | None


@dataclass(frozen=True, slots=True)
class Record:
    """Play a clip as `Play` does after `count_in` bars of clicks, without end; tell where in it each input falls."""

    take: int
    clip: Clip
    start: int
    loop: Loop | None
    count_in: int


@dataclass(frozen=True, slots=True)
class SetInputs:
    """Listen to these inputs (None: all keyboards) on one channel, 0-15 (None: on all); `thru` lets them sound.

    `latency` is how many seconds after the music a key that is played with it arrives.
    """

    names: tuple[str, ...] | None = None
    channel: int | None = None
    thru: bool = True
    latency: float = 0.0


@dataclass(frozen=True, slots=True)
class SetMetronome:
    """Click while playing, or only during count-ins and, with `takes`, recordings; `velocity` (1-127) is how loud."""

    on: bool
    velocity: int
    takes: bool = True


@dataclass(frozen=True, slots=True)
class MeasureLatency:
    """Send notes to the output, whose cable leads back to an input, and time them."""


@dataclass(frozen=True, slots=True)
class Key:
    """A message from an input that the window reads itself: its moment is `time.perf_counter`'s."""

    moment: float
    message: tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Replace:
    """Go on with an edited clip."""

    clip: Clip


@dataclass(frozen=True, slots=True)
class Stop:
    """Stop and release."""


@dataclass(frozen=True, slots=True)
class Seek:
    """Go to a tick."""

    tick: int


@dataclass(frozen=True, slots=True)
class SetLoop:
    """Loop between two ticks, or not at all."""

    loop: Loop | None


@dataclass(frozen=True, slots=True)
class SetAccompaniment:
    """Play chords in this style, now and from now on."""

    style: Style


@dataclass(frozen=True, slots=True)
class SetMix:
    """Let voices be heard like this, now and from now on."""

    mix: Mix


@dataclass(frozen=True, slots=True)
class Panic:
    """Silence everything."""


@dataclass(frozen=True, slots=True)
class Preview:
    """Sound one note for a moment."""

    pitch: int
    voice: str
    velocity: int


@dataclass(frozen=True, slots=True)
class ChoosePort:
    """Play into this output from now on."""

    name: str


@dataclass(frozen=True, slots=True)
class Close:
    """Release everything and end."""


@dataclass(frozen=True, slots=True)
class PortsChanged:
    """The outputs that can be chosen now."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PortLost:
    """The chosen output was disconnected; playback goes on silently."""

    name: str

    def __str__(self) -> str:
        return f'"{self.name}" was disconnected. Playback resumes there when it is back; or choose another output.'


@dataclass(frozen=True, slots=True)
class PortBack:
    """The chosen output is connected again."""

    name: str

    def __str__(self) -> str:
        return f'"{self.name}" is connected again.'


@dataclass(frozen=True, slots=True)
class PortFailed:
    """The chosen output could not be opened; `reason` is a sentence for the user."""

    name: str
    reason: str

    def __str__(self) -> str:
        return self.reason


@dataclass(frozen=True, slots=True)
class PlaybackEnded:
    """The clip was played to its end."""

    take: int


@dataclass(frozen=True, slots=True)
class PlayerDied:
    """The player process ended by itself; `start` begins a new one."""

    exitcode: int | None

    def __str__(self) -> str:
        return "The sound driver stopped the player. It is starting again."


@dataclass(frozen=True, slots=True)
class InputsChanged:
    """The inputs that can be chosen now."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class InputLost:
    """An input was disconnected or left; its notes are released."""

    name: str

    def __str__(self) -> str:
        return f'The input "{self.name}" was disconnected. What was played on it is kept.'


@dataclass(frozen=True, slots=True)
class InputFailed:
    """An input could not be opened; it is tried again."""

    name: str

    def __str__(self) -> str:
        return f'The input "{self.name}" cannot be opened; perhaps another program uses it.'


@dataclass(frozen=True, slots=True)
class Received:
    """A message from an input: its moment (`time.perf_counter`), its tick, and the loop's lap, while recording."""

    source: str
    moment: float
    message: tuple[int, int, int]
    tick: float | None
    lap: int


@dataclass(frozen=True, slots=True)
class LatencyMeasured:
    """How many seconds notes took from the output back to an input; None where they did not come back."""

    seconds: float | None


Command = (
    Play | Record | Replace | Stop | Seek | SetLoop | SetAccompaniment | SetMix | SetInputs
    | SetMetronome | MeasureLatency | Key | Panic | Preview | ChoosePort | Close
)  # fmt: skip
Event = (
    PortsChanged | PortLost | PortBack | PortFailed | PlaybackEnded | PlayerDied
    | InputsChanged | InputLost | InputFailed | Received | LatencyMeasured
)  # fmt: skip
