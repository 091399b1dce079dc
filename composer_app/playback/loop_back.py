"""Measuring how long a note takes from the output through a cable to an input."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

from composer_app.playback.schedule import Message

PINGS, APART, PATIENCE = 12, 0.11, 0.6  # how many, seconds between two, seconds to wait for the last
# Channel 16, the highest pitch, as soft as can be: no instrument that hangs on the same output is disturbed.
PING, PING_END = (0x9F, 127, 1), (0x8F, 127, 0)


class LoopBack:
    """Sends notes and times their return; whoever owns it calls `advance` again after the seconds it returns."""

    def __init__(
        self,
        send: Callable[[Message], None],
        done: Callable[[float | None], None],
        now: Callable[[], float] = time.perf_counter,
    ) -> None:
        self._send, self._done, self._now = send, done, now
        self._sent: list[float] = []
        self._took: list[float] = []
        self._due = now()
        self.over = False

    def advance(self) -> float | None:
        """Send what is due, or end; the seconds until it is to be called again, None when it is over."""
        if self.over:
            return None
        now = self._now()
        if now >= self._due and len(self._sent) < PINGS:
            self._sent.append(self._now())
            self._send(PING)
            self._send(PING_END)
            self._due = now + (APART if len(self._sent) < PINGS else PATIENCE)
        elif now >= self._due:
            self.over = True
            self._done(statistics.median(self._took) if len(self._took) > PINGS // 2 else None)
            return None
        return max(0.0, self._due - now)

    def returned(self, moment: float, message: Message) -> bool:
        """Whether a message is one of those that were sent."""
        if message[0] & 0x0F != PING[0] & 0x0F or message[1] != PING[1]:
            return False
        if message == PING and self._sent:
            self._took.append(moment - self._sent[-1])
        return True
