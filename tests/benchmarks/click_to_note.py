"""Time from the command to play to the first note on the wire, and to its arrival in another program through JACK."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from composer_app.music.clip import Clip
from composer_app.music.note import Note
from composer_app.playback.player import Player, PortsChanged
from tests.benchmarks.machine import median, percentile, print_table
from tests.benchmarks.note_lateness import RECORD, TimedOutputs, busy_cores, usable_cores
from tests.desktop.jack import running_jack
from tests.desktop.midi_ear import listening

CLICKS = 40
# Eight bars with a note on every sixteenth and a chord on every beat.
IDEA = Clip(
    chords=tuple(Note(beat * 480, 480, pitch) for beat in range(32) for pitch in (48, 55, 64)),
    melody=tuple(Note(step * 120, 120, 72 + step % 7) for step in range(128)),
)


def ready(outputs: Callable[[], TimedOutputs] | None, port: str) -> Player:
    """A player that is warm, as it is long after the window opened."""
    player = Player(outputs)
    player.choose_port(port)
    player.start()
    while not any(isinstance(event, PortsChanged) for event in player.events()):
        time.sleep(0.01)
    time.sleep(0.5)
    return player


def click(player: Player) -> list[float]:
    """Play and stop again and again; the times of the commands to play."""
    times = []
    for _ in range(CLICKS):
        times.append(time.perf_counter())
        player.play(IDEA)
        time.sleep(0.06)
        player.stop()
        time.sleep(0.06)
    return times


def delays(clicks: list[float], strikes: list[float]) -> list[float]:
    """Milliseconds from each click to the first strike after it."""
    return [1000 * (min(at for at in strikes if at >= clicked) - clicked) for clicked in clicks]


def to_the_wire(record: Path) -> list[float]:
    player = ready(TimedOutputs, "Built-in piano")
    clicks = click(player)
    player.close()
    fields = [line.split() for line in record.read_text(encoding="utf-8").splitlines()]
    record.unlink()
    return delays(clicks, [float(at) for at, status, _, _ in fields if int(status) & 0xF0 == 0x90])


def through_jack(folder: Path) -> list[float]:
    with running_jack(f"inkling-bench-{os.getpid()}") as jack:
        os.environ.update(jack.environment)
        with listening(jack.environment, folder / "heard.txt") as ear:
            while not ear.is_ready():
                time.sleep(0.01)
            player = ready(None, "Ear:in")
            clicks = click(player)
            player.close()
            return delays(clicks, [message.time for message in ear.note_ons()])


def main() -> None:
    """Prints the table."""
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        os.environ[RECORD] = str(Path(folder) / "record.txt")
        for name, busy in (("", 0), (", all cores busy", usable_cores())):
            with busy_cores(busy):
                wire = to_the_wire(Path(os.environ[RECORD]))
                rows.append((f"play to the first note sent{name}", figure(wire)))
                if shutil.which("jackd"):
                    heard = through_jack(Path(folder))
                    rows.append((f"play to the note in another program, JACK at 21 ms a period{name}", figure(heard)))
    print_table(f"From the command to the first note ({CLICKS} times; median, longest in brackets)", rows)


def figure(values: list[float]) -> str:
    return f"{median(values):.1f} ms ({percentile(values, 1.0):.1f} ms)"


if __name__ == "__main__":
    main()
