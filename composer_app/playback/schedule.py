"""A clip as timed MIDI messages: arithmetic only, no clock and no port."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, replace

from composer_app.music.clip import VOICES, Clip, Voice
from composer_app.music.meter import Timeline
from composer_app.music.note import TICKS_PER_QUARTER, Note, untangled

Message = tuple[int, int, int]
NOTE_OFF, NOTE_ON, CONTROL = 0x80, 0x90, 0xB0
CHANNELS: dict[Voice, int] = {"melody": 0, "chords": 1}
# A chord that still has an eighth to go is struck again when playing starts inside it; a melody note never is,
# because a tune that begins with the end of a long note sounds wrong.
RESTRIKE = TICKS_PER_QUARTER // 2


@dataclass(frozen=True, slots=True)
class Timed:
    """A MIDI message, its tick, and its time in seconds from tick 0 at the clip's own tempo."""

    seconds: float
    tick: int
    message: Message


class TempoMap:
    """Ticks to seconds and back over the tempo changes of a time line; tick 0 is second 0."""

    def __init__(self, timeline: Timeline) -> None:
        self._ticks = [tempo.tick for tempo in timeline.tempos]
        self._pace = [60.0 / (tempo.bpm * TICKS_PER_QUARTER) for tempo in timeline.tempos]
        self._seconds = [0.0]
        for index in range(1, len(self._ticks)):
            span = self._ticks[index] - self._ticks[index - 1]
            self._seconds.append(self._seconds[-1] + span * self._pace[index - 1])

    def seconds(self, tick: float) -> float:
        """The time of a tick in seconds."""
        index = max(0, bisect_right(self._ticks, tick) - 1)
        return self._seconds[index] + (tick - self._ticks[index]) * self._pace[index]

    def tick(self, seconds: float) -> float:
        """The tick, with its fraction, that is reached after so many seconds."""
        index = max(0, bisect_right(self._seconds, seconds) - 1)
        return self._ticks[index] + (seconds - self._seconds[index]) / self._pace[index]

    def ticks_per_second(self, tick: float) -> float:
        """How fast ticks pass at a tick."""
        return 1.0 / self._pace[max(0, bisect_right(self._ticks, tick) - 1)]


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
    sounds at `end` is released there. Releases stand before strikes of the same tick.
    """
    stop = clip.length if end is None else min(end, clip.length)
    tempo = TempoMap(clip.timeline)
    found: list[tuple[int, bool, Message]] = []
    for voice in VOICES:
        channel = CHANNELS[voice]
        for note in _audible(untangled(clip.voice(voice)), start, stop, voice):
            found.append((note.onset, True, note_on(channel, note.pitch, note.velocity)))
            found.append((note.end, False, note_off(channel, note.pitch)))
    return tuple(Timed(tempo.seconds(tick), tick, message) for tick, _, message in sorted(found))


def _audible(notes: Iterable[Note], start: int, stop: int, voice: Voice) -> Iterable[Note]:
    for note in notes:
        onset, end = max(note.onset, start), min(note.end, stop)
        if onset >= end:
            continue
        if note.onset < start and (voice == "melody" or end - onset < RESTRIKE):
            continue
        yield replace(note, onset=onset, duration=end - onset)
