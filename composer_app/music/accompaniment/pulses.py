"""The pulses of a time line: where accompaniment may be struck, and the metrical weight of each."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from composer_app.music.meter import Meter, Timeline
from composer_app.music.note import TICKS_PER_QUARTER

OFF, BEAT, STRONG, BAR = range(4)
EIGHTH = TICKS_PER_QUARTER // 2


@dataclass(frozen=True, slots=True)
class Pulse:
    """From `tick` to `end`, in a bar counted from 0; `rank` is its metrical weight: OFF, BEAT, STRONG or BAR."""

    tick: int
    end: int
    rank: int
    bar: int


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar in ticks, its last one perhaps cut short by a change of meter, and its meter."""

    start: int
    end: int
    meter: Meter


def bars_of(timeline: Timeline, length: int) -> list[Bar]:
    """The bars that begin within `length` ticks."""
    ends = [*(change.tick for change in timeline.meters[1:]), None]
    found: list[Bar] = []
    for change, stop in zip(timeline.meters, ends, strict=True):
        size = change.meter.bar
        until = length if stop is None else min(stop, length)
        for start in range(change.tick, until, size):
            found.append(Bar(start, start + size if stop is None else min(start + size, stop), change.meter))
    return found


def pulses_of(bars: Sequence[Bar]) -> list[Pulse]:
    """The pulses of all bars: eighths, or what the meter counts where that is shorter."""
    return [
        Pulse(bar.start + at, min(bar.start + at + size, bar.end), rank, number)
        for number, bar in enumerate(bars)
        for at, size, rank in _pattern(bar.meter)
        if bar.start + at < bar.end
    ]


def pulses_within(pulses: Sequence[Pulse], start: int, end: int) -> list[Pulse]:
    """The pulses from `start` to `end`, the first of them exactly there.

    A start shortly before a pulse stands for that pulse: the chord came early. What lasts for less than half a
    pulse at the end belongs to the one before.
    """
    first = bisect_left(pulses, start, key=_tick)
    found = list(pulses[first : bisect_left(pulses, end, key=_tick)])
    if len(found) > 1 and end - found[-1].tick < (pulses[first].end - pulses[first].tick) // 2:
        found.pop()
    if found and found[0].tick - start <= (found[0].end - found[0].tick) // 2:
        found[0] = replace(found[0], tick=start)
    else:
        around = pulses[max(0, bisect_right(pulses, start, key=_tick) - 1)]
        late = start - around.tick <= (around.end - around.tick) // 4
        found.insert(0, replace(around, tick=start, rank=around.rank if late else OFF))
    ends = [*(pulse.tick for pulse in found[1:]), end]
    return [Pulse(pulse.tick, stop, pulse.rank, pulse.bar) for pulse, stop in zip(found, ends, strict=True)]


@cache
def beat_of(meter: Meter) -> int:
    """Ticks of a beat as it is felt: a quarter, in 6/8 a dotted one."""
    if meter.denominator <= 4:
        return TICKS_PER_QUARTER
    return (3 if meter.is_compound else 2) * meter.beat


@cache
def _pattern(meter: Meter) -> tuple[tuple[int, int, int], ...]:
    """Offset and length in ticks, and rank, of each pulse of a bar."""
    quarters = meter.denominator <= 4
    unit = TICKS_PER_QUARTER if quarters else meter.beat
    units = meter.bar // unit
    strong = _group_starts(units)
    found: list[tuple[int, int, int]] = []
    for number in range(units):
        rank = BAR if number == 0 else STRONG if number in strong else BEAT if quarters else OFF
        if quarters:
            found += [(number * unit, EIGHTH, rank), (number * unit + EIGHTH, EIGHTH, OFF)]
        else:
            found.append((number * unit, unit, rank))
    return tuple(found)


def _group_starts(units: int) -> frozenset[int]:
    """Where the groups of two or three begin into which a bar of so many units is divided: 3+3, 2+2, 3+2, 2+2+3."""
    if units % 3 == 0:
        sizes = [3] * (units // 3)
    elif units % 2 == 0 or units == 1:
        sizes = [2] * (units // 2) or [1]
    else:
        sizes = [3, 2] if units == 5 else [2] * ((units - 3) // 2) + [3]
    return frozenset(sum(sizes[:number]) for number in range(len(sizes)))


def _tick(pulse: Pulse) -> int:
    return pulse.tick
