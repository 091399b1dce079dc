"""The longest match of a song's last few events among all earlier ones: what followed then may well follow again.

Songs repeat themselves. A network whose input is what followed the longest match need not hold the song in its state
(compare the longest-match predictors of Bell, Cleary & Witten 1990, "Text Compression"). No later event is used.
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
        """How many events ago the event lies that followed the longest match, and the match's length; 0, 0 for none.

        To be called once before every event.
        """
        past, found = tuple(self.past), (0, 0)
        for length, seen in zip(self.matches, self.last_seen, strict=True):
            if len(past) >= length:
                key = hash(past[-length:])
                then = seen.get(key)
                if then is not None and not found[1]:
                    found = (self.events - then, length)
                seen[key] = self.events
        return found

    def add(self, key: Hashable) -> None:
        """Append an event."""
        self.past.append(key)
        self.events += 1


def longest_matches(keys: Iterable[Hashable], matches: Sequence[int] = MATCHES) -> NDArray[np.int32]:
    """Distance and length of the longest match before each event of a song, as `LongestMatch.find`, (events, 2)."""
    memory, found = LongestMatch(matches), []
    for key in keys:
        found.append(memory.find())
        memory.add(key)
    return np.array(found, np.int32).reshape(-1, 2)
