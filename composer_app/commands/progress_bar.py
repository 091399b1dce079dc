"""How far a command has come, on stderr."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import Any


def progress_bar(values: Iterable[Any] | None = None, **options: Any) -> Any:
    """A bar on stderr where that is a terminal; without tqdm's thread, which would outlive the command."""
    from tqdm import tqdm

    tqdm.monitor_interval = 0
    return tqdm(values, disable=None, file=sys.stderr, **options)
