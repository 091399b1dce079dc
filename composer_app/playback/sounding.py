"""Where MIDI messages go, and what must be released there."""

from __future__ import annotations

from typing import Protocol

from composer_app.music.voices import VOICES
from composer_app.playback.schedule import NOTE_OFF, NOTE_ON, Message, control, note_off

SUSTAIN, ALL_SOUND_OFF, ALL_NOTES_OFF = 64, 120, 123
ALL_CHANNELS = range(16)


class Sink(Protocol):
    """Anything that takes MIDI messages: a port, the built-in piano, a list in a test."""

    def send(self, message: Message) -> None:
        """Take one message of three bytes, now."""
        ...  # pragma: no cover


class Sounding:
    """A sink that passes messages on to another and remembers which notes sound there."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._notes: set[tuple[int, int]] = set()
        self._channels: set[int] = set()

    @property
    def notes(self) -> frozenset[tuple[int, int]]:
        """The notes that sound, as (channel, pitch)."""
        return frozenset(self._notes)

    def send(self, message: Message) -> None:
        """Pass a message on; a note that sounds is released before it is struck again."""
        kind, channel = message[0] & 0xF0, message[0] & 0x0F
        note = (channel, message[1])
        self._channels.add(channel)
        if kind == NOTE_ON and message[2] > 0:
            if note in self._notes:
                self._sink.send(note_off(*note))
            self._notes.add(note)
        elif kind in (NOTE_OFF, NOTE_ON):
            if note not in self._notes:
                return
            self._notes.discard(note)
        self._sink.send(message)

    def release(self) -> None:
        """Release what sounds, then send CC 64 = 0, CC 123 and CC 120 on every channel used since the last time."""
        notes, channels = sorted(self._notes), sorted(self._channels)
        self._notes.clear()
        self._channels.clear()
        for note in notes:
            self._sink.send(note_off(*note))
        for channel in channels:
            self._hush(channel)

    def panic(self) -> None:
        """Silence whatever hangs at the other end, also what it does not know of, on all sixteen channels."""
        self.release()
        # For synthesizers that do not know the channel mode messages.
        for channel in sorted(voice.channel for voice in VOICES.values()):
            for pitch in range(128):
                self._sink.send(note_off(channel, pitch))
        for channel in ALL_CHANNELS:
            self._hush(channel)

    def redirect(self, sink: Sink) -> None:
        """Release what sounds, then pass messages on to another sink."""
        self.release()
        self._sink = sink

    def _hush(self, channel: int) -> None:
        for number in (SUSTAIN, ALL_NOTES_OFF, ALL_SOUND_OFF):
            self._sink.send(control(channel, number))
