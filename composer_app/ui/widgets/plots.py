"""pyqtgraph imported in a thread, for its import takes a third of a second."""

from __future__ import annotations

import gc
import importlib
from collections.abc import Iterator


def fetch_plots() -> Iterator[None]:
    """Import pyqtgraph; to be run in a thread."""
    importlib.import_module("pyqtgraph")
    gc.freeze()  # what was imported stays for good: the collector need not walk through it again and again
    yield
