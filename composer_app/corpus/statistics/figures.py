"""The statistics of a folder of music: pitches, intervals, durations, patterns, near-copies; counting.py counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from composer_app.corpus.statistics.ngrams import NgramTable

Part = Literal["all", "melody", "chords"]
PARTS: tuple[Part, Part, Part] = ("all", "melody", "chords")
WIDEST = 127  # semitones: intervals are counted from -127 to 127
TEMPO_STEP, LENGTH_STEP = 10, 30  # quarters a minute, seconds

Table = tuple[tuple[str, int], ...]
Steps = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class PartStatistics:
    """Counts over the notes of one part of all songs.

    `pitches` and `velocities` by MIDI number, `durations` by place in NOTE_VALUES, `intervals` from -127 to 127.
    Intervals and patterns follow one line: the melody, the bass of the chords, the highest of all notes.
    """

    part: Part
    notes: int
    pitches: tuple[int, ...]
    velocities: tuple[int, ...]
    durations: tuple[int, ...]
    intervals: tuple[int, ...]
    ngrams: tuple[NgramTable, ...]

    @property
    def pitch_classes(self) -> tuple[int, ...]:
        """Notes of each pitch class, from C."""
        return tuple(sum(self.pitches[number::12]) for number in range(12))


@dataclass(frozen=True, slots=True)
class SongPair:
    """Two near-copies by name, and the share of the shorter one that is in the other (0 to 1)."""

    first: str
    second: str
    share: float


@dataclass(frozen=True, slots=True)
class Statistics:
    """The songs of a folder, as far as it was read.

    `files` were read, `kept` of them have two voices, `songs` were counted: all that can be read, each once.
    Keys, meters and reasons begin with the commonest; tempos and lengths are (lower edge, songs) in steps of
    10 quarters a minute and 30 seconds. `seconds` is playing time. `groups` holds the names of near-copies.
    """

    files: int
    kept: int
    songs: int
    bars: int
    seconds: float
    keys: Table
    meters: Table
    dropped: Table
    tempos: Steps
    lengths: Steps
    parts: tuple[PartStatistics, ...]
    pairs: tuple[SongPair, ...]
    groups: tuple[tuple[str, ...], ...]

    def part(self, name: Part) -> PartStatistics:
        """The counts of one part."""
        return next(part for part in self.parts if part.part == name)


@dataclass(frozen=True, slots=True)
class SongFacts:
    """One file of the folder: what it holds, and why it was kept or dropped.

    `notes` are all its pitched notes, `melody` and `chords` those of the voices found; `bpm` is its first tempo.
    """

    name: str
    kept: bool
    reason: str
    key: str = ""
    meter: str = ""
    bpm: float = 0.0
    bars: int = 0
    seconds: float = 0.0
    notes: int = 0
    melody: int = 0
    chords: int = 0


@dataclass(frozen=True, slots=True)
class StatisticsProgress:
    """One more file is counted; about once a second, and with the last one, the statistics so far.

    `seconds_left` is estimated from the bytes read and those still to be read.
    """

    song: SongFacts
    done: int
    files: int
    seconds_left: float
    statistics: Statistics | None
