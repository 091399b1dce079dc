"""The selection: notes of all voices together, and the edits that take it; each returns a new clip."""

from __future__ import annotations

from dataclasses import dataclass, replace

from composer_app.music.clip import Clip
from composer_app.music.note import Note
from composer_app.music.scale import step_in_scale
from composer_app.music.voices import VOICES

Picked = frozenset[tuple[str, Note]]
NOTHING: Picked = frozenset()
SHORTEST = 30


@dataclass(frozen=True, slots=True)
class Edit:
    """A clip after an operation, and the notes that are selected after it."""

    clip: Clip
    picked: Picked = NOTHING


def every_note(clip: Clip) -> Picked:
    """All notes of all voices."""
    return frozenset((voice, note) for voice in VOICES for note in clip.part(voice))


def replaced(clip: Clip, old: Picked, new: Picked) -> Clip:
    """The clip without `old` and with `new`; where it grows, it grows to a bar line.

    A selection is a set, so equal notes of one voice (a doubled note on) become one note when they are edited.
    """
    kept = {voice: [note for note in clip.part(voice) if (voice, note) not in old] for voice in VOICES}
    for voice, note in new:
        kept[voice].append(note)
    grown = clip.with_parts(**kept)
    if grown.length == clip.length:
        return grown
    return replace(grown, length=grown.timeline.bar_start(grown.bars))


def shifted(picked: Picked, ticks: int = 0, semitones: int = 0) -> Picked:
    """The notes moved together, as far as none leaves MIDI's pitches or begins before tick 0."""
    if not picked:
        return picked
    pitches = [note.pitch for _, note in picked]
    ticks = max(ticks, -span(picked)[0])
    semitones = max(-min(pitches), min(127 - max(pitches), semitones))
    return frozenset(
        (voice, replace(note, onset=note.onset + ticks, pitch=note.pitch + semitones)) for voice, note in picked
    )


def stretched(picked: Picked, ticks: int, shortest: int = SHORTEST) -> Picked:
    """The notes with `ticks` added to each duration, none made shorter than `shortest` by it."""
    return frozenset(
        (voice, replace(note, duration=max(min(shortest, note.duration), note.duration + ticks)))
        for voice, note in picked
    )


def begun_later(picked: Picked, ticks: int, shortest: int = SHORTEST) -> Picked:
    """The notes beginning `ticks` later, earlier where negative, as far as none begins before tick 0.

    Their ends stay; none is made shorter than `shortest` by it.
    """
    ticks = max(ticks, -span(picked)[0])
    made = set()
    for voice, note in picked:
        later = min(ticks, note.duration - min(shortest, note.duration))
        made.add((voice, replace(note, onset=note.onset + later, duration=note.duration - later)))
    return frozenset(made)


def span(picked: Picked) -> tuple[int, int]:
    """The first onset and the last end of some notes; (0, 0) of none."""
    onsets = [note.onset for _, note in picked]
    return (min(onsets), max(note.end for _, note in picked)) if onsets else (0, 0)


def moved(clip: Clip, picked: Picked, ticks: int = 0, semitones: int = 0) -> Edit:
    """Move notes in time and pitch."""
    new = shifted(picked, ticks, semitones)
    return Edit(replaced(clip, picked, new), new)


def moved_in_scale(clip: Clip, picked: Picked, steps: int) -> Edit:
    """Move notes by steps of the clip's key, or by semitones where it has none."""
    if clip.key is None:
        return moved(clip, picked, semitones=steps)
    new = frozenset((voice, replace(note, pitch=step_in_scale(note.pitch, steps, clip.key))) for voice, note in picked)
    return Edit(replaced(clip, picked, new), new)


def lengthened(clip: Clip, picked: Picked, ticks: int, shortest: int = SHORTEST) -> Edit:
    """Add `ticks`, which may be negative, to the notes' durations."""
    new = stretched(picked, ticks, shortest)
    return Edit(replaced(clip, picked, new), new)


def velocity_changed(clip: Clip, picked: Picked, by: int) -> Edit:
    """Make notes louder or softer by a number of velocity steps."""
    new = frozenset((voice, replace(note, velocity=max(1, min(127, note.velocity + by)))) for voice, note in picked)
    return Edit(replaced(clip, picked, new), new)


def added(clip: Clip, notes: Picked) -> Edit:
    """Add notes, which become the selection."""
    return Edit(replaced(clip, NOTHING, notes), notes)


def deleted(clip: Clip, picked: Picked) -> Edit:
    """Remove notes; the clip keeps its length."""
    return Edit(replaced(clip, picked, NOTHING), NOTHING)


def pasted(clip: Clip, notes: Picked, tick: int) -> Edit:
    """Add copies of notes, the first of them beginning at `tick`."""
    return added(clip, shifted(notes, tick - span(notes)[0]))


def duplicated(clip: Clip, picked: Picked) -> Edit:
    """Add copies of notes right after them, a whole number of beats later."""
    start, end = span(picked)
    beat = clip.timeline.meter_at(start).beat
    return pasted(clip, picked, start - (start - end) // beat * beat)
