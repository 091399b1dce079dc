"""What the window and the player process say to each other: frozen values on a pipe, and a board for the position."""

from __future__ import annotations

from dataclasses import dataclass

from composer_app.music.accompaniment.styles import Style
from composer_app.music.clip import Clip

Loop = tuple[int, int]
BUILT_IN = "Built-in piano"
VIRTUAL = "Inkling"
WINDOWS_HINT = (
    "Windows has no virtual MIDI ports of its own: to reach another program, install loopMIDI and choose its port."
)
# The board is shared memory of eight doubles. The version is odd while the player writes.
VERSION, TAKE, TICK, STAMP, RATE, PLAYING = range(6)
BOARD_SIZE = 8


@dataclass(frozen=True, slots=True)
class Play:
    """Play a clip from a tick on; the take tells this playing from all others."""

    take: int
    clip: Clip
    start: int
    loop: Loop | None


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
    """Loop, or do not."""

    loop: Loop | None


@dataclass(frozen=True, slots=True)
class SetTempo:
    """Play so many times as fast."""

    factor: float


@dataclass(frozen=True, slots=True)
class SetAccompaniment:
    """Play chords in this style, now and from now on."""

    style: Style


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
    """The chosen output went away; playing goes on unheard."""

    name: str

    def __str__(self) -> str:
        return f'"{self.name}" went away; the music goes on there when it is back, or choose another output.'


@dataclass(frozen=True, slots=True)
class PortBack:
    """The chosen output is there again, and plays."""

    name: str

    def __str__(self) -> str:
        return f'"{self.name}" is back.'


@dataclass(frozen=True, slots=True)
class PortFailed:
    """The chosen output could not be opened; the reason is a sentence for the composer."""

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
        return "The sound driver took the player down; it is being started again."


Command = Play | Replace | Stop | Seek | SetLoop | SetTempo | SetAccompaniment | Panic | Preview | ChoosePort | Close
Event = PortsChanged | PortLost | PortBack | PortFailed | PlaybackEnded | PlayerDied
