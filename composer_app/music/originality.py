"""What an idea shares with the songs its model learnt from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Verdict = Literal["green", "amber", "red"]


@dataclass(frozen=True, slots=True)
class Shared:
    """A run of `notes` melody notes that an idea shares, in any key, with a training song.

    `start` and `end` are its ticks in the idea; `first_bar` and `last_bar` the song's bars, counted from 1.
    """

    notes: int
    song: str
    first_bar: int
    last_bar: int
    start: int
    end: int

    @property
    def description(self) -> str:
        """The run in a few words for the user."""
        one = self.first_bar == self.last_bar
        bars = f"bar {self.first_bar}" if one else f"bars {self.first_bar}-{self.last_bar}"
        return f"shares {self.notes} notes with {self.song}, {bars}"


@dataclass(frozen=True, slots=True)
class Originality:
    """What an idea shares with the songs its model learnt from: the runs long enough to report, longest first.

    `share` is the part of its melody notes that these runs cover (0 to 1), `longest` the length in notes of the
    longest run, reported or not.
    """

    verdict: Verdict
    longest: int
    share: float
    runs: tuple[Shared, ...] = ()

    @property
    def description(self) -> str:
        """What is shared in a few words for the user."""
        if not self.runs:
            return f"shares no more than {self.longest} notes in a row with a training song"
        others = len(self.runs) - 1
        more = f", and {others} more such run{'s' if others > 1 else ''}" if others else ""
        return f"{self.runs[0].description}{more} ({self.share:.0%} of its notes)"
