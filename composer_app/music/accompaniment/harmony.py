"""The harmony of a clip: which tones sound when, read from chords that were written or played."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace

from composer_app.music.note import TICKS_PER_QUARTER, Note

SLACK = TICKS_PER_QUARTER // 8  # ticks within which the notes of a played chord begin
LOWEST = 28  # E1: lower, a piano growls


@dataclass(frozen=True, slots=True)
class Harmony:
    """From `start` to `end` (ticks) these tones sound, the lowest first; `struck` are the notes that begin it."""

    start: int
    end: int
    tones: tuple[int, ...]
    struck: tuple[Note, ...]

    @property
    def velocity(self) -> int:
        """The mean velocity of its notes."""
        return sum(note.velocity for note in self.struck) // len(self.struck)


def harmonies(chords: Sequence[Note]) -> list[Harmony]:
    """The chords one after another: tones held over belong to the next chord, repetitions are one."""
    groups = _struck_together(chords)
    starts = [group[0].onset for group in groups]
    found: list[Harmony] = []
    sounding: list[Note] = []
    for number, group in enumerate(groups):
        start = starts[number]
        sounding = [note for note in sounding if note.end > start + SLACK] + group
        end = max(note.end for note in sounding)
        end = min([end, *starts[number + 1 : number + 2]])
        tones = tuple(sorted({note.pitch for note in sounding}))
        before = found[-1] if found else None
        if before is not None and before.tones == tones and start - before.end <= SLACK:
            found[-1] = replace(before, end=end, struck=before.struck + tuple(group))
        else:
            found.append(Harmony(start, end, tones, tuple(group)))
    return found


def under(ceiling: int, tones: tuple[int, ...]) -> tuple[int, ...]:
    """The tones, with those at or above the ceiling (a pitch) some octaves lower, and the bass below them all.

    Where that would lead too low they stay as they are written.
    """
    if tones[-1] < ceiling:
        return tones
    uppers = {pitch + 12 * min(0, (ceiling - 1 - pitch) // 12) for pitch in tones[1:]}
    bass = tones[0]
    while bass >= min((ceiling, *uppers)):
        bass -= 12
    return tuple(sorted({bass, *uppers})) if bass >= LOWEST else tones


def ceilings(melody: Sequence[Note], found: Sequence[Harmony]) -> list[int]:
    """The lowest pitch of the melody during each harmony; 128 where it is silent."""
    reach = max((note.duration for note in melody), default=0)
    lowest: list[int] = []
    for harmony in found:
        first = bisect_left(melody, harmony.start - reach, key=_onset)
        last = bisect_left(melody, harmony.end, key=_onset)
        lowest.append(min((note.pitch for note in melody[first:last] if note.end > harmony.start), default=128))
    return lowest


def _struck_together(chords: Sequence[Note]) -> list[list[Note]]:
    """The notes in groups that begin at nearly the same time."""
    groups: list[list[Note]] = []
    for note in chords:
        if groups and note.onset - groups[-1][0].onset <= SLACK:
            groups[-1].append(note)
        else:
            groups.append([note])
    return groups


def _onset(note: Note) -> int:
    return note.onset
