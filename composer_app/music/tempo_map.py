"""Ticks and seconds."""

from __future__ import annotations

from bisect import bisect_right

from composer_app.music.meter import Timeline
from composer_app.music.note import TICKS_PER_QUARTER


class TempoMap:
    """Ticks to seconds and back over the tempo changes of a time line; tick 0 is second 0."""

    def __init__(self, timeline: Timeline) -> None:
        self._ticks = [tempo.tick for tempo in timeline.tempos]
        # Seconds a tick. The order of the divisions decides on which side of a grid step notes on it are rounded.
        self._pace = [60 / tempo.bpm / TICKS_PER_QUARTER for tempo in timeline.tempos]
        self._seconds = [0.0]
        for index in range(1, len(self._ticks)):
            span = self._ticks[index] - self._ticks[index - 1]
            self._seconds.append(self._seconds[-1] + span * self._pace[index - 1])

    def seconds(self, tick: float) -> float:
        """The time of a tick in seconds."""
        index = max(0, bisect_right(self._ticks, tick) - 1)
        return self._seconds[index] + (tick - self._ticks[index]) * self._pace[index]

    def tick(self, seconds: float) -> float:
        """The tick, with its fraction, that is reached after so many seconds."""
        index = max(0, bisect_right(self._seconds, seconds) - 1)
        return self._ticks[index] + (seconds - self._seconds[index]) / self._pace[index]

    def ticks_per_second(self, tick: float) -> float:
        """How fast ticks pass at a tick."""
        return 1.0 / self._pace[max(0, bisect_right(self._ticks, tick) - 1)]
