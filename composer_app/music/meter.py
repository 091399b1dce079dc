"""Meters, tempos and the time line of a clip, in ticks."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from composer_app.music.note import TICKS_PER_QUARTER


@dataclass(frozen=True, slots=True)
class Meter:
    """A time signature such as 3/4."""

    numerator: int = 4
    denominator: int = 4

    def __post_init__(self) -> None:
        if not 1 <= self.numerator <= 64 or self.denominator not in (1, 2, 4, 8, 16, 32):
            raise ValueError(f"{self.numerator}/{self.denominator} is not a meter")

    @classmethod
    def parse(cls, name: str) -> Meter:
        """Read "3/4"; ValueError for anything else."""
        over, _, under = name.partition("/")
        if not over.isdecimal() or not under.isdecimal():
            raise ValueError(f'"{name}" is not a meter; write it as 3/4')
        return cls(int(over), int(under))

    @property
    def bar(self) -> int:
        """Ticks in a bar."""
        return self.numerator * self.beat

    @property
    def beat(self) -> int:
        """Ticks in one beat of the denominator."""
        return 4 * TICKS_PER_QUARTER // self.denominator

    @property
    def is_compound(self) -> bool:
        """Whether its beats are dotted and divided in three, as in 6/8."""
        return self.denominator >= 8 and self.numerator > 3 and self.numerator % 3 == 0

    @property
    def longest_pickup(self) -> int:
        """How many beats may lead into bar 1: fewer than a bar, 4 at most; of dotted beats one."""
        return 3 if self.is_compound else min(4, self.numerator - 1)

    def __str__(self) -> str:
        return f"{self.numerator}/{self.denominator}"


@dataclass(frozen=True, slots=True, order=True)
class Tempo:
    """From `tick` on, `bpm` quarter notes a minute."""

    tick: int
    bpm: float


@dataclass(frozen=True, slots=True)
class MeterChange:
    """From `tick` on, bars are counted in `meter`."""

    tick: int
    meter: Meter


@dataclass(frozen=True, slots=True)
class Timeline:
    """The tempos and meters of a clip in order; the first of each is at tick 0."""

    tempos: tuple[Tempo, ...] = (Tempo(0, 120.0),)
    meters: tuple[MeterChange, ...] = (MeterChange(0, Meter()),)

    def __post_init__(self) -> None:
        for changes in (self.tempos, self.meters):
            ticks = [change.tick for change in changes]
            if not ticks or ticks[0] != 0 or any(a >= b for a, b in zip(ticks, ticks[1:], strict=False)):
                raise ValueError("tempos and meters must start at tick 0 and rise")

    @classmethod
    def plain(cls, bpm: float = 120.0, meter: Meter | None = None, pickup: int = 0) -> Timeline:
        """One tempo and one meter throughout, after a short bar of `pickup` beats if there are any."""
        meter = meter or Meter()
        if not pickup:
            return cls((Tempo(0, bpm),), (MeterChange(0, meter),))
        short = Meter(pickup, meter.denominator)
        return cls((Tempo(0, bpm),), (MeterChange(0, short), MeterChange(short.bar, meter)))

    @property
    def bpm(self) -> float:
        """The tempo at the start."""
        return self.tempos[0].bpm

    @property
    def meter(self) -> Meter:
        """The meter at the start."""
        return self.meters[0].meter

    @property
    def upbeat(self) -> int:
        """Ticks of a first bar that is cut short before a longer meter; 0 where there is none."""
        if len(self.meters) < 2:
            return 0
        first, after = self.meters[:2]
        return after.tick if after.tick < after.meter.bar and after.tick <= first.meter.bar else 0

    def meter_at(self, tick: int) -> Meter:
        """The meter in force at a tick."""
        return self.meters[self._meter_index(tick)].meter

    def bar_at(self, tick: int) -> int:
        """The bar, counted from 0, that a tick lies in."""
        index = self._meter_index(tick)
        change = self.meters[index]
        return self._bars_before(index) + max(0, tick - change.tick) // change.meter.bar

    def bar_start(self, bar: int) -> int:
        """The tick at which a bar, counted from 0, begins."""
        for index in range(len(self.meters) - 1, -1, -1):
            before = self._bars_before(index)
            if bar >= before:
                return self.meters[index].tick + (bar - before) * self.meters[index].meter.bar
        return 0

    def bars_in(self, length: int) -> int:
        """How many bars, the last one perhaps begun only, `length` ticks hold."""
        return 0 if length <= 0 else self.bar_at(length - 1) + 1

    def position(self, tick: int) -> tuple[int, int, int]:
        """Bar, beat and tick within the beat, the first two counted from 1 as rulers do."""
        bar = self.bar_at(tick)
        beat, rest = divmod(tick - self.bar_start(bar), self.meter_at(tick).beat)
        return bar + 1, beat + 1, rest

    def _meter_index(self, tick: int) -> int:
        return max(0, bisect_right([change.tick for change in self.meters], tick) - 1)

    def _bars_before(self, index: int) -> int:
        bars = 0
        for change, after in zip(self.meters[:index], self.meters[1 : index + 1], strict=True):
            bars += -(-(after.tick - change.tick) // change.meter.bar)
        return bars
