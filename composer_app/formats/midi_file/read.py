"""A Standard MIDI File becomes a score (MIDI 1.0 specification, "Standard MIDI Files 1.0").

Read by hand rather than by a library: of those measured the quick one drops hanging notes and channel
numbers, and the exact one takes twenty times as long.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from operator import itemgetter
from pathlib import Path

from composer_app.errors import ComposerError
from composer_app.music.clip import Section
from composer_app.music.key import Key
from composer_app.music.meter import Meter, MeterChange, Tempo, Timeline
from composer_app.music.note import TICKS_PER_QUARTER, Note
from composer_app.music.score import Score, Track

MAX_BYTES = 8_000_000
MAX_NOTES = 200_000
DRUM_CHANNEL = 9
_HEADER_WITHIN = 256  # RIFF and MacBinary wrappers put some bytes before the header
_MICROSECONDS_A_MINUTE = 60_000_000
_SYSTEM_BYTES = {0xF1: 1, 0xF2: 2, 0xF3: 1}
_TRACK_NAME, _MARKER, _END, _TEMPO, _METER, _KEY = 0x03, 0x06, 0x2F, 0x51, 0x58, 0x59

Pairs = dict[int, list[tuple[int, int]]]  # channel * 128 + pitch -> (tick, velocity), 0 where it is released


@dataclass(slots=True)
class _Chunk:
    """The contents of a track chunk, in the file's own ticks."""

    strikes: Pairs = field(default_factory=lambda: defaultdict(list))
    programs: dict[int, int] = field(default_factory=dict)
    metas: list[tuple[int, int, bytes]] = field(default_factory=list)
    end: int = 0

    @property
    def name(self) -> str:
        """The track's name, or ""."""
        return next((_decoded(data) for _, kind, data in self.metas if kind == _TRACK_NAME), "")


def read_score(path: Path | str) -> Score:
    """The pitched notes, tempos, meters, key and markers of a MIDI file of type 0, 1 or 2.

    Ticks are rescaled to 480 a quarter; channel 10 is left out; a note never released ends with its track.
    ComposerError where the file cannot be read or holds no notes.
    """
    path = Path(path)
    return parse_score(file_contents(path), path.name)


def parse_score(data: bytes, name: str) -> Score:
    """The score in what `file_contents` gave of a file called `name`; ComposerError as `read_score`."""
    division, bodies = _chunks(data, name)
    try:
        chunks = [_parsed(body) for body in bodies]
    except (IndexError, ValueError):
        raise ComposerError(f"{name} is damaged and cannot be read: save it again where it was made.") from None
    if sum(len(strikes) for chunk in chunks for strikes in chunk.strikes.values()) > 2 * MAX_NOTES:
        raise ComposerError(f"{name} holds more than {MAX_NOTES:,} notes: take a shorter piece.")
    tracks = tuple(track for chunk in chunks for track in _tracks(chunk, division))
    if not tracks:
        drums = any(chunk.strikes for chunk in chunks)
        raise ComposerError(f"{name} holds {'only drums' if drums else 'no notes'}: choose a file with pitches.")
    metas = [(_rescaled(tick, division), kind, data) for chunk in chunks for tick, kind, data in chunk.metas]
    metas.sort(key=itemgetter(0))
    last = max(note.end for track in tracks for note in track.notes)
    length = max(last, _rescaled(max(chunk.end for chunk in chunks), division))
    return Score(tracks, _timeline(metas), _key(metas), _sections(metas), length)


def _chunks(data: bytes, name: str) -> tuple[float, list[bytes]]:
    """Ticks a quarter and the bodies of the track chunks."""
    if len(data) < 14:
        raise ComposerError(f"{name} breaks off in its header: save it again where it was made.")
    header_end = 8 + int.from_bytes(data[4:8], "big")
    promised = int.from_bytes(data[10:12], "big")
    bodies: list[bytes] = []
    position = header_end
    while len(bodies) < promised:
        size = int.from_bytes(data[position + 4 : position + 8], "big")
        if position + 8 > len(data) or position + 8 + size > len(data):
            raise ComposerError(f"{name} breaks off before its end: copy or save it again where it was made.")
        if data[position : position + 4] == b"MTrk":
            bodies.append(data[position + 8 : position + 8 + size])
        position += 8 + size
    division = int.from_bytes(data[12:14], "big", signed=True)
    if division == 0:
        raise ComposerError(f"{name} does not say how long its ticks are: save it again where it was made.")
    if division < 0:  # frames a second and ticks a frame; a quarter is taken to last half a second
        frames, ticks = -(division >> 8), division & 0xFF
        return max(1.0, (29.97 if frames == 29 else frames) * ticks / 2), bodies
    return float(division), bodies


def file_contents(path: Path) -> bytes:
    """A MIDI file's bytes from its header on; ComposerError where it has none, is too large or cannot be opened."""
    if path.is_dir():
        raise ComposerError(f"{path.name} is a folder, not a MIDI file: choose one of the files in it.")
    try:
        with path.open("rb") as file:
            start = file.read(_HEADER_WITHIN)
            if not start:
                raise ComposerError(f"{path.name} is empty: save it again where it was made.")
            at = start.find(b"MThd")
            if at < 0:
                raise ComposerError(f"{path.name} is not a MIDI file: choose a file that ends in .mid.")
            if os.fstat(file.fileno()).st_size > MAX_BYTES:
                raise ComposerError(f"{path.name} is too large for a song (over {MAX_BYTES // 10**6} MB): split it.")
            return start[at:] + file.read()
    except FileNotFoundError:
        raise ComposerError(f"{path.name} is not there: choose another file.") from None
    except OSError as error:
        raise ComposerError(f"{path.name} cannot be opened: {(error.strerror or 'unknown reason').lower()}.") from error


