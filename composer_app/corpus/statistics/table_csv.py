"""The statistics of a folder as CSV, one tidy file a table: a row an observation, a column a variable."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from composer_app.corpus.statistics.figures import WIDEST, PartStatistics, SongFacts, Statistics
from composer_app.corpus.statistics.ngrams import NOTE_VALUES
from composer_app.errors import ComposerError
from composer_app.files.atomic_write import refusal, write_whole
from composer_app.music.note import PITCH_NAMES, pitch_name

Row = Sequence[object]


def write_csv(statistics: Statistics, songs: Sequence[SongFacts], folder: Path) -> Iterator[Path]:
    """Write each table into `folder`, which is made where it is not there, and yield the file that was written.

    ComposerError where that fails.
    """
    folder = Path(folder)
    path = folder
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, (header, rows) in tables(statistics, songs).items():
            path = folder / f"{name}.csv"
            text = io.StringIO(newline="")
            csv.writer(text).writerows([header, *rows])
            write_whole(path, text.getvalue().encode())
            yield path
    except OSError as error:
        raise ComposerError(f"The tables were not written to {folder}: {refusal(error, path)}") from error


def tables(statistics: Statistics, songs: Sequence[SongFacts]) -> dict[str, tuple[Row, Iterable[Row]]]:
    """File name -> header and rows; a count of 0 has no row."""
    parts = statistics.parts
    return {
        "songs": (
            ("song", "kept", "reason", "key", "meter", "bpm", "bars", "seconds", "notes", "melody", "chords", "group"),
            _songs(statistics, songs),
        ),
        "alike": (
            ("song", "other", "share"),
            [(pair.first, pair.second, round(pair.share, 4)) for pair in statistics.pairs],
        ),
        "dropped": (("reason", "files"), statistics.dropped),
        "keys": (("key", "songs"), statistics.keys),
        "meters": (("meter", "songs"), statistics.meters),
        "tempos": (("from_bpm", "songs"), statistics.tempos),
        "lengths": (("from_seconds", "songs"), statistics.lengths),
        "pitches": (
            ("part", "pitch", "name", "notes"),
            _counted(parts, "pitches", lambda pitch: (pitch, pitch_name(pitch))),
        ),
        "pitch_classes": (
            ("part", "pitch_class", "name", "notes"),
            _counted(parts, "pitch_classes", lambda number: (number, PITCH_NAMES[number])),
        ),
        "intervals": (("part", "semitones", "times"), _counted(parts, "intervals", lambda place: (place - WIDEST,))),
        "durations": (("part", "note_value", "quarters", "notes"), _counted(parts, "durations", _note_value)),
        "velocities": (("part", "velocity", "notes"), _counted(parts, "velocities", lambda velocity: (velocity,))),
        "patterns": (
            ("part", "kind", "size", "rank", "pattern", "times", "songs", "missed_at_most"),
            _patterns(parts),
        ),
    }


def _songs(statistics: Statistics, songs: Sequence[SongFacts]) -> Iterator[Row]:
    group_of = {name: number for number, group in enumerate(statistics.groups, 1) for name in group}
    for song in songs:
        yield (
            song.name, song.kept, song.reason, song.key, song.meter, song.bpm or "", song.bars or "",
            song.seconds or "", song.notes or "", song.melody or "", song.chords or "", group_of.get(song.name, ""),
        )  # fmt: skip


def _counted(parts: Iterable[PartStatistics], name: str, cells: Callable[[int], Row]) -> Iterator[Row]:
    for part in parts:
        for place, count in enumerate(getattr(part, name)):
            if count:
                yield (part.part, *cells(place), count)


def _note_value(place: int) -> Row:
    name, quarters = NOTE_VALUES[place]
    return name, round(quarters, 4)


def _patterns(parts: Iterable[PartStatistics]) -> Iterator[Row]:
    for part in parts:
        for table in part.ngrams:
            for rank, ngram in enumerate(table.ngrams, 1):
                yield part.part, table.kind, table.size, rank, ngram.name, ngram.count, ngram.songs, table.missed
