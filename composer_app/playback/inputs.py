"""The MIDI inputs there are: found, opened and watched by a thread of their own, so that playing never waits."""

from __future__ import annotations

import contextlib
import re
import sys
import threading
import time
from collections.abc import Callable
from functools import partial

import rtmidi

from composer_app.playback.protocol import VIRTUAL
from composer_app.playback.quiet import quiet_drivers
from composer_app.playback.schedule import Message

INPUT_CLIENT = f"{VIRTUAL} in"  # the virtual input that other programs can connect to
CHECK = 0.25  # seconds between two looks at the inputs
RETRY = 5.0  # seconds between two tries to reach a MIDI system that was not there
# What comes out of these is what this program or another sent into them: opened unasked, it would go round for ever.
LOOP_BACKS = re.compile(r"midi through|loop ?back|loopmidi|iac driver|\bBus \d", re.I)

Receive = Callable[[str, float, Message], None]
ByName = Callable[[str], None]


def is_own(name: str) -> bool:
    """Whether a port is one of this program's own."""
    return re.match(rf"{VIRTUAL}( in| player| keys)?(-\d+)?:", name) is not None


class Inputs:
    """Hands on every message of the chosen inputs with the time of its arrival (`time.perf_counter`).

    `receive(name, time, message)`, `lost(name)` and `refused(name)`, of an input that will not open, are called from
    the drivers' and the watching threads; they must return at once. `changed(names)` follows the list of inputs.
    """

    def __init__(
        self, receive: Receive, lost: ByName, refused: ByName, changed: Callable[[tuple[str, ...]], None]
    ) -> None:
        self._receive, self._lost, self._refused, self._changed = receive, lost, refused, changed
        self._failed: dict[str, float] = {}  # inputs that would not open, and when that was tried last
        self._systems: dict[int, rtmidi.MidiIn] = {}
        self._open: dict[str, rtmidi.MidiIn] = {}
        self._chosen: tuple[str, ...] | None = None
        self._names: tuple[str, ...] = ()
        self._tried = float("-inf")
        self._woken, self._closing = threading.Event(), False
        self._thread = threading.Thread(target=self._watch, name="player inputs", daemon=True)

    def start(self) -> None:
        """Begin to watch."""
        self._thread.start()

    def choose(self, names: tuple[str, ...] | None) -> None:
        """Listen to these inputs, or with None to every keyboard that is or will be connected."""
        self._chosen = names
        self._woken.set()

    def close(self) -> None:
        """Close all inputs."""
        self._closing = True
        self._woken.set()
        self._thread.join(2.0)

    def _watch(self) -> None:
        while not self._closing:
            self._connect()
            with contextlib.suppress(rtmidi.RtMidiError):
                self._follow()
            self._woken.wait(CHECK)
            self._woken.clear()
        for port in (*self._open.values(), *self._systems.values()):
            _close(port)

    def _connect(self) -> None:
        """Reach the MIDI systems that were not there before, and offer a virtual input on each."""
        missing = [api for api in rtmidi.get_compiled_api() if api not in self._systems]
        if not missing or time.monotonic() - self._tried < RETRY:
            return
        self._tried = time.monotonic()
        for api in missing:
            with contextlib.suppress(rtmidi.RtMidiError), quiet_drivers():
                client = rtmidi.MidiIn(api, name=INPUT_CLIENT)
                if sys.platform != "win32":
                    client.set_callback(partial(self._arrived, INPUT_CLIENT))
                    client.open_virtual_port(VIRTUAL)
                self._systems[api] = client

    def _follow(self) -> None:
        """Open what came, close what went."""
        there = {
            name: (api, index)
            for api, client in self._systems.items()
            for index, name in enumerate(client.get_ports())
            if not is_own(name)
        }
        for name in [name for name in self._open if name not in there or not self._wanted(name)]:
            _close(self._open.pop(name))
            self._lost(name)
        for name, place in there.items():
            if name not in self._open and self._wanted(name) and time.monotonic() > self._failed.get(name, 0.0) + RETRY:
                self._open_input(name, *place)
        if tuple(there) != self._names:
            self._names = tuple(there)
            self._changed(self._names)

    def _wanted(self, name: str) -> bool:
        return LOOP_BACKS.search(name) is None if self._chosen is None else name in self._chosen

    def _open_input(self, name: str, api: int, index: int) -> None:
        try:
            with quiet_drivers():
                port = rtmidi.MidiIn(api, name=f"{VIRTUAL} keys")
                port.set_callback(partial(self._arrived, name))
                port.open_port(index, "in")
        except rtmidi.RtMidiError:
            if name not in self._failed:
                self._refused(name)
            self._failed[name] = time.monotonic()
        else:
            self._failed.pop(name, None)
            self._open[name] = port

    def _arrived(self, name: str, event: tuple[list[int], float], _: object = None) -> None:
        now = time.perf_counter()
        data = event[0]
        if len(data) == 3:
            self._receive(name, now, (data[0], data[1], data[2]))


def _close(port: rtmidi.MidiIn) -> None:
    with contextlib.suppress(rtmidi.RtMidiError):
        port.cancel_callback()
        port.close_port()
        port.delete()
