"""What the published methods take from a score, and the line by which its near-copies are known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from composer_app.music.lines import struck_together
from composer_app.music.note import Note
from composer_app.music.score import Score

Rows = NDArray[np.generic]  # integers, one row a step


@dataclass(frozen=True, slots=True)
class SongRead:
    """What a method takes from one score.

    `song` holds integers, one row a step: (steps,) or (steps, width), of one type and width in all songs of a
    method; None where nothing can be learnt, and `reason` says why. `notes_kept` and `notes_dropped` count the
    score's notes that the method's rules let through and leave out.
    """

    song: Rows | None
    notes_kept: int
    notes_dropped: int
    reason: str = ""


def notes_in(score: Score) -> int:
    """How many notes the score has, drums left out."""
    return sum(len(track.notes) for track in score.tracks)


def plural(count: int, noun: str) -> str:
    """A count with its noun, for a reason: 1 part, 2 parts."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def highest_pitches(notes: Sequence[Note]) -> list[int]:
    """The highest pitch of each group struck together: the line by which near-copies are known."""
    return [group[-1].pitch for group in struck_together(sorted(notes))]
