"""The comparer's process: one comparison of methods, niced, ended by closing its pipe."""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Generator, Iterator
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess

from composer_app.compare import Compared, Comparison, MethodSaid, SetAside, compare
from composer_app.errors import ComposerError
from composer_app.workers.child import GONE, Ended, Failed, end, settle, spawn, stream

Said = SetAside | MethodSaid | Compared


def serve(pipe: Connection) -> None:
    """The child: compare once and stream what is said; a word down the pipe, or its end, stops it."""
    settle(threads=max(1, (os.cpu_count() or 2) - 1), nice=10)
    with contextlib.suppress(*GONE):
        stream(pipe, _compare(pipe.recv(), pipe), "The comparison ended")


def _compare(wish: Comparison, pipe: Connection) -> Generator[Said, None, None]:
    with contextlib.closing(compare(wish)) as run:
        for said in run:
            yield said
            if pipe.poll():
                return


class Comparer:
    """The window's end of a comparison: `compare` blocks its thread, `stop` may come from another."""

    def __init__(self) -> None:
        self._process: SpawnProcess | None = None
        self._pipe: Connection | None = None
        self._lock = threading.Lock()

    @property
    def pid(self) -> int | None:
        """The child's process id while it runs."""
        return self._process.pid if self._process is not None else None

    def compare(self, wish: Comparison) -> Iterator[Said]:
        """What the comparison says, to its end; ComposerError for bad input or a dead child."""
        with self._lock:
            self._process, self._pipe = process, pipe = spawn(serve, "Inkling comparer")
        try:
            pipe.send(wish)
            while not isinstance(answer := pipe.recv(), Ended):
                if isinstance(answer, Failed):
                    raise answer.error()
                yield answer
        except (EOFError, OSError) as error:
            raise ComposerError(
                "The comparison ended unexpectedly (its process was killed or ran out of memory); "
                "what it had finished is kept."
            ) from error
        finally:
            with self._lock:
                self._process = self._pipe = None
            end(process, pipe, patience=10.0)

    def stop(self) -> None:
        """End soon; the methods that are done keep their models and ideas."""
        with self._lock, contextlib.suppress(OSError):
            if self._pipe is not None:
                self._pipe.send("stop")

    def close(self) -> None:
        """Stop whatever runs."""
        self.stop()
