"""Bar, beat and grid lines; which of them there is room for is arithmetic, kept apart from painting."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QPainter

from composer_app.music.meter import Timeline
from composer_app.ui.piano_roll import shades
from composer_app.ui.piano_roll.coords import Coords

BAR_ROOM, BEAT_ROOM, STEP_ROOM, BAR_LABEL_ROOM = 6, 9, 9, 44


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar in view, counted from 0; its first tick, its end and the ticks of a beat."""

    index: int
    start: int
    end: int
    beat: int


def bars_between(timeline: Timeline, first: float, last: float, room: float) -> Iterator[Bar]:
    """The bars from one tick to another, thinned out by powers of two to be `room` ticks apart."""
    bar = timeline.bar_at(max(0, int(first)))
    every = 1
    while every * timeline.meter_at(max(0, int(first))).bar < room:
        every *= 2
    bar -= bar % every
    while (start := timeline.bar_start(bar)) < last:
        yield Bar(bar, start, timeline.bar_start(bar + 1), timeline.meter_at(start).beat)
        bar += every


def paint_lines(painter: QPainter, size: QSize, coords: Coords, timeline: Timeline, grid: int) -> None:
    """Paint the lines from faint to strong: grid, beats, bars."""
    first, last = coords.tick(0), coords.tick(size.width())
    bars = list(bars_between(timeline, first, last, BAR_ROOM / coords.tick_width))
    for step, room, colour in ((grid, STEP_ROOM, shades.STEP), (0, BEAT_ROOM, shades.BEAT)):
        for bar in bars:
            ticks = step or (0 if colour is shades.STEP else bar.beat)
            if ticks and coords.width(ticks) >= room:
                for tick in range(bar.start + ticks, bar.end, ticks):
                    _line(painter, size, coords, tick, colour)
    labelled = {bar.start for bar in bars_between(timeline, first, last, BAR_LABEL_ROOM / coords.tick_width)}
    for bar in bars:
        _line(painter, size, coords, bar.start, shades.BAR if bar.start in labelled else shades.BEAT)


def _line(painter: QPainter, size: QSize, coords: Coords, tick: int, colour: QColor) -> None:
    painter.fillRect(round(coords.x(tick)), 0, 1, size.height(), colour)
