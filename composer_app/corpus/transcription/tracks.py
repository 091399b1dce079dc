"""The parts of a score as the published methods take them: chords struck together, the line on top, seconds."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Any

from numpy.typing import NDArray

from composer_app.music.meter import Timeline
from composer_app.music.note import TICKS_PER_QUARTER, Note
from composer_app.music.score import Score

TOGETHER = 30  # ticks within which notes are struck as one chord


@dataclass(frozen=True, slots=True)
class SongRead:
    """What a method takes from one score.

    `song` holds integers, one row a step: (steps,) or (steps, width), of one type and width in all songs of a
    method; None where nothing can be learnt, and `reason` says why. `notes_kept` and `notes_dropped` count the
    score's notes that the method's rules let through and leave out.
    """

    song: NDArray[Any] | None
    notes_kept: int
    notes_dropped: int
    reason: str = ""


def notes_in(score: Score) -> int:
    """How many notes the score has, drums left out."""
    return sum(len(track.notes) for track in score.tracks)


def counted(count: int, thing: str) -> str:
    """So many of a thing, for a reason: 1 part, 2 parts."""
    return f"{count} {thing}" if count == 1 else f"{count} {thing}s"


def struck_together(notes: Sequence[Note], together: int = TOGETHER) -> list[tuple[Note, ...]]:
    """Notes sorted by onset as groups that begin within `together` ticks of the group's first."""
    groups: list[list[Note]] = []
    for note in notes:
        if groups and note.onset - groups[-1][0].onset <= together:
            groups[-1].append(note)
        else:
            groups.append([note])
    return [tuple(sorted(group, key=lambda note: note.pitch)) for group in groups]


def top_line(notes: Sequence[Note]) -> list[int]:
    """The highest pitch of each group struck together: the line that tells near-copies."""
    return [group[-1].pitch for group in struck_together(sorted(notes))]


class Clock:
    """Ticks to seconds and back along a time line's tempos."""

    def __init__(self, timeline: Timeline) -> None:
        tempos = timeline.tempos
        self.ticks = [tempo.tick for tempo in tempos]
        self.pace = [60 / tempo.bpm / TICKS_PER_QUARTER for tempo in tempos]
        spans = [(b - a) * pace for (a, b), pace in zip(pairwise(self.ticks), self.pace, strict=False)]
        self.starts = list(accumulate(spans, initial=0.0))

    def seconds(self, tick: float) -> float:
        """The second at which a tick sounds."""
        index = bisect_right(self.ticks, tick) - 1
        return self.starts[index] + (tick - self.ticks[index]) * self.pace[index]

    def tick(self, seconds: float) -> float:
        """The tick that sounds at a second."""
        index = bisect_right(self.starts, seconds) - 1
        return self.ticks[index] + (seconds - self.starts[index]) / self.pace[index]
