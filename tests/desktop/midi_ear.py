"""A second process that receives MIDI through JACK and prints each message: time in seconds and its bytes.

Run as a script: `python midi_ear.py NAME`. It offers one input port and prints "ready" when it listens.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

NOTE_OFF, NOTE_ON, CONTROL = 0x80, 0x90, 0xB0


@dataclass(frozen=True, slots=True)
class Heard:
    """One message as it arrived; `time` is monotonic seconds, comparable between processes."""

    time: float
    data: tuple[int, ...]

    @property
    def kind(self) -> int:
        silent = self.data[0] & 0xF0 == NOTE_ON and self.data[2] == 0
        return NOTE_OFF if silent else self.data[0] & 0xF0

    @property
    def channel(self) -> int:
        return self.data[0] & 0x0F


class Ear:
    """What the second process has heard so far."""

    def __init__(self, process: subprocess.Popen[bytes], log: Path) -> None:
        self.process = process
        self._log = log

    def heard(self) -> list[Heard]:
        lines = [line.split() for line in self._log.read_text().splitlines(keepends=True) if line.endswith("\n")]
        return [Heard(float(time), tuple(map(int, data))) for time, *data in lines if time != "ready"]

    def note_ons(self) -> list[Heard]:
        return [message for message in self.heard() if message.kind == NOTE_ON]

    def sounding(self) -> set[tuple[int, int]]:
        """The notes (channel, pitch) that were struck and not released."""
        notes: set[tuple[int, int]] = set()
        for message in self.heard():
            if message.kind == NOTE_ON:
                notes.add((message.channel, message.data[1]))
            elif message.kind == NOTE_OFF:
                notes.discard((message.channel, message.data[1]))
            elif message.kind == CONTROL and message.data[1] in (120, 123):
                notes = {note for note in notes if note[0] != message.channel}
        return notes

    def is_ready(self) -> bool:
        assert self.process.poll() is None, "the listening process died"
        return self._log.read_text().startswith("ready\n")

    def vanish(self) -> None:
        """The port goes away, as when an instrument is unplugged."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(timeout=10)


@contextmanager
def listening(environment: dict[str, str], log: Path, name: str = "Ear") -> Iterator[Ear]:
    """An open ear on the JACK server that `environment` names."""
    with log.open("wb") as file:
        command = [sys.executable, "-u", __file__, name]
        process = subprocess.Popen(command, env=os.environ | environment, stdout=file)
    try:
        yield Ear(process, log)
    finally:
        process.kill()
        process.wait(timeout=10)


def main(name: str) -> None:
    import rtmidi

    port = rtmidi.MidiIn(rtmidi.API_UNIX_JACK, name)
    port.ignore_types(sysex=False, timing=False, active_sense=True)
    port.open_virtual_port("in")
    print("ready")
    while True:
        while message := port.get_message():
            print(f"{time.monotonic():.6f}", *message[0])
        time.sleep(0.001)


if __name__ == "__main__":
    main(sys.argv[1])
