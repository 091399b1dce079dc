"""The time that training takes, and when something is due again."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator

REPORT_EVERY = 0.25
SAVE_EVERY = 1.0
SAVING_SHARE = 0.04  # of the time at most


class Clock:
    """Seconds of training, pauses left out, for a run that has taken so many before."""

    def __init__(self, seconds: float = 0.0) -> None:
        self._reported = self._saved = time.monotonic()
        self._saving = 0.0
        self._began = self._saved - seconds

    @property
    def seconds(self) -> float:
        """The seconds that the run has taken until now."""
        return time.monotonic() - self._began

    @contextlib.contextmanager
    def paused(self) -> Iterator[None]:
        """Whoever reads the progress may take their time; that is no time of training's."""
        left = time.monotonic()
        try:
            yield
        finally:
            self._began += time.monotonic() - left

    def report_due(self) -> bool:
        """Whether it is time to report progress; what is asked again at once says no."""
        now = time.monotonic()
        is_due = now - self._reported > REPORT_EVERY
        if is_due:
            self._reported = now
        return is_due

    @property
    def save_due(self) -> bool:
        """Whether the last state is to be written again; where that takes long, less often."""
        return time.monotonic() - self._saved > max(SAVE_EVERY, self._saving / SAVING_SHARE)

    @contextlib.contextmanager
    def saving(self, often: bool) -> Iterator[None]:
        """Note that the last state is written here, and how long that takes where it is done often."""
        begun = time.monotonic()
        yield
        self._saved = time.monotonic()
        if often:
            self._saving = self._saved - begun
