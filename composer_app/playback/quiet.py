"""Keeping sound drivers from printing to the terminal while they are tried."""

from __future__ import annotations

import contextlib
import os
import sys
import threading
from collections.abc import Iterator

_LOCK = threading.Lock()  # two threads that exchange one descriptor would leave it where it points to nothing


@contextlib.contextmanager
def quiet_drivers() -> Iterator[None]:
    """Discard the error output of C libraries: ALSA and JACK print where they are missing, which is no error."""
    if sys.platform != "linux":
        yield
        return
    with _LOCK:
        try:
            kept = os.dup(2)
        except OSError:  # started without a terminal: there is nothing to keep quiet
            yield
            return
        nowhere = os.open(os.devnull, os.O_WRONLY)
        try:
            os.dup2(nowhere, 2)
            yield
        finally:
            os.dup2(kept, 2)
            os.close(kept)
            os.close(nowhere)
