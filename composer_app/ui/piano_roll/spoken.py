"""Notes and places in words, for tooltips and screen readers."""

from __future__ import annotations

from composer_app.music.clip import Clip, Voice
from composer_app.music.edit import Picked, span
from composer_app.music.meter import Timeline
from composer_app.music.note import TICKS_PER_QUARTER, Note, pitch_name

_NAMES = {4.0: "whole", 2.0: "half", 1.0: "quarter", 0.5: "eighth", 0.25: "sixteenth", 0.125: "thirty-second"}


def duration_name(ticks: int) -> str:
    """A duration as musicians say it: "dotted quarter", "eighth triplet", else a number of quarters."""
    quarters = ticks / TICKS_PER_QUARTER
    for length, name in _NAMES.items():
        for factor, words in ((1, name), (1.5, f"dotted {name}"), (2 / 3, f"{name} triplet")):
            if abs(quarters - length * factor) < 0.01:
                return words
    return f"{quarters:.2f} quarters".replace(".00", "")


def position_name(tick: int, timeline: Timeline) -> str:
    """A place as rulers write it, bar.beat.tick from 1.1.1."""
    bar, beat, rest = timeline.position(tick)
    return f"{bar}.{beat}.{rest + 1}"


def note_name(voice: Voice, note: Note, timeline: Timeline, middle_c: int = 4) -> str:
    """A note in words, such as "Melody C5, bar 2 beat 3, quarter"."""
    bar, beat, rest = timeline.position(note.onset)
    late = f" tick {rest + 1}" if rest else ""
    pitch = pitch_name(note.pitch, middle_c)
    return f"{voice.capitalize()} {pitch}, bar {bar} beat {beat}{late}, {duration_name(note.duration)}"


def picked_name(picked: Picked, clip: Clip, middle_c: int = 4) -> str:
    """The selection in words; what the clip holds when nothing is selected."""
    if not picked:
        return f"{clip.bars} bars, {len(clip.melody)} melody notes, {len(clip.chords)} chord notes; nothing selected"
    if len(picked) == 1:
        voice, note = next(iter(picked))
        return note_name(voice, note, clip.timeline, middle_c)
    first, last = span(picked)
    bars = clip.timeline.bar_at(first) + 1, clip.timeline.bar_at(max(first, last - 1)) + 1
    where = f"bar {bars[0]}" if bars[0] == bars[1] else f"bars {bars[0]} to {bars[1]}"
    return f"{len(picked)} notes selected, {where}"
