"""What belongs to a clip as a whole: its length, meter and key, and the sections of its form."""

from __future__ import annotations

from dataclasses import replace

from composer_app.music.clip import Clip, Section
from composer_app.music.edit import cut_ticks, transpose
from composer_app.music.key import Key
from composer_app.music.meter import Meter, MeterChange


def with_bars(clip: Clip, bars: int) -> Clip:
    """The clip with so many bars: what lies behind them is cut off, or empty bars follow."""
    end = clip.timeline.bar_start(bars)
    return cut_ticks(clip, 0, end) if end < clip.length else replace(clip, length=end)


def with_meter(clip: Clip, meter: Meter) -> Clip:
    """The clip in one meter throughout, its notes where they are; an upbeat before bar 1 stays as long as it is.

    Sections begin on the nearest new bar line.
    """
    timeline, upbeat = clip.timeline, clip.timeline.upbeat
    changes: tuple[MeterChange, ...] = (MeterChange(0, meter),)
    if 0 < upbeat < meter.bar:
        changes = (MeterChange(0, timeline.meter), MeterChange(upbeat, meter))
    timeline = replace(timeline, meters=changes)
    moved: dict[int, str] = {}
    for section in clip.sections:
        bar = timeline.bar_at(section.tick + meter.bar // 2)
        moved.setdefault(timeline.bar_start(bar), section.label)
    sections = tuple(Section(tick, label) for tick, label in sorted(moved.items()))
    end = timeline.bar_start(timeline.bars_in(clip.length))
    return replace(clip, timeline=timeline, sections=sections, length=max(clip.length, end))


def with_key(clip: Clip, key: Key | None, move: bool) -> Clip:
    """The clip in another key; `move` takes its notes along, the shorter way up or down, where the mode stays.

    ValueError where a note would leave MIDI's range.
    """
    if move and key is not None and clip.key is not None and key.minor == clip.key.minor:
        up = (key.tonic - clip.key.tonic) % 12
        try:
            clip = transpose(clip, up - 12 if up > 6 else up)
        except ValueError:
            clip = transpose(clip, up if up > 6 else up - 12)
    return replace(clip, key=key)


def section_at(clip: Clip, tick: int) -> Section | None:
    """The section that a tick lies in."""
    return next((section for section in reversed(clip.sections) if section.tick <= tick), None)


def with_section(clip: Clip, tick: int, label: str) -> Clip:
    """The clip with a section that begins in the bar of a tick; one that begins there takes the new name."""
    start = clip.timeline.bar_start(clip.timeline.bar_at(tick))
    others = [section for section in clip.sections if section.tick != start]
    return replace(clip, sections=tuple(sorted([*others, Section(start, label)], key=lambda each: each.tick)))


def without_section(clip: Clip, section: Section) -> Clip:
    """The clip without a section: its bars belong to the one before."""
    return replace(clip, sections=tuple(each for each in clip.sections if each != section))
