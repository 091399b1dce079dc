"""What every child process does: set itself up, take messages from its pipe, stream values back."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import threading
import traceback
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from typing import Any

from composer_app.errors import ComposerError


@dataclass(frozen=True, slots=True)
class Ended:
    """The work asked for is done."""


@dataclass(frozen=True, slots=True)
class Failed:
    """The work could not be done; the text is for the composer, the trace for a bug report."""

    text: str
    trace: str = ""

    def error(self) -> ComposerError:
        """The failure as the error that is shown."""
        return ComposerError(self.text)


# What a pipe raises whose other end is gone.
GONE = (EOFError, BrokenPipeError, ConnectionResetError)


def stream(pipe: Connection, values: Generator[Any, None, None], ended: str) -> None:
    """Send each value, then how it went; `ended` begins the sentence about a fault: "Reading ended".

    Raises one of GONE where nobody listens any more; `values` is closed at every end.
    """
    try:
        with contextlib.closing(values):
            for value in values:
                pipe.send(value)
        pipe.send(Ended())
    except ComposerError as error:
        pipe.send(Failed(str(error)))
    except GONE:
        raise
    # The one broad except, where a worker meets its pipe: a bug must reach the composer, not be lost.
    except Exception as error:  # noqa: BLE001
        pipe.send(Failed(f"{ended} because of a fault in Inkling ({error}); please report it.", traceback.format_exc()))


def answers(pipe: Connection) -> Iterator[Any]:
    """What the other end streams, until its work has ended; ComposerError for what it could not do."""
    while not isinstance(answer := pipe.recv(), Ended):
        if isinstance(answer, Failed):
            raise answer.error()
        yield answer


def spawn(target: Callable[[Connection], None], name: str) -> tuple[SpawnProcess, Connection]:
    """Start `target` in a fresh interpreter and return it with the near end of its pipe."""
    context = multiprocessing.get_context("spawn")
    near, far = context.Pipe()
    process = context.Process(target=target, args=(far,), name=name, daemon=True)
    process.start()
    far.close()
    return process, near


def set_up_process(threads: int, nice: int = 0) -> None:
    """Before torch is imported: leave Ctrl-C to the parent, be modest with the processor."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.environ.update(OMP_WAIT_POLICY="passive", GOMP_SPINCOUNT="0", KMP_BLOCKTIME="0", OMP_NUM_THREADS=str(threads))
    if nice and hasattr(os, "nice"):
        with contextlib.suppress(OSError):
            os.nice(nice)


def end(process: SpawnProcess | None, pipe: Connection | None, patience: float = 2.0) -> None:
    """Close the pipe, which tells the child to go; kill it where it does not."""
    if pipe is not None:
        pipe.close()
    if process is None:
        return
    process.join(patience)
    if process.is_alive():
        process.kill()
        process.join()
    process.close()


class Children:
    """Child processes that do one piece of work each; the calls block, any thread may stop them."""

    def __init__(self, target: Callable[[Connection], None], name: str) -> None:
        self._target, self._name = target, name
        self._running: set[SpawnProcess] = set()
        self._lock = threading.Lock()

    def ask(self, message: object, broken_off: str) -> Iterator[Any]:
        """What a child of its own answers; ComposerError for what it refused, or `broken_off` when it was ended."""
        with self._lock:
            child, pipe = spawn(self._target, self._name)
            self._running.add(child)
        try:
            pipe.send(message)
            yield from answers(pipe)
        except (EOFError, OSError):
            raise ComposerError(broken_off) from None
        finally:
            with self._lock:
                self._running.discard(child)
            end(child, pipe)

    def stop(self) -> None:
        """End them all at once; the calls that wait for them end with a ComposerError."""
        with self._lock:
            for child in self._running:
                child.kill()
