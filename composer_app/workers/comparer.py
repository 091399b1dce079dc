"""The comparer's process: one comparison of methods, niced."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING

from composer_app.workers.child import GONE, Children, set_up_process, stream

if TYPE_CHECKING:
    from composer_app.protocol.comparison import Comparison, MethodProgress, MethodResult, Split


def serve(pipe: Connection) -> None:
    """The child: compare once and stream the progress."""
    set_up_process(threads=max(1, (os.cpu_count() or 2) - 1), nice=10)
    from composer_app.evaluation.compare import compare

    with contextlib.suppress(*GONE):
        stream(pipe, compare(pipe.recv()), "The comparison ended")


class Comparer:
    """The window's end of a comparison: `compare` blocks its thread, `stop` may come from another."""

    def __init__(self) -> None:
        self._children = Children(serve, "Inkling comparer")

    def compare(self, comparison: Comparison) -> Iterator[Split | MethodProgress | MethodResult]:
        """The comparison's progress, to its end; ComposerError for bad input or a dead child."""
        yield from self._children.ask(
            comparison,
            "The comparison ended unexpectedly (its process was killed or ran out of memory); "
            "what it had finished is kept.",
        )

    def stop(self) -> None:
        """End at once; the methods that are done keep their models and ideas, which are written whole."""
        self._children.stop()

    def close(self) -> None:
        """Stop whatever runs."""
        self.stop()
