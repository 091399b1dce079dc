"""The outputs there are: MIDI ports, a virtual port, the built-in piano."""

from __future__ import annotations

import contextlib
import re
import sys
import time
from collections.abc import Sequence
from typing import Protocol

import rtmidi

from composer_app.errors import ComposerError
from composer_app.playback.inputs import is_own
from composer_app.playback.jack_watch import JackWatch
from composer_app.playback.protocol import BUILT_IN, VIRTUAL, WINDOWS_HINT
from composer_app.playback.quiet import quiet_drivers
from composer_app.playback.schedule import Message
from composer_app.playback.synth import Synth

NO_PORTS = "There are no MIDI ports: neither ALSA nor JACK is running on this computer."
RETRY = 5.0  # seconds between two tries to reach a MIDI system that was not there
DELIVERY = 0.12  # seconds: JACK carries messages off once a period, and forgets those of a client that has closed
WATCH = 1.0  # seconds between two checks of the JACK server


class DriverGone(RuntimeError):
    """A driver this process is tied to has ended; only a new process can reach the next one."""


class Output(Protocol):
    """An open output; `present` tells whether it is still connected."""

    def send(self, message: Message) -> None: ...

    def present(self) -> bool: ...

    def close(self) -> None: ...


class Outputs:
    """All outputs by name, listed by one lasting client for each MIDI system, which takes microseconds."""

    def __init__(self) -> None:
        self._clients: dict[int, rtmidi.MidiOut] = {}
        self._tried = -RETRY
        self._jack: JackWatch | None = None
        self._watched = 0.0
        self._connect()

    @property
    def has_midi(self) -> bool:
        """Whether there is a MIDI system at all."""
        return bool(self._clients)

    def names(self) -> tuple[str, ...]:
        """The outputs that can be opened now, the built-in piano first; DriverGone if JACK has ended."""
        self._connect()
        self._watch()
        names = [BUILT_IN]
        if self._clients and _has_virtual_ports():
            names.append(VIRTUAL)
        for client in self._clients.values():
            names += [name for name in client.get_ports() if name not in names and not is_own(name)]
        return tuple(names)

    def open(self, name: str) -> Output:
        """Open an output by name; ComposerError if it is not there or will not open."""
        if name == BUILT_IN:
            return Synth()
        if name == VIRTUAL and self._clients and _has_virtual_ports():
            return VirtualPort(list(self._clients.values()))
        for api, client in self._clients.items():
            found = find_port(name, client.get_ports())
            if found is not None:
                return MidiPort(self, api, found, client.get_ports()[found])
        raise ComposerError(self._absence(name))

    def close(self) -> None:
        """Close the clients of all MIDI systems."""
        for api, client in self._clients.items():
            _wait_for_delivery(api)
            with contextlib.suppress(rtmidi.RtMidiError):
                client.close_port()
                client.delete()
        self._clients.clear()

    def _connect(self) -> None:
        """Reach the MIDI systems that were not there before, at most every few seconds."""
        missing = [api for api in rtmidi.get_compiled_api() if api not in self._clients]
        if not missing or time.monotonic() - self._tried < RETRY:
            return
        self._tried = time.monotonic()
        for api in missing:
            with contextlib.suppress(rtmidi.RtMidiError), quiet_drivers():
                client = rtmidi.MidiOut(api, name=VIRTUAL)
                if _has_virtual_ports():
                    client.open_virtual_port(VIRTUAL)
                self._clients[api] = client
                if api == rtmidi.API_UNIX_JACK and sys.platform == "linux":
                    self._jack = JackWatch()

    def _watch(self) -> None:
        if self._jack is None or time.monotonic() - self._watched < WATCH:
            return
        self._watched = time.monotonic()
        if self._jack.gone():
            raise DriverGone("the JACK server has ended")

    def _absence(self, name: str) -> str:
        if name == VIRTUAL and sys.platform == "win32":
            return WINDOWS_HINT
        if not self._clients:
            return f'The MIDI port "{name}" cannot be opened. {NO_PORTS}'
        return f'The MIDI port "{name}" is not there; connect it, or choose another output.'


class MidiPort:
    """A port of another program or device."""

    def __init__(self, outputs: Outputs, api: int, index: int, name: str) -> None:
        self._outputs, self._api, self._name = outputs, api, name
        self._failed = False
        try:
            self._midi = rtmidi.MidiOut(api, name=f"{VIRTUAL} player")
            self._midi.open_port(index, "out")
        except rtmidi.RtMidiError as error:
            raise ComposerError(f'The MIDI port "{name}" would not open: {error}') from error

    def send(self, message: Message) -> None:
        """Send at once; after a failure `present` is false."""
        try:
            self._midi.send_message(message)
        except rtmidi.RtMidiError:
            self._failed = True

    def present(self) -> bool:
        """Whether the other end is connected: sending does not fail, so the list of ports is checked."""
        return not self._failed and self._name in self._outputs.names()

    def close(self) -> None:
        """Close the connection once the last messages are through."""
        _wait_for_delivery(self._api)
        with contextlib.suppress(rtmidi.RtMidiError):
            self._midi.close_port()
            self._midi.delete()


class VirtualPort:
    """The port named Inkling that other programs connect to; open as long as its clients are."""

    def __init__(self, clients: Sequence[rtmidi.MidiOut]) -> None:
        self._clients = clients

    def send(self, message: Message) -> None:
        """Send to whoever is connected."""
        for client in self._clients:
            with contextlib.suppress(rtmidi.RtMidiError):
                client.send_message(message)

    def present(self) -> bool:
        """Always: it cannot be disconnected."""
        return True

    def close(self) -> None:
        """Leave the port open for those connected to it."""


class NullOutput:
    """Takes the messages while no output is open, so that playback goes on."""

    def send(self, message: Message) -> None:
        """Drop the message."""

    def present(self) -> bool:
        """Always."""
        return True

    def close(self) -> None:
        """There is nothing to close."""


def find_port(wanted: str, names: Sequence[str]) -> int | None:
    """The index of a port in a list; the numbers that some systems add to names may have changed."""
    if wanted in names:
        return names.index(wanted)
    return next((i for i, name in enumerate(names) if _plain(name) == _plain(wanted)), None)


def _wait_for_delivery(api: int) -> None:
    if api == rtmidi.API_UNIX_JACK:
        time.sleep(DELIVERY)


def _plain(name: str) -> str:
    """A port's name without ALSA's "20:0" or Windows' "1" at its end."""
    return re.sub(r"\s+\d+(:\d+)?$", "", name)


def _has_virtual_ports() -> bool:
    return sys.platform != "win32"
