"""The generator's process: torch kept warm, models kept open, ideas streamed as they are written."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from collections.abc import Generator as Values
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from pathlib import Path
from typing import TYPE_CHECKING, Any

from composer_app.errors import ComposerError
from composer_app.protocol.request import GeneratedIdea, Request, Sketch
from composer_app.workers.child import GONE, answers, end, set_up_process, spawn, stream

if TYPE_CHECKING:
    from composer_app.methods.method import AnyModel
    from composer_app.music.clip import Clip
    from composer_app.music.originality import Originality

    Stamp = tuple[Path, float]  # a model's file and when it was written
    Opened = dict[Stamp, AnyModel]  # one at most


@dataclass(frozen=True, slots=True)
class Warm:
    """Open a model ahead of the first request."""

    model: Path


@dataclass(frozen=True, slots=True)
class Ask:
    """Write ideas with a model."""

    request: Request
    model: Path


@dataclass(frozen=True, slots=True)
class Judge:
    """Compare an idea that was edited with the songs its model learnt from."""

    clip: Clip
    request: Request
    model: Path


@dataclass(frozen=True, slots=True)
class Cancel:
    """Leave the present request."""


def serve(pipe: Connection) -> None:
    """The child: answer requests until the pipe is closed."""
    # A second thread gains nothing for a few ideas, and where another program takes its core, each step waits for it.
    set_up_process(threads=1)
    to_write: Opened = {}
    to_judge: Opened = {}
    with contextlib.suppress(*GONE):
        while True:
            message = pipe.recv()
            if not isinstance(message, Cancel):
                stream(pipe, _answer(message, to_write, to_judge, pipe), "The idea could not be written")


def _answer(
    message: Warm | Ask | Judge, to_write: Opened, to_judge: Opened, pipe: Connection
) -> Values[GeneratedIdea | Sketch | Originality, None, None]:
    # Only this process may import torch.
    from composer_app.generation.generate import compare_with_songs, generate, open_model
    from composer_app.models.file import load_songs

    stamp = (message.model, message.model.stat().st_mtime if message.model.exists() else 0.0)
    if isinstance(message, Judge):
        # What is kept warm is to write with, and an idea of another model must not push it out.
        model = to_write.get(stamp) or _kept(to_judge, stamp, load_songs)
        found = compare_with_songs(message.clip, message.request, model)
        if found is not None:
            yield found
        return
    model = _kept(to_write, stamp, open_model)
    if isinstance(message, Warm):
        return
    for idea in generate(message.request, model):
        yield idea
        if pipe.poll() and isinstance(pipe.recv(), Cancel):
            return


def _kept(models: Opened, stamp: Stamp, opening: Callable[[Path], AnyModel]) -> AnyModel:
    """The model of a file, which takes the place of the one that was open."""
    if stamp not in models:
        models.clear()
        models[stamp] = opening(stamp[0])
    return models[stamp]


class Generator:
    """The window's end: blocking calls, to be made from one thread; only `cancel` and `close` from another."""

    def __init__(self) -> None:
        self._process: SpawnProcess | None = None
        self._pipe: Connection | None = None
        self._asking = threading.Lock()
        self._cancelled = threading.Event()

    @property
    def is_alive(self) -> bool:
        """Whether the child runs."""
        return self._process is not None and self._process.is_alive()

    @property
    def pid(self) -> int | None:
        """The child's process id while it runs."""
        return self._process.pid if self._process is not None else None

    def start(self) -> None:
        """Start the child; it is warm once `warm` has returned."""
        if not self.is_alive:
            self._drop()
            self._process, self._pipe = spawn(serve, "Inkling generator")

    def warm(self, model: Path) -> None:
        """Load torch and a model, so that the next request is answered at once; ComposerError as generate."""
        for _ in self._ask(Warm(model)):
            pass

    def generate(self, request: Request, model: Path) -> Iterator[GeneratedIdea | Sketch]:
        """Ideas, and sketches of them as they grow; ComposerError says why there are none, or that the child died."""
        self._cancelled.clear()
        yield from self._ask(Ask(request, model))

    def judge(self, clip: Clip, request: Request, model: Path) -> Originality | None:
        """What an edited idea shares with the songs that its model learnt from; ComposerError as generate.

        `request` is the one that wrote it. None where the model carries no songs.
        """
        return next(iter([*self._ask(Judge(clip, request, model))]), None)

    def _ask(self, message: Warm | Ask | Judge) -> Iterator[Any]:
        with self._asking:
            if isinstance(message, Ask) and self._cancelled.is_set():
                return  # while it waited for its turn
            self.start()
            pipe = self._pipe
            assert pipe is not None
            try:
                pipe.send(message)
                yield from answers(pipe)
            except GeneratorExit:
                # Nobody listens any more: the rest of the answer must not meet the next request.
                self._drop()
                raise
            except (EOFError, OSError) as error:
                self._drop()
                raise ComposerError(
                    "The generator stopped unexpectedly and is started again; please click Generate once more."
                ) from error

    def cancel(self) -> None:
        """Leave the present request after the idea it is at; one that still waits for its turn writes none."""
        self._cancelled.set()
        with contextlib.suppress(OSError, AttributeError):
            self._pipe.send(Cancel())  # type: ignore[union-attr]

    def close(self) -> None:
        """End the child."""
        self._drop()

    def _drop(self) -> None:
        process, pipe, self._process, self._pipe = self._process, self._pipe, None, None
        end(process, pipe)
