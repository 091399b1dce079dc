"""A second process that plays MIDI through JACK at exact times, as a keyboard does.

Run as a script: `python midi_hand.py NAME`. It offers one output port, prints "ready", and reads lines
"seconds byte byte byte" with monotonic seconds; each message is sent at its time, and that time printed.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

Message = tuple[int, int, int]


@dataclass
class Hand:
    """A keyboard on the JACK server."""

    process: subprocess.Popen[str]

    def play(self, timed: Iterable[tuple[float, Message]]) -> None:
        """Send each message at its monotonic time."""
        assert self.process.stdin is not None
        for moment, message in sorted(timed):
            self.process.stdin.write(f"{moment:.6f} {message[0]} {message[1]} {message[2]}\n")
        self.process.stdin.flush()

    def sent(self, count: int) -> list[float]:
        """The times at which so many messages were really sent; waits for them."""
        assert self.process.stdout is not None
        return [float(self.process.stdout.readline()) for _ in range(count)]

    def vanish(self) -> None:
        """The cable is pulled."""
        self.process.kill()
        self.process.wait(timeout=10)


def phrase(
    start: float, notes: Iterable[tuple[float, float, int, int]], channel: int = 0
) -> list[tuple[float, Message]]:
    """Messages for notes of (onset, duration, pitch, velocity) in seconds from `start`."""
    timed: list[tuple[float, Message]] = []
    for onset, duration, pitch, velocity in notes:
        timed.append((start + onset, (0x90 | channel, pitch, velocity)))
        timed.append((start + onset + duration, (0x80 | channel, pitch, 0)))
    return timed


@contextmanager
def playing(environment: dict[str, str], name: str = "Hand") -> Iterator[Hand]:
    """A keyboard that is plugged in."""
    command = [sys.executable, "-u", __file__, name]
    process = subprocess.Popen(
        command, env=os.environ | environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        yield Hand(process)
    finally:
        process.kill()
        process.wait(timeout=10)
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                pipe.close()


def main(name: str) -> None:
    import rtmidi

    port = rtmidi.MidiOut(rtmidi.API_UNIX_JACK, name)
    port.open_virtual_port("out")
    print("ready")
    for line in sys.stdin:
        moment, *data = line.split()
        while (wait := float(moment) - time.monotonic()) > 0:
            time.sleep(wait - 0.002 if wait > 0.003 else 0)
        sent = time.monotonic()
        port.send_message([int(byte) for byte in data])
        print(f"{sent:.6f}")


if __name__ == "__main__":
    main(sys.argv[1])
