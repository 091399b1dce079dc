"""The editing grid: its sizes and the snapping of ticks to it."""

from __future__ import annotations

from composer_app.music.meter import Timeline
from composer_app.music.note import TICKS_PER_QUARTER

WHOLE = 4 * TICKS_PER_QUARTER
OFF = 0


def _sizes() -> dict[str, int]:
    sizes = {"Off": OFF}
    for part in (1, 2, 4, 8, 16, 32):
        sizes[f"1/{part}"] = WHOLE // part
        if part > 1:
            sizes[f"1/{part} triplet"] = WHOLE * 2 // (3 * part)
            sizes[f"1/{part} dotted"] = WHOLE * 3 // (2 * part)
    return sizes


GRID_SIZES: dict[str, int] = _sizes()
"""Name of a grid in menus -> its step in ticks; 0 is off."""


def snapped_by(ticks: float, grid: int) -> int:
    """A distance rounded to whole grid steps: notes keep their offset from the grid."""
    return round(ticks) if grid == OFF else round(ticks / grid) * grid


def snapped_to(tick: float, grid: int, timeline: Timeline) -> int:
    """The nearest grid line, bar lines included; never before tick 0."""
    before = floored_to(tick, grid, timeline)
    after = ceiled_to(tick, grid, timeline)
    return before if tick - before < after - tick else after


def floored_to(tick: float, grid: int, timeline: Timeline) -> int:
    """The grid line at or before a tick; the grid starts anew at every bar."""
    whole = max(0, int(tick))
    if grid == OFF:
        return whole
    start = timeline.bar_start(timeline.bar_at(whole))
    return start + (whole - start) // grid * grid


def ceiled_to(tick: float, grid: int, timeline: Timeline) -> int:
    """The grid line at or after a tick."""
    before = floored_to(tick, grid, timeline)
    if grid == OFF or tick <= before:
        return before
    return min(before + grid, timeline.bar_start(timeline.bar_at(before) + 1))
