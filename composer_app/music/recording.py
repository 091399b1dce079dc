"""What was recorded becomes part of a clip: on the grid, its hands separated, over what is there or instead of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from composer_app.music.beat_finding import find_beats, on_beats
from composer_app.music.clip import Clip
from composer_app.music.hands import split_hands
from composer_app.music.key import find_key
from composer_app.music.meter import Timeline
from composer_app.music.note import TICKS_PER_QUARTER, Note, untangled
from composer_app.music.performance import PlayedNote, written

Hands = Literal["found", "split", "melody", "chords"]
EARLY = TICKS_PER_QUARTER // 2  # what is struck so many ticks before the first bar belongs to it
ENOUGH_FOR_KEY = 8  # notes


@dataclass(frozen=True, slots=True)
class TakeOptions:
    """How a take is written.

    `grid` is a step in ticks, 0 for none; `strength` how much notes are drawn to it, 0 to 1. Hands are separated
    as found, at the pitch `split`, or not: all is melody or all is chords. With `replace` the take takes the place
    of the notes of its voices that begin while it lasts.
    """

    grid: int = TICKS_PER_QUARTER // 4
    strength: float = 1.0
    hands: Hands = "found"
    split: int = 60
    replace: bool = False


def take_by_voice(played: Sequence[PlayedNote], options: TakeOptions, start: int = 0) -> dict[str, list[Note]]:
    """The notes of a take, in ticks, by voice; what ended before `start` was played while counting in."""
    heard = [note for note in played if note.onset >= start - EARLY]
    notes = written(heard, options.grid, options.strength, start)
    if options.hands in ("melody", "chords"):
        return {"chords": [], "melody": [], options.hands: notes}
    chords, melody = split_hands(notes, options.split if options.hands == "split" else None)
    return {"chords": chords, "melody": melody}


def with_take(clip: Clip, take: dict[str, list[Note]], options: TakeOptions, start: int, end: int) -> Clip:
    """The clip with a take that was recorded from tick `start` to `end`; an empty take changes nothing.

    A clip without notes becomes as long as its take, one with notes at least so long, up to a bar line.
    """
    if not any(take.values()):
        return clip
    parts: dict[str, tuple[Note, ...]] = {}
    for voice, notes in take.items():
        replaced = options.replace and bool(notes)
        kept = [note for note in clip.part(voice) if not (replaced and start <= note.onset < end)]
        parts[voice] = tuple(untangled([*kept, *notes]))
    result = replace(clip, parts={**clip.parts, **parts})
    bar_line = clip.timeline.bar_start(clip.timeline.bars_in(max(note.end for note in result.notes)))
    result = replace(result, length=max(bar_line, clip.length) if clip.notes else bar_line)
    found = clip.key is None and len(result.notes) >= ENOUGH_FOR_KEY
    return replace(result, key=find_key(result.notes)) if found else result


def clip_of_performance(played: Sequence[PlayedNote], options: TakeOptions) -> Clip:
    """A clip of what was played freely, its times in seconds: tempo, meter and bar lines are found.

    Where no beat is found, as in a few notes or one long chord, a quarter lasts half a second from the first note on.
    """
    beats = find_beats(played)
    if beats is None:
        first = min(note.onset for note in played)
        ticks = [
            PlayedNote((note.onset - first) * 960, note.duration * 960, note.pitch, note.velocity) for note in played
        ]
        timeline = Timeline.plain(120)
    else:
        ticks, timeline = on_beats(played, beats), Timeline.plain(round(beats.bpm, 1), beats.meter)
    take = take_by_voice(ticks, options)
    return with_take(Clip(timeline=timeline), take, options, 0, 0)
