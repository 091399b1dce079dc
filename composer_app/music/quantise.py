"""Quantising: notes drawn to the lines of a grid, wholly or in part, straight or with swing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from composer_app.music.meter import Timeline
from composer_app.music.microtiming import as_played
from composer_app.music.note import Note, untangled

STRAIGHT, MOST_SWING = 50, 75


@dataclass(frozen=True, slots=True)
class Quantise:
    """How to quantise: `grid` in ticks, `strength` in percent of the way to the line.

    `swing` says where in a pair of grid steps the second one begins, in percent: 50 is straight, 66 triplet feel.
    With `lengths` the ends of notes are quantised too.
    """

    grid: int
    strength: int = 100
    swing: int = STRAIGHT
    lengths: bool = False

    def __post_init__(self) -> None:
        if self.grid < 1 or not 0 <= self.strength <= 100 or not STRAIGHT <= self.swing <= MOST_SWING:
            raise ValueError(f"grid {self.grid}, strength {self.strength} % or swing {self.swing} % is not possible")


def quantised(notes: Iterable[Note], how: Quantise, timeline: Timeline) -> list[Note]:
    """The notes of one voice nearer to the grid; none sounds into the next of its pitch."""
    lines = GridLines(how, timeline)
    return sorted(untangled(_quantised(note, how, lines) for note in notes))


class GridLines:
    """The lines of a grid with swing, bar after bar: at every bar line the grid starts anew."""

    def __init__(self, how: Quantise, timeline: Timeline) -> None:
        self._grid, self._timeline = how.grid, timeline
        self._late = round(how.grid * (2 * how.swing / 100 - 1))  # by which every second line of a bar comes later
        self._bars: dict[int, list[int]] = {}

    def nearest(self, tick: int) -> int:
        """The line nearest to a tick; of two as near the earlier."""
        return min(self._around(tick), key=lambda line: (abs(line - tick), line))

    def after(self, tick: int) -> int:
        """The first line behind a tick."""
        return next(line for line in self._around(tick) if line > tick)

    def _around(self, tick: int) -> list[int]:
        """The lines of the bar of a tick, the last one before it and the first two after it."""
        bar = self._timeline.bar_at(tick)
        before = self._of(bar - 1)[-1:] if bar else []
        return before + self._of(bar) + self._of(bar + 1)[:2]

    def _of(self, bar: int) -> list[int]:
        if bar not in self._bars:
            start, end = self._timeline.bar_start(bar), self._timeline.bar_start(bar + 1)
            lines = range(start, end, self._grid)
            late = [line + self._late * (number % 2) for number, line in enumerate(lines)]
            self._bars[bar] = [line for line in late if line < end] or [start]
        return self._bars[bar]


def _quantised(note: Note, how: Quantise, lines: GridLines) -> Note:
    """The note nearer to the grid; one that was recorded, from where it was played, which it keeps."""
    if not (note.late or note.longer):
        return _drawn(note, how, lines)
    played = as_played(note)
    result = _drawn(played if how.lengths else replace(played, duration=note.duration), how, lines)
    return replace(result, late=played.onset - result.onset, longer=played.duration - result.duration)


def _drawn(note: Note, how: Quantise, lines: GridLines) -> Note:
    begun = lines.nearest(note.onset)
    onset = _toward(note.onset, begun, how.strength)
    if not how.lengths:
        return replace(note, onset=onset)
    ended = lines.nearest(note.end)
    if ended <= begun:  # too short to reach the next line: one step long
        ended = lines.after(begun)
    return replace(note, onset=onset, duration=max(1, _toward(note.end, ended, how.strength) - onset))


def _toward(tick: int, line: int, strength: int) -> int:
    return tick + round((line - tick) * strength / 100)
