"""Messages from a keyboard as notes: strikes with their releases, held for as long as the pedal holds them."""

from __future__ import annotations

from collections.abc import Iterable

from composer_app.music.performance import PlayedNote
from composer_app.playback.protocol import Received
from composer_app.playback.schedule import NOTE_ON, Message
from composer_app.playback.sounding import SUSTAIN

Loop = tuple[int, int]


def played_notes(timed: Iterable[tuple[float, Message]], until: float) -> list[PlayedNote]:
    """The notes of messages in order, each with its time; what still sounds ends at `until`, in the same unit."""
    notes: list[PlayedNote] = []
    held: dict[int, tuple[float, int]] = {}
    sustained: dict[int, tuple[float, int]] = {}
    pedal = False

    def end(pitch: int, struck: tuple[float, int], at: float) -> None:
        notes.append(PlayedNote(struck[0], max(0.0, at - struck[0]), pitch, struck[1]))

    for at, (status, pitch, value) in timed:
        if status & 0xF0 == NOTE_ON and value:
            for sounding in (held, sustained):
                if pitch in sounding:
                    end(pitch, sounding.pop(pitch), at)
            held[pitch] = (at, value)
        elif status & 0xF0 in (0x80, NOTE_ON):
            if pitch in held and pedal:
                sustained[pitch] = held.pop(pitch)
            elif pitch in held:
                end(pitch, held.pop(pitch), at)
        elif pitch == SUSTAIN:
            pedal = value >= 64
            while sustained and not pedal:
                end(*sustained.popitem(), at)
    for pitch, struck in (*held.items(), *sustained.items()):
        end(pitch, struck, max(until, struck[0]))
    return sorted(notes)


def recorded_notes(received: Iterable[Received], until: float, loop: Loop | None = None) -> list[PlayedNote]:
    """The notes of a recording in ticks of its clip, `until` being the tick at which it was stopped.

    Laps of a loop are laid over each other; what sounds beyond the loop's end is cut there. Times count on from
    lap to lap in `until`, too.
    """
    length = loop[1] - loop[0] if loop else 0
    placed = [(each.tick + each.lap * length, each.message) for each in received if each.tick is not None]
    notes = played_notes(placed, until)
    if loop is None:
        return notes
    return sorted(_in_lap(note, loop) for note in notes)


def _in_lap(note: PlayedNote, loop: Loop) -> PlayedNote:
    start, end = loop
    onset = note.onset if note.onset < start else start + (note.onset - start) % (end - start)
    return PlayedNote(onset, min(note.duration, end - onset), note.pitch, note.velocity)
