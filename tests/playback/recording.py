"""Sinks and outputs for tests: they write down what they are sent, also from another process."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass, field
from pathlib import Path

from composer_app.errors import ComposerError
from composer_app.playback.schedule import Message

RECORD = "INKLING_TEST_RECORD"
NOTE_ON, NOTE_OFF = 0x90, 0x80


@dataclass
class Recorder:
    """A sink that keeps what it is sent, with the time."""

    clock: Clock
    sent: list[tuple[float, Message]] = field(default_factory=list)

    def send(self, message: Message) -> None:
        self.sent.append((round(self.clock.time, 6), message))

    @property
    def messages(self) -> list[Message]:
        return [message for _, message in self.sent]


@dataclass
class Clock:
    """A clock that stands still until it is moved."""

    time: float = 100.0

    def __call__(self) -> float:
        return self.time


class FileOutput:
    """An output that writes `name seconds byte byte byte` lines to the file named in the environment."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._file = Path(os.environ[RECORD]).open("a", buffering=1)  # noqa: SIM115

    def send(self, message: Message) -> None:
        self._file.write(f"{self._name} {time.perf_counter():.6f} {message[0]} {message[1]} {message[2]}\n")

    def present(self) -> bool:
        return self._name in FileOutputs().names()

    def close(self) -> None:
        self._file.close()


class FileOutputs:
    """Outputs that exist while a file of their name lies beside the record."""

    def names(self) -> tuple[str, ...]:
        return ("Built-in piano", *sorted(path.stem for path in Path(os.environ[RECORD]).parent.glob("*.port")))

    def open(self, name: str) -> FileOutput:
        if name not in self.names():
            raise ComposerError(f'The MIDI port "{name}" is not there.')
        return FileOutput(name)

    def close(self) -> None:
        """Nothing to let go of."""


def read_record(path: Path) -> list[tuple[str, float, Message]]:
    """The lines of a record, whole ones only."""
    lines = path.read_text().split("\n")[:-1] if path.exists() else []
    fields = [line.rsplit(" ", 4) for line in lines]
    return [(name, float(at), (int(a), int(b), int(c))) for name, at, a, b, c in fields]


def still_sounding(messages: list[Message]) -> set[tuple[int, int]]:
    """The notes, as (channel, pitch), that were struck and never released."""
    notes: set[tuple[int, int]] = set()
    for status, pitch, velocity in messages:
        if status & 0xF0 == NOTE_ON and velocity:
            notes.add((status & 15, pitch))
        elif status & 0xF0 in (NOTE_ON, NOTE_OFF):
            notes.discard((status & 15, pitch))
    return notes