def _parsed(body: bytes) -> _Chunk:
    """The events of one track chunk; IndexError or ValueError where it is damaged."""
    chunk = _Chunk()
    strikes, programs, metas = chunk.strikes, chunk.programs, chunk.metas
    tick = running = position = 0
    end = len(body)
    while position < end:
        delta, position = _number(body, position) if body[position] & 0x80 else (body[position], position + 1)
        tick += delta
        status = body[position]
        if status & 0x80:
            position += 1
        else:
            status = running
        if status < 0xF0:
            running = status
            if status < 0x80:
                raise ValueError("data without a status")
            if status < 0xA0:
                velocity = body[position + 1] & 0x7F if status >= 0x90 else 0
                strikes[(status & 15) << 7 | body[position] & 0x7F].append((tick, velocity))
            elif 0xC0 <= status < 0xD0:
                programs.setdefault(status & 15, body[position] & 0x7F)
            position += 1 if 0xC0 <= status < 0xE0 else 2
        elif status in (0xFF, 0xF0, 0xF7):
            kind = body[position] if status == 0xFF else -1
            size, position = _number(body, position + (status == 0xFF))
            if position + size > end:
                raise ValueError("text beyond the end of the track")
            metas.append((tick, kind, body[position : position + size]))
            position += size
            if kind == _END:
                break
        else:
            position += _SYSTEM_BYTES.get(status, 0)
    if position > end:
        raise ValueError("a message beyond the end of the track")
    chunk.end = tick
    return chunk


def _number(body: bytes, position: int) -> tuple[int, int]:
    """A variable-length quantity and the position after it."""
    value = 0
    for offset in range(4):
        byte = body[position + offset]
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, position + offset + 1
    raise ValueError("a number of more than four bytes")


def _rescaled(tick: int, division: float) -> int:
    return tick if division == TICKS_PER_QUARTER else round(tick * TICKS_PER_QUARTER / division)


def _tracks(chunk: _Chunk, division: float) -> list[Track]:
    """The notes of a chunk, one track for each channel."""
    by_channel: dict[int, list[tuple[int, int, int, int]]] = defaultdict(list)
    for place, strikes in chunk.strikes.items():
        channel, pitch = divmod(place, 128)
        if channel != DRUM_CHANNEL:
            for onset, end, velocity in _paired(strikes, chunk.end):
                start = _rescaled(onset, division)
                duration = max(1, _rescaled(end, division) - start)
                by_channel[channel].append((start, duration, pitch, velocity))
    return [
        Track(chunk.name, channel, chunk.programs.get(channel, 0), tuple(Note(*note) for note in sorted(notes)))
        for channel, notes in sorted(by_channel.items())
        if notes
    ]


def _paired(strikes: list[tuple[int, int]], end: int) -> list[tuple[int, int, int]]:
    """Onset, end and velocity of the notes on one pitch: first struck, first released.

    Where a release is missing, a note ends at the next strike or release instead, or with the track.
    """
    notes, released = [], 0
    struck = [(tick, velocity) for tick, velocity in strikes if velocity]
    for tick, velocity in strikes:
        if not velocity and released < len(struck) and struck[released][0] <= tick:
            onset, loudness = struck[released]
            notes.append((onset, tick, loudness))
            released += 1
    if released == len(struck):
        return notes
    return [
        (tick, strikes[index + 1][0] if index + 1 < len(strikes) else max(end, tick + 1), velocity)
        for index, (tick, velocity) in enumerate(strikes)
        if velocity
    ]


def _timeline(metas: Iterable[tuple[int, int, bytes]]) -> Timeline:
    """Tempos and meters at rising ticks; impossible ones are skipped."""
    tempos, meters = {0: 120.0}, {0: Meter()}
    for tick, kind, data in metas:
        if kind == _TEMPO and any(data[:3]) and len(data) >= 3:
            tempos[tick] = _MICROSECONDS_A_MINUTE / int.from_bytes(data[:3], "big")
        elif kind == _METER and len(data) >= 2 and 1 <= data[0] <= 64 and data[1] <= 5:
            meters[tick] = Meter(data[0], 2 ** data[1])
    kept_tempos = [Tempo(0, tempos[0])]
    for tick in sorted(tempos)[1:]:
        if tempos[tick] != kept_tempos[-1].bpm:
            kept_tempos.append(Tempo(tick, tempos[tick]))
    kept_meters = [MeterChange(0, meters[0])]
    for tick in sorted(meters)[1:]:
        if meters[tick] != kept_meters[-1].meter:
            kept_meters.append(MeterChange(tick, meters[tick]))
    return Timeline(tuple(kept_tempos), tuple(kept_meters))


def _key(metas: Iterable[tuple[int, int, bytes]]) -> Key | None:
    """The first key signature."""
    for _, kind, data in metas:
        if kind == _KEY and len(data) >= 2 and data[1] <= 1:
            fifths = int.from_bytes(data[:1], "big", signed=True)
            if -7 <= fifths <= 7:
                return Key((fifths * 7 + 9 * data[1]) % 12, data[1] == 1)
    return None


def _sections(metas: Iterable[tuple[int, int, bytes]]) -> tuple[Section, ...]:
    labels = {tick: _decoded(data) for tick, kind, data in metas if kind == _MARKER and _decoded(data)}
    return tuple(Section(tick, label) for tick, label in sorted(labels.items()))


def _decoded(data: bytes) -> str:
    try:
        return data.decode().strip("\0 \n\r\t")
    except UnicodeDecodeError:
        return data.decode("latin-1").strip("\0 \n\r\t")
