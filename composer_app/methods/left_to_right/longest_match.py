"""Where the last few events of a song last came: what followed then is likely to follow again.

Songs repeat themselves. For every event the longest of a few matches is looked up among all earlier events; a
network that is shown what followed that match need not hold the song in its state (compare the longest-match
predictors of Bell, Cleary & Witten 1990, "Text Compression"). Nothing that comes later is looked at.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Hashable, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

MATCHES = (12, 6, 3)


class LongestMatch:
    """The events of one song so far, as keys that are equal where two events count as the same.

    `matches` are the numbers of events that are compared, the longest first.
    """

    def __init__(self, matches: Sequence[int] = MATCHES) -> None:
        self.matches = matches
        self.past: deque[Hashable] = deque(maxlen=max(matches))
        self.last_seen: list[dict[int, int]] = [{} for _ in matches]
        self.events = 0

    def find(self) -> tuple[int, int]:
        """How many events before the coming one the event is that followed then, and the match's length; 0, 0: none.

        It is to be asked once before every event.
        """
        past, found = tuple(self.past), (0, 0)
        for length, last_seen in zip(self.matches, self.last_seen, strict=True):
            if len(past) >= length:
                key = hash(past[-length:])
                then = last_seen.get(key)
                if then is not None and not found[1]:
                    found = (self.events - then, length)
                last_seen[key] = self.events
        return found

    def add(self, key: Hashable) -> None:
        """One event more."""
        self.past.append(key)
        self.events += 1


def longest_matches(keys: Iterable[Hashable], matches: Sequence[int] = MATCHES) -> NDArray[np.int32]:
    """What `LongestMatch.find` gives before each event of a song, (events, 2)."""
    memory, found = LongestMatch(matches), []
    for key in keys:
        found.append(memory.find())
        memory.add(key)
    return np.array(found, np.int32).reshape(-1, 2)
