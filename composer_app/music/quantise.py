"""Quantising: notes drawn to the lines of a grid, wholly or in part, straight or with swing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from composer_app.music.grid import ceiled_to, floored_to
from composer_app.music.meter import Timeline
from composer_app.music.microtiming import as_played
from composer_app.music.note import Note, untangled

STRAIGHT, TRIPLET_FEEL, MOST_SWING = 50, 66, 75


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
    return sorted(untangled(_quantised(note, how, timeline) for note in notes))


def nearest_line(tick: int, how: Quantise, timeline: Timeline) -> int:
    """The line of the swung grid nearest to a tick; of two as near the earlier. The grid starts anew at every bar."""
    before = floored_to(tick, how.grid, timeline)
    lines = {_swung(line, how, timeline) for line in (max(0, before - how.grid), before)}
    after = ceiled_to(before + 1, how.grid, timeline)
    lines |= {_swung(after, how, timeline), _swung(ceiled_to(after + 1, how.grid, timeline), how, timeline)}
    return min(lines, key=lambda line: (abs(line - tick), line))


def _quantised(note: Note, how: Quantise, timeline: Timeline) -> Note:
    """The note nearer to the grid; one that was recorded, from where it was played, which it keeps."""
    if not (note.late or note.longer):
        return _drawn(note, how, timeline)
    played = as_played(note)
    result = _drawn(played if how.lengths else replace(played, duration=note.duration), how, timeline)
    return replace(result, late=played.onset - result.onset, longer=played.duration - result.duration)


def _drawn(note: Note, how: Quantise, timeline: Timeline) -> Note:
    onset = _toward(note.onset, nearest_line(note.onset, how, timeline), how.strength)
    if not how.lengths:
        return replace(note, onset=onset)
    line = nearest_line(note.end, how, timeline)
    if line <= nearest_line(note.onset, how, timeline):  # too short to reach the next line: one step long
        line = _next_line(nearest_line(note.onset, how, timeline), how, timeline)
    return replace(note, onset=onset, duration=max(1, _toward(note.end, line, how.strength) - onset))


def _next_line(line: int, how: Quantise, timeline: Timeline) -> int:
    after = line
    while (swung := _swung(after, how, timeline)) <= line:
        after = ceiled_to(after + 1, how.grid, timeline)
    return swung


def _swung(line: int, how: Quantise, timeline: Timeline) -> int:
    """Where a line of the straight grid lies with swing: every second one of a bar comes later."""
    bar = timeline.bar_start(timeline.bar_at(line))
    second = (line - bar) // how.grid % 2 == 1
    return line + round(how.grid * (2 * how.swing / 100 - 1)) if second else line


def _toward(tick: int, line: int, strength: int) -> int:
    return tick + round((line - tick) * strength / 100)
