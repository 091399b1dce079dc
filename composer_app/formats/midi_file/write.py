"""A clip becomes a Standard MIDI File of type 1 (MIDI 1.0 specification, "Standard MIDI Files 1.0")."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from composer_app.errors import ComposerError
from composer_app.files.atomic_write import refusal, write_whole
from composer_app.music.accompaniment.play import accompanied
from composer_app.music.accompaniment.styles import Style
from composer_app.music.chord import chord_spans
from composer_app.music.clip import Clip
from composer_app.music.note import TICKS_PER_QUARTER, Note
from composer_app.music.voices import VOICES

_MICROSECONDS_A_MINUTE = 60_000_000
_TEXT, _TRACK_NAME, _MARKER, _END, _TEMPO, _METER, _KEY = 0x01, 0x03, 0x06, 0x2F, 0x51, 0x58, 0x59
# Within one tick: releases, then names and settings, then strikes.
_FIRST, _MIDDLE, _LAST = 0, 1, 2

Events = list[tuple[int, int, bytes]]  # (tick, order within the tick, message)


def write_clip(clip: Clip, path: Path | str, name: str, style: Style = "block") -> None:
    """Write a clip as a MIDI file, whole or not at all; ComposerError where the disk or its rights forbid it.

    Its chords are played in a style; usually they are as written.
    """
    path = Path(path)
    try:
        write_whole(path, midi_bytes(clip, name, style))
    except OSError as error:
        raise ComposerError(f"{path.name} was not saved: {refusal(error, path)}") from error


def midi_bytes(clip: Clip, name: str, style: Style = "block") -> bytes:
    """A clip as the bytes of a type 1 file of 480 ticks a quarter.

    Track 0 holds name, tempos, meters, key and section markers. Then each voice has a track with its title, channel
    and program, the chords played in a style, with chord names as text events. Every track ends on the bar line after
    the last note.
    """
    end = clip.timeline.bar_start(clip.bars)
    played = accompanied(clip, style)
    bodies = [_track_bytes(name, _conductor(clip), end)]
    for part in clip.staves:
        voice = VOICES[part]
        events = [(0, _FIRST, bytes((0xC0 | voice.channel, voice.program)))]
        events += _chord_names(clip) if part == "chords" else []
        bodies.append(_track_bytes(voice.title, [*events, *_note_events(played.part(part), voice.channel)], end))
    header = b"MThd" + (6).to_bytes(4, "big") + b"\0\1" + len(bodies).to_bytes(2, "big")
    return header + TICKS_PER_QUARTER.to_bytes(2, "big") + b"".join(bodies)


def _chord_names(clip: Clip) -> Events:
    return [
        (span.onset, _MIDDLE, _meta(_TEXT, span.chord.name_in(clip.key).encode()))
        for span in chord_spans(clip.chords, clip.length)
        if span.chord
    ]


def _conductor(clip: Clip) -> Events:
    """Tempos, meters, key and section markers."""
    events: Events = []
    for tempo in clip.timeline.tempos:
        microseconds = min(0xFFFFFF, max(1, round(_MICROSECONDS_A_MINUTE / tempo.bpm)))
        events.append((tempo.tick, _MIDDLE, _meta(_TEMPO, microseconds.to_bytes(3, "big"))))
    for change in clip.timeline.meters:
        power = change.meter.denominator.bit_length() - 1
        events.append((change.tick, _MIDDLE, _meta(_METER, bytes((change.meter.numerator, power, 24, 8)))))
    if clip.key is not None:
        fifths = (clip.key.relative_major * 7 + 5) % 12 - 5
        events.append((0, _MIDDLE, _meta(_KEY, bytes((fifths % 256, clip.key.minor)))))
    events += [(section.tick, _MIDDLE, _meta(_MARKER, section.label.encode())) for section in clip.sections]
    return events


def _note_events(notes: Iterable[Note], channel: int) -> Events:
    """Strikes and releases; a pitch still sounding is released before it is struck again."""
    last: dict[int, tuple[int, int]] = {}
    events: Events = []
    strike = 0x90 | channel
    releases = [bytes((0x80 | channel, pitch, 64)) for pitch in range(128)]
    for note in notes:
        onset, pitch = note.onset, note.pitch
        before = last.get(pitch)
        if before is None or before[0] < onset:
            if before is not None:
                events.append((min(before[1], onset), _FIRST, releases[pitch]))
            events.append((onset, _LAST, bytes((strike, pitch, note.velocity))))
        last[pitch] = onset, onset + note.duration
    events += [(end, _FIRST, releases[pitch]) for pitch, (_, end) in last.items()]
    return events


def _track_bytes(name: str, events: Events, end: int) -> bytes:
    """A track chunk: its name, the events in order, its end at a tick."""
    body = [b"\0", _meta(_TRACK_NAME, name.encode())]
    at = 0
    for tick, _, message in sorted(events):
        body.append(_quantity(tick - at))
        body.append(message)
        at = tick
    body += (_quantity(max(0, end - at)), _meta(_END, b""))
    data = b"".join(body)
    return b"MTrk" + len(data).to_bytes(4, "big") + data


def _meta(kind: int, data: bytes) -> bytes:
    return bytes((0xFF, kind)) + _quantity(len(data)) + data


@lru_cache(maxsize=4096)
def _quantity(value: int) -> bytes:
    """A number in MIDI's variable length."""
    if value < 0x80:
        return bytes((value,))
    groups = [value & 0x7F]
    while value := value >> 7:
        groups.append(value & 0x7F | 0x80)
    return bytes(reversed(groups))
