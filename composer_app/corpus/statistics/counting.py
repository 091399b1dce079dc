"""The statistics of a folder, counted while it is read."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Generator, Sequence
from operator import attrgetter
from pathlib import Path

import numpy as np
import numpy.typing as npt

from composer_app.corpus.originality.near_copies import NearCopies
from composer_app.corpus.reading.folder import DUPLICATE, FileRead, music_files, read_songs
from composer_app.corpus.statistics.figures import (
    LENGTH_STEP,
    PARTS,
    TEMPO_STEP,
    WIDEST,
    Part,
    PartStatistics,
    SongFacts,
    SongPair,
    Statistics,
    StatisticsProgress,
    Table,
)
from composer_app.corpus.statistics.ngrams import NOTE_VALUES, NgramCounter, note_values
from composer_app.corpus.transcription.voices import one_voice
from composer_app.files.names import as_text
from composer_app.music.key import find_key
from composer_app.music.lines import bottom_line
from composer_app.music.note import Note
from composer_app.music.score import Score
from composer_app.music.tempo_map import TempoMap

NGRAMS = 60  # patterns reported of each kind and size
_EVERY = 1.0  # seconds between two reports
_REST = 20  # a report is followed by a pause of so many times what it took


def count_folder(folder: Path, every: float = _EVERY) -> Generator[StatisticsProgress, None, None]:
    """Count the notes, intervals, patterns ... of a folder's music files, file after file; stop by not iterating on.

    Memory grows by some 10 bytes a note. ComposerError where the folder is not there or holds no MIDI files.
    """
    folder = Path(folder)
    paths = music_files(folder)
    sizes = [_size(path) for path in paths]
    counting = _Counting()
    begun = reported = time.monotonic()
    read_bytes, pause = 0, every
    for done, (read, opened) in enumerate(read_songs(paths), 1):
        song = counting.add(read, opened.score if opened else None, as_text(read.path.relative_to(folder).as_posix()))
        read_bytes += sizes[done - 1]
        now = time.monotonic()
        left = (now - begun) * (sum(sizes) - read_bytes) / max(1, read_bytes)
        statistics = None
        if done in (1, len(paths)) or now - reported > pause:
            statistics = counting.statistics()
            reported = time.monotonic()
            pause = max(every, _REST * (reported - now))
        yield StatisticsProgress(song, done, len(paths), left, statistics)


class _Counting:
    """The counts of all songs so far."""

    def __init__(self) -> None:
        self._parts = {name: _PartCounting(name) for name in PARTS}
        self._keys: Counter[str] = Counter()
        self._meters: Counter[str] = Counter()
        self._dropped: Counter[str] = Counter()
        self._tempos: Counter[int] = Counter()
        self._lengths: Counter[int] = Counter()
        self._near_copies = NearCopies()
        self._names: list[str] = []
        self._files = self._kept = self._bars = 0
        self._seconds = 0.0

    def add(self, read: FileRead, score: Score | None, name: str) -> SongFacts:
        """Count one file, unless it cannot be read or is a duplicate."""
        self._files += 1
        self._kept += read.kept
        if not read.kept:
            self._dropped[_reason_class(read.reason)] += 1
        if score is None:
            return SongFacts(name, False, read.reason)
        song, everything = _facts(name, read, score), score.notes
        if DUPLICATE in read.reason:
            return song
        self._names.append(name)
        self._keys[song.key] += 1
        self._meters[song.meter] += 1
        self._tempos[int(song.bpm // TEMPO_STEP) * TEMPO_STEP] += 1
        self._lengths[int(song.seconds // LENGTH_STEP) * LENGTH_STEP] += 1
        self._bars += song.bars
        self._seconds += song.seconds
        top = one_voice(everything)
        self._parts["all"].add(everything, top)
        if read.clip is not None:
            self._parts["melody"].add(read.clip.melody, read.clip.melody)
            self._parts["chords"].add(read.clip.chords, bottom_line(read.clip.chords))
        self._near_copies.add([note.pitch for note in (read.clip.melody if read.clip is not None else top)])
        return song

    def statistics(self) -> Statistics:
        """The statistics of all files so far."""
        names = self._names
        return Statistics(
            files=self._files,
            kept=self._kept,
            songs=len(names),
            bars=self._bars,
            seconds=self._seconds,
            keys=_table(self._keys),
            meters=_table(self._meters),
            dropped=_table(self._dropped),
            tempos=tuple(sorted(self._tempos.items())),
            lengths=tuple(sorted(self._lengths.items())),
            parts=tuple(part.statistics() for part in self._parts.values()),
            pairs=tuple(SongPair(names[a.first], names[a.second], a.share) for a in self._near_copies.pairs()),
            groups=tuple(tuple(names[i] for i in group) for group in self._near_copies.groups() if len(group) > 1),
        )


class _PartCounting:
    """The counts of one part."""

    def __init__(self, part: Part) -> None:
        self._part: Part = part
        self._pitches = np.zeros(128, np.int64)
        self._velocities = np.zeros(128, np.int64)
        self._durations = np.zeros(len(NOTE_VALUES), np.int64)
        self._intervals = np.zeros(2 * WIDEST + 1, np.int64)
        self._ngrams = NgramCounter()

    def add(self, notes: Sequence[Note], line: Sequence[Note]) -> None:
        """Count the notes of one song, and the intervals and patterns of one line in them."""
        self._pitches += np.bincount(_values(notes, "pitch"), minlength=128)
        self._velocities += np.bincount(_values(notes, "velocity"), minlength=128)
        self._durations += np.bincount(note_values(_values(notes, "duration")), minlength=len(NOTE_VALUES))
        pitches = _values(line, "pitch")
        self._intervals += np.bincount(pitches[1:] - pitches[:-1] + WIDEST, minlength=2 * WIDEST + 1)
        self._ngrams.add(_values(line, "onset"), pitches, _values(line, "duration"))

    def statistics(self) -> PartStatistics:
        """The counts so far."""
        rows = (self._pitches, self._velocities, self._durations, self._intervals)
        pitches, velocities, durations, intervals = (tuple(row.tolist()) for row in rows)
        tables = self._ngrams.tables(NGRAMS)
        return PartStatistics(self._part, sum(pitches), pitches, velocities, durations, intervals, tables)


def _values(notes: Sequence[Note], name: str) -> npt.NDArray[np.int64]:
    """One attribute of each note: (notes,)."""
    return np.fromiter(map(attrgetter(name), notes), np.int64, len(notes))


def _facts(name: str, read: FileRead, score: Score) -> SongFacts:
    """The facts of a file that could be read; of its two voices where they were found."""
    timeline, length = (read.clip.timeline, read.clip.length) if read.clip else (score.timeline, score.length)
    key = read.key or score.chosen_key or find_key(score.notes)
    return SongFacts(
        name,
        read.kept,
        read.reason,
        str(key) if key else "",
        str(read.meter or score.timeline.meter),
        round(timeline.bpm, 2),
        read.bars or score.timeline.bars_in(score.length),
        round(TempoMap(timeline).seconds(length), 2),
        len(score.notes),
        len(read.clip.melody) if read.clip else 0,
        len(read.clip.chords) if read.clip else 0,
    )


def _reason_class(reason: str) -> str:
    """A reason without the name in it."""
    short = reason.removeprefix("dropped: ")
    return f"{DUPLICATE} another file" if DUPLICATE in short else short


def _table(counts: Counter[str]) -> Table:
    return tuple(sorted(((name, count) for name, count in counts.items() if name), key=lambda row: (-row[1], row[0])))


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0  # gone since it was listed
