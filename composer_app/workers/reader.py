"""Music files read in a child process, so that no window waits for them."""

from __future__ import annotations

import contextlib
from collections.abc import Generator, Iterator
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING, Any

from composer_app.workers.child import GONE, Children, set_up_process, stream

if TYPE_CHECKING:
    from composer_app.corpus.reading.folder import FileRead
    from composer_app.corpus.statistics.figures import StatisticsProgress
    from composer_app.music.clip import Clip


@dataclass(frozen=True, slots=True)
class ReadFolder:
    """Report what becomes of each file in a folder."""

    folder: Path


@dataclass(frozen=True, slots=True)
class ReadClip:
    """Read the two voices of one file."""

    path: Path


@dataclass(frozen=True, slots=True)
class CountFolder:
    """Count the statistics of a folder's files."""

    folder: Path


Task = ReadFolder | ReadClip | CountFolder


def serve(pipe: Connection) -> None:
    """The child: one piece of work, its values down the pipe."""
    set_up_process(threads=1)
    with contextlib.suppress(*GONE):
        stream(pipe, _values(pipe.recv()), "Reading ended")


def _values(task: Task) -> Generator[Any, None, None]:
    if isinstance(task, ReadClip):
        from composer_app.corpus.reading.song_cache import read_clip

        yield read_clip(task.path)
    elif isinstance(task, CountFolder):
        from composer_app.corpus.statistics.counting import count_folder

        yield from count_folder(task.folder)
    else:
        from composer_app.corpus.reading.folder import read_folder

        for read in read_folder(task.folder):
            yield replace(read, clip=None)  # the window lists files, the music would only cross for nothing


class Reader:
    """The window's end: blocking calls, each with a child of its own, to be made from any thread but Qt's.

    ComposerError for what the child refused, and when it was stopped or died.
    """

    def __init__(self) -> None:
        self._children = Children(serve, "Inkling reader")

    def read_folder(self, folder: Path) -> Iterator[FileRead]:
        """What became of each file in a folder, as it is read; the clips stay in the child."""
        yield from self._ask(ReadFolder(folder), folder)

    def read_clip(self, path: Path) -> Clip:
        """The two voices of one file."""
        clips: list[Clip] = list(self._ask(ReadClip(path), path))
        return clips[0]

    def count_folder(self, folder: Path) -> Iterator[StatisticsProgress]:
        """The statistics of a folder's files, as they are counted."""
        yield from self._ask(CountFolder(folder), folder)

    def apart(self) -> Reader:
        """Another reader, which is stopped by itself."""
        return Reader()

    def stop(self) -> None:
        """End whatever is being read; the calls that wait for it end with a ComposerError."""
        self._children.stop()

    def close(self) -> None:
        """End whatever is being read."""
        self.stop()

    def _ask(self, task: Task, path: Path) -> Iterator[Any]:
        yield from self._children.ask(task, f"Reading {path.name} was broken off; please try again.")
