"""Notes quantised for notation: each beat in sixteenths or triplets, whichever is nearer to what was played."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from composer_app.music.clip import Clip
from composer_app.music.meter import Meter
from composer_app.music.note import TICKS_PER_QUARTER, Note

DIVISIONS = 24  # a quarter: thirty-seconds are 3, sixteenths of a triplet 4
TICKS = TICKS_PER_QUARTER // DIVISIONS
EIGHTH = DIVISIONS // 2
# Steps that a beat may be quantised to, the simpler first, and how much nearer (in ticks a note) than sixteenths
# a step must come to be chosen.
PLAIN, TRIPLETS = {6: 0, 3: 16}, {6: 0, 8: 8, 3: 16, 4: 24}
END_WEIGHT = 0.25  # of the end of a note in the choice of the step; its onset has weight 1
# A note released shortly before the next one, or before a beat, is written up to there: the gap is shorter than a
# sixteenth, and than this share of the note.
GAP, SHARE = TICKS_PER_QUARTER // 4, 3


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar from `start` of `length`, both in divisions, in its meter."""

    start: int
    length: int
    meter: Meter

    @property
    def end(self) -> int:
        """Where the next bar begins."""
        return self.start + self.length

    @property
    def beat(self) -> int:
        """The divisions of one group of beamed notes."""
        written = 4 * DIVISIONS // self.meter.denominator
        return 3 * written if self.meter.is_compound else min(DIVISIONS, written)


@dataclass(frozen=True, slots=True, order=True)
class Placed:
    """A quantised note from `start` to `end`, in divisions."""

    start: int
    end: int
    pitch: int
    velocity: int


def bars_of(clip: Clip) -> list[Bar]:
    """The bars of a clip, one at least; an upbeat takes the meter that it leads into."""
    timeline = clip.timeline
    starts = [timeline.bar_start(bar) for bar in range(max(1, clip.bars) + 1)]
    return [
        Bar(
            round(start / TICKS),
            round(end / TICKS) - round(start / TICKS),
            timeline.meter_at(max(start, timeline.upbeat)),
        )
        for start, end in zip(starts, starts[1:], strict=False)
    ]


def place(notes: Sequence[Note], bars: Sequence[Bar]) -> list[Placed]:
    """The notes quantised, none beyond the last bar, none overlapping the next of its pitch."""
    beats = [
        (bar.start + at, min(bar.beat, bar.length - at), bar) for bar in bars for at in range(0, bar.length, bar.beat)
    ]
    starts = [start for start, *_ in beats]
    near: list[list[tuple[float, float]]] = [[] for _ in beats]
    onsets = sorted({note.onset for note in notes} | {start * TICKS for start in (*starts, bars[-1].end)})
    held = [(note, _held(note, onsets)) for note in notes]
    for note, end in held:
        for tick, weight in ((note.onset, 1.0), (end, END_WEIGHT)):
            index = _beat_of(starts, tick)
            near[index].append((tick / TICKS - starts[index], weight))
    steps = [_step(points, PLAIN if bar.beat != DIVISIONS else TRIPLETS)
             for points, (_, _, bar) in zip(near, beats, strict=True)]  # fmt: skip

    def snapped(tick: int) -> int:
        index = _beat_of(starts, tick)
        start, length, _ = beats[index]
        return start + min(length, round((tick / TICKS - start) / steps[index]) * steps[index])

    placed = []
    for note, until in held:
        start, end = snapped(note.onset), snapped(until)
        step = steps[_beat_of(starts, start * TICKS)]
        start = min(start, bars[-1].end - step)
        placed.append(Placed(start, min(bars[-1].end, max(end, start + step)), note.pitch, note.velocity))
    return sorted(_untangled(placed))


def _held(note: Note, onsets: Sequence[int]) -> int:
    """The tick up to which a note is written, given the onsets of notes and beats."""
    index = bisect_left(onsets, note.end)
    gap = onsets[index] - note.end if index < len(onsets) else GAP
    return note.end + gap if gap < GAP and note.duration >= SHARE * gap else note.end


def _beat_of(starts: Sequence[int], tick: int) -> int:
    return max(0, bisect_right(starts, tick / TICKS) - 1)


def _step(points: Sequence[tuple[float, float]], steps: dict[int, int]) -> int:
    """The simplest step that all points lie on, or else the nearest; points are (divisions, weight)."""
    for step in steps:
        if all(at % step == 0 for at, _ in points):
            return step

    def cost(step: int) -> float:
        return sum(weight * (abs(at - round(at / step) * step) * TICKS + steps[step]) for at, weight in points)

    return min(steps, key=cost)


def _untangled(notes: Iterable[Placed]) -> Iterable[Placed]:
    last: dict[int, Placed] = {}
    for note in sorted(notes):
        before = last.get(note.pitch)
        if before is not None and before.start == note.start:
            last[note.pitch] = max(before, note)
            continue
        if before is not None:
            yield replace(before, end=min(before.end, note.start))
        last[note.pitch] = note
    yield from last.values()
