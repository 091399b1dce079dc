"""How late notes leave the player, alone and beside work that keeps every core busy as training does."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from composer_app.music.clip import Clip
from composer_app.music.note import Note
from composer_app.music.tempo_map import TempoMap
from composer_app.playback import protocol
from composer_app.playback.player import PlaybackEnded, Player
from composer_app.playback.schedule import Message
from tests.benchmarks.machine import percentile, print_table, usable_cores

RECORD = "INKLING_BENCH_RECORD"
NOTES = 400
STEP = 24  # ticks, 25 ms


class TimedOutput:
    """Keeps the time of every message in memory and writes them all when it is closed."""

    def __init__(self) -> None:
        self._sent: list[tuple[float, Message]] = []

    def send(self, message: Message) -> None:
        self._sent.append((time.perf_counter(), message))

    def present(self) -> bool:
        return True

    def close(self) -> None:
        with Path(os.environ[RECORD]).open("a", encoding="utf-8") as file:
            file.writelines(f"{at!r} {a} {b} {c}\n" for at, (a, b, c) in self._sent)


class TimedOutputs:
    """The outputs of the player process while it is measured: a stopwatch in place of a port."""

    def names(self) -> tuple[str, ...]:
        return ("Built-in piano",)

    def open(self, name: str) -> TimedOutput:
        return TimedOutput()

    def close(self) -> None:
        """Nothing to let go of."""


def keep_busy() -> None:
    """What training does to a core: products of matrices, niced as the trainer is."""
    os.nice(5)
    left = np.random.default_rng(0).standard_normal((640, 640)).astype(np.float32)
    while True:
        left @ left


@contextlib.contextmanager
def busy_cores(count: int) -> Iterator[None]:
    """So many processes that never rest."""
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=keep_busy, daemon=True) for _ in range(count)]
    for worker in workers:
        worker.start()
    time.sleep(1.0 if workers else 0.0)
    try:
        yield
    finally:
        for worker in workers:
            worker.terminate()
            worker.join()


def lateness(record: Path) -> list[float]:
    """Milliseconds from when each note was due to when it was sent."""
    clip = Clip(melody=tuple(Note(i * STEP, STEP, 60 + i % 12) for i in range(NOTES)))
    player = Player(TimedOutputs)
    player.start()
    player.play(clip)
    board = player._board
    while not any(isinstance(event, PlaybackEnded) for event in player.events()):
        if board[protocol.PLAYING]:
            stamp, tick, rate = board[protocol.STAMP], board[protocol.TICK], board[protocol.RATE]
        time.sleep(0.03)
    player.close()
    tempo = TempoMap(clip.timeline)
    begun = stamp - tick / rate
    fields = [line.split() for line in record.read_text(encoding="utf-8").splitlines()]
    record.unlink()
    sent = [float(at) for at, status, _, velocity in fields if int(status) & 0xF0 == 0x90 and int(velocity)]
    assert len(sent) == NOTES, "every note was sent"
    # The first note is sent by the command itself: when that is, click_to_note measures.
    return [1000 * (at - begun - tempo.seconds(i * STEP)) for i, at in enumerate(sent)][1:]


def main() -> None:
    """Prints the table."""
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        os.environ[RECORD] = str(Path(folder) / "record.txt")
        cores = usable_cores()
        for name, count in (("alone", 0), ("beside one busy core", 1), (f"beside {cores} busy cores", cores)):
            with busy_cores(count):
                late = lateness(Path(os.environ[RECORD]))
            figures = "  ".join(f"{percentile(late, share):.2f}" for share in (0.5, 0.99, 1.0))
            rows.append((f"notes late, {name}: p50 p99 max", f"{figures} ms"))
    print_table(f"Lateness of {NOTES} notes, 40 a second", rows)


if __name__ == "__main__":
    main()
