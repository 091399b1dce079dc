"""A voice as numpy columns, so that the visible notes are found and painted without a loop."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from composer_app.music.note import Note

Columns = NDArray[np.int64]


class NoteArrays:
    """The notes of one voice in order of onset: ticks, pitches and velocities, each shaped (notes,)."""

    def __init__(self, notes: Sequence[Note]) -> None:
        self.notes = notes
        table = np.array([(n.onset, n.duration, n.pitch, n.velocity) for n in notes], dtype=np.int64).reshape(-1, 4)
        self.onset, duration, self.pitch, self.velocity = (np.ascontiguousarray(column) for column in table.T)
        self.end = self.onset + duration
        # The latest end so far never falls, so it can be searched by bisection, unlike the ends.
        self._reached = np.maximum.accumulate(self.end) if len(notes) else self.end

    def __len__(self) -> int:
        return len(self.notes)

    def between(self, first: float, last: float) -> slice:
        """A run of notes that holds every note sounding between two ticks."""
        begin = int(np.searchsorted(self._reached, first, side="right"))
        stop = int(np.searchsorted(self.onset, last, side="left"))
        return slice(begin, max(begin, stop))

    def sounding(self, first: float, last: float, low: int = 0, high: int = 127) -> Columns:
        """The indices, shape (found,), of the notes that sound between two ticks, from pitch `low` to `high`."""
        run = self.between(first, last)
        end, pitch = self.end[run], self.pitch[run]
        return np.flatnonzero((end > first) & (pitch >= low) & (pitch <= high)) + run.start

    def indices(self, notes: Iterable[Note]) -> Columns:
        """The indices of some notes, shape (found,), every one of equal notes among them."""
        found: list[int] = []
        for note in notes:
            first = int(np.searchsorted(self.onset, note.onset, side="left"))
            while first < len(self.notes) and self.notes[first].onset == note.onset:
                if self.notes[first] == note:
                    found.append(first)
                first += 1
        return np.array(sorted(found), dtype=np.int64)
