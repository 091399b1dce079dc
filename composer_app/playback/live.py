"""What is played live: filtered by channel, sounded at once, and reported with its place in the clip."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable

from composer_app.playback import protocol
from composer_app.playback.inputs import Inputs
from composer_app.playback.loop_back import LoopBack
from composer_app.playback.schedule import CONTROL, NOTE_OFF, NOTE_ON, Message, note_off
from composer_app.playback.sounding import SUSTAIN
from composer_app.playback.transport import Transport

COMPUTER_KEYBOARD = "Computer keyboard"
THRU_CHANNEL = 0
DOUBLE = 0.03  # seconds within which no finger strikes a key twice, and just as hard


class LiveInput:
    """Messages as they arrive, from any thread; the player's loop takes them in with `handle`."""

    def __init__(
        self, transport: Transport, report: Callable[[protocol.Event], None], wake: Callable[[], object]
    ) -> None:
        self._transport, self._report, self._wake = transport, report, wake
        self._arrived: deque[tuple[str, float, Message | None]] = deque()
        self._held: dict[str, set[tuple[int, int]]] = {}
        self._settings = protocol.SetInputs()
        self.loop_back: LoopBack | None = None
        self._struck: dict[int, tuple[str, float, Message]] = {}  # the last strike of each pitch
        self._doubled: set[tuple[str, int]] = set()
        self._inputs = Inputs(
            self.receive,
            self._lost,
            lambda name: self._report(protocol.InputFailed(name)),
            lambda names: self._report(protocol.InputsChanged(names)),
        )

    def start(self) -> None:
        """Begin to listen."""
        self._inputs.start()

    def close(self) -> None:
        """Close all inputs."""
        self._inputs.close()

    def choose(self, settings: protocol.SetInputs) -> None:
        """Listen to other inputs, to another channel, or without sounding."""
        self._settings = settings
        self._inputs.choose(settings.names)

    def receive(self, source: str, moment: float, message: Message) -> None:
        """Queue a message; called from the thread of a driver."""
        self._arrived.append((source, moment, message))
        self._wake()

    def _lost(self, source: str) -> None:
        self._arrived.append((source, time.perf_counter(), None))
        self._wake()

    def handle(self) -> None:
        """Sound and report what has arrived; called from the player's loop."""
        while self._arrived:
            source, moment, message = self._arrived.popleft()
            if message is not None:
                self._take(source, moment, message)
            else:
                for channel, pitch in sorted(self._held.pop(source, ())):  # pulled out with keys down
                    self._pass_on(source, moment, note_off(channel, pitch))
                self._report(protocol.InputLost(source))

    def _take(self, source: str, moment: float, message: Message) -> None:
        if self.loop_back is not None and self.loop_back.returned(moment, message):
            return
        kind, channel = message[0] & 0xF0, message[0] & 0x0F
        if kind not in (NOTE_ON, NOTE_OFF, CONTROL) or self._settings.channel not in (None, channel):
            return
        if self._is_double(source, moment, message):
            return
        held = self._held.setdefault(source, set())
        if kind == NOTE_ON and message[2]:
            held.add((channel, message[1]))
        elif kind in (NOTE_ON, NOTE_OFF):
            held.discard((channel, message[1]))
            message = note_off(channel, message[1])
        elif message[1] != SUSTAIN:
            return
        self._pass_on(source, moment, message)

    def _is_double(self, source: str, moment: float, message: Message) -> bool:
        """Whether a note came already, over another cable, or came back over one that leads from the output here.

        Without this a loop of cables would sound for ever.
        """
        kind, pitch = message[0] & 0xF0, message[1]
        if kind == NOTE_ON and message[2]:
            before = self._struck.get(pitch)
            if before is not None and moment - before[1] < DOUBLE and before[2][2] == message[2]:
                if before[0] != source:
                    self._doubled.add((source, pitch))
                return True
            self._struck[pitch] = (source, moment, message)
            self._doubled.discard((source, pitch))
            return False
        if kind in (NOTE_ON, NOTE_OFF) and (source, pitch) in self._doubled:
            self._doubled.discard((source, pitch))
            return True
        return False

    def _pass_on(self, source: str, moment: float, message: Message) -> None:
        if self._settings.thru:
            self._transport.thru((message[0] & 0xF0 | THRU_CHANNEL, message[1], message[2]))
        place = self._transport.place_at(moment - self._settings.latency)
        self._report(protocol.Received(source, moment, message, *(place or (None, 0))))
