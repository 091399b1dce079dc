"""Edits of a clip: each takes a clip and returns a new one, otherwise unchanged."""

from __future__ import annotations

from dataclasses import replace

from composer_app.music.clip import Clip, Section
from composer_app.music.meter import MeterChange, Tempo, Timeline
from composer_app.music.note import Note
from composer_app.music.voices import VOICES


def moved(note: Note, ticks: int = 0, semitones: int = 0) -> Note:
    """The note later and higher (earlier and lower, where negative), held within tick 0 and MIDI's range."""
    return replace(note, onset=max(0, note.onset + ticks), pitch=_within(note.pitch + semitones))


def transpose(clip: Clip, semitones: int) -> Clip:
    """The clip higher by so many semitones, its key with it; ValueError where a note would leave MIDI's range."""
    if any(not 0 <= note.pitch + semitones <= 127 for note in clip.notes):
        raise ValueError(f"moving by {semitones} semitones leaves the range of pitches")
    parts = {voice: tuple(moved(note, semitones=semitones) for note in notes) for voice, notes in clip.parts.items()}
    return replace(clip, parts=parts, key=clip.key.transposed(semitones) if clip.key else None)


def cut_ticks(clip: Clip, start: int, end: int) -> Clip:
    """The part of a clip between two ticks, beginning at tick 0; notes across the edges are cut there."""

    def within(notes: tuple[Note, ...]) -> tuple[Note, ...]:
        kept = (note for note in notes if note.onset < end and note.end > start)
        return tuple(
            replace(note, onset=max(0, note.onset - start), duration=min(note.end, end) - max(note.onset, start))
            for note in kept
        )

    begun = {max(0, s.tick - start): s.label for s in clip.sections if s.tick < end}
    sections = tuple(Section(tick, begun[tick]) for tick in sorted(begun))
    parts = {voice: within(notes) for voice, notes in clip.parts.items()}
    return Clip(
        parts=parts, length=end - start, timeline=_timeline_from(clip, start, end), key=clip.key, sections=sections
    )


def cut_bars(clip: Clip, first: int, last: int) -> Clip:
    """The bars `first` to `last` of a clip, both included and counted from 0."""
    return cut_ticks(clip, clip.timeline.bar_start(first), clip.timeline.bar_start(last + 1))


def join(first: Clip, second: Clip) -> Clip:
    """Two clips one after the other, the second from the bar line at which the first has ended.

    The second keeps its meter and tempo; the key is the first's.
    """
    start = first.timeline.bar_start(first.bars)
    parts = {voice: (*first.part(voice), *(moved(note, start) for note in second.part(voice))) for voice in VOICES}
    return Clip(
        parts=parts,
        length=start + second.length,
        timeline=_joined(first.timeline, second.timeline, start),
        key=first.key or second.key,
        sections=first.sections + tuple(Section(start + s.tick, s.label) for s in second.sections),
    )


def _within(pitch: int) -> int:
    return min(127, max(0, pitch))


def _timeline_from(clip: Clip, start: int, end: int) -> Timeline:
    """The tempos and meters from a tick on, that tick being 0."""
    tempo = max((t for t in clip.timeline.tempos if t.tick <= start), key=lambda t: t.tick)
    tempos = [Tempo(0, tempo.bpm)] + [
        Tempo(t.tick - start, t.bpm) for t in clip.timeline.tempos if start < t.tick < end
    ]
    meters = [MeterChange(0, clip.timeline.meter_at(start))]
    meters += [MeterChange(m.tick - start, m.meter) for m in clip.timeline.meters if start < m.tick < end]
    return Timeline(tuple(tempos), tuple(meters))


def _joined(first: Timeline, second: Timeline, start: int) -> Timeline:
    """The first time line up to a tick, the second from there on; changes that change nothing are left out."""
    if start == 0:
        return second
    tempos = [tempo for tempo in first.tempos if tempo.tick < start]
    for tempo in second.tempos:
        if tempo.bpm != tempos[-1].bpm:
            tempos.append(Tempo(start + tempo.tick, tempo.bpm))
    meters = [change for change in first.meters if change.tick < start]
    for change in second.meters:
        if change.meter != meters[-1].meter:
            meters.append(MeterChange(start + change.tick, change.meter))
    return Timeline(tuple(tempos), tuple(meters))
