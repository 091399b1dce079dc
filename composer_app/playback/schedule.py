"""A clip as timed MIDI messages: arithmetic only, no clock and no port."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from composer_app.music.clip import Clip
from composer_app.music.note import TICKS_PER_QUARTER, Note, untangled
from composer_app.music.tempo_map import TempoMap
from composer_app.music.voices import VOICES, Voice

Message = tuple[int, int, int]
NOTE_OFF, NOTE_ON, CONTROL = 0x80, 0x90, 0xB0
VOLUME = 7  # the control of a channel's volume
# A note that still has an eighth to go is struck again when playing starts inside it, where its voice allows that.
RESTRIKE = TICKS_PER_QUARTER // 2


@dataclass(frozen=True, slots=True)
class Timed:
    """A MIDI message, its tick, and its time in seconds from tick 0 at the clip's own tempo."""

    seconds: float
    tick: int
    message: Message


def note_on(channel: int, pitch: int, velocity: int) -> Message:
    """The message that strikes a note; channel 0-15."""
    return (NOTE_ON | channel, pitch, velocity)


def note_off(channel: int, pitch: int) -> Message:
    """The message that releases a note; channel 0-15."""
    return (NOTE_OFF | channel, pitch, 0)


def control(channel: int, number: int, value: int = 0) -> Message:
    """A control change; channel 0-15."""
    return (CONTROL | channel, number, value)


def schedule(clip: Clip, start: int = 0, end: int | None = None) -> tuple[Timed, ...]:
    """The messages that play a clip from tick `start` up to tick `end` (its length), in order of time.

    Every strike has its release: a pitch is released before it is struck again in the same voice, and what
    sounds at `end` is released there. Releases come before strikes of the same tick.
    """
    stop = clip.length if end is None else min(end, clip.length)
    tempo = TempoMap(clip.timeline)
    found: list[tuple[int, bool, Message]] = []
    for name, voice in VOICES.items():
        for note in _audible(untangled(clip.part(name)), start, stop, voice):
            found.append((note.onset, True, note_on(voice.channel, note.pitch, note.velocity)))
            found.append((note.end, False, note_off(voice.channel, note.pitch)))
    return tuple(Timed(tempo.seconds(tick), tick, message) for tick, _, message in sorted(found))


def _audible(notes: Iterable[Note], start: int, stop: int, voice: Voice) -> Iterable[Note]:
    for note in notes:
        onset, end = max(note.onset, start), min(note.end, stop)
        if onset >= end:
            continue
        if note.onset < start and (not voice.restruck or end - onset < RESTRIKE):
            continue
        yield replace(note, onset=onset, duration=end - onset)
