"""Songs as integers in one memory-mapped file: memory grows with the number of files, not with that of notes.

The file belongs to one run. Where the system allows it is unlinked as soon as it is mapped, so that not even a
killed process leaves it behind; elsewhere it is deleted with its songs.
"""

from __future__ import annotations

import contextlib
import hashlib
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from composer_app.corpus.originality.near_copies import Line, groups_of_lines, linked
from composer_app.corpus.reading.folder import DUPLICATE, why_dropped
from composer_app.corpus.reading.song_cache import read_score
from composer_app.corpus.transcription.tracks import Rows, SongRead, highest_pitches, notes_in
from composer_app.errors import ComposerError
from composer_app.files.names import as_text
from composer_app.music.score import Score

LINE = 4000  # notes of a track by which near-copies are found


@dataclass(frozen=True, slots=True)
class FilePrepared:
    """What became of one file: notes kept and dropped by the method's rules, its steps, and why.

    `digest` identifies a file by its content; `bpm` and `meter` are those at its start.
    """

    path: Path
    kept: bool
    reason: str
    notes_kept: int = 0
    notes_dropped: int = 0
    steps: int = 0
    digest: str = ""
    bpm: float = 120.0
    meter: str = "4/4"


@dataclass(frozen=True, slots=True)
class PreparedSongs:
    """The songs of a run, read-only on disk; their files, in the same order; groups of near-copies; every file."""

    songs: list[Rows]
    kept: list[FilePrepared]
    groups: list[list[int]]
    files: list[FilePrepared]


def prepare(
    files: Sequence[Path], read: Callable[[Score], SongRead], place: Path | None = None
) -> Iterator[FilePrepared | PreparedSongs]:
    """Read files by a method's rules and yield what became of each; the songs come last.

    `place` is the folder for the mapped file (the system's for temporary files where it is None). Of files with the
    very same music one is kept. Raises ComposerError on a full disk.
    """
    files_read: list[FilePrepared] = []
    bounds = [0]
    kept: list[FilePrepared] = []
    lines: list[list[NDArray[np.uint8]]] = []
    first: dict[int, Path] = {}
    row: tuple[np.dtype[np.generic], tuple[int, ...]] | None = None
    with scratch(place) as disk:
        for path in files:
            file, song, line = _prepared(path, read, first)
            if song is not None:
                row = row or (song.dtype, song.shape[1:])
                append(disk, np.ascontiguousarray(song, row[0]))
                bounds.append(bounds[-1] + len(song))
                kept.append(file)
                lines.append(line)
            files_read.append(file)
            yield file
        songs = mapped(disk, bounds, *row) if row else []
    yield PreparedSongs(songs, kept, groups_of_songs([file.path for file in kept], lines), files_read)


def _prepared(
    path: Path, read: Callable[[Score], SongRead], first: dict[int, Path]
) -> tuple[FilePrepared, Rows | None, list[NDArray[np.uint8]]]:
    """One file as its report, its rows and the lines by which its near-copies are found."""
    try:
        score, digest = read_score(path), digest_of(path)
    except ComposerError as error:
        return FilePrepared(path, False, why_dropped(path, error)), None, []
    except OSError:
        return FilePrepared(path, False, "dropped: it vanished while it was read"), None, []
    found = read(score)
    notes = notes_in(score)
    if found.song is None or not len(found.song):
        return FilePrepared(path, False, f"dropped: {found.reason}", 0, notes), None, []
    same = first.setdefault(hash(found.song.tobytes()), path)
    if same is not path:
        return FilePrepared(path, False, f"dropped: {DUPLICATE} {as_text(same.name)}", 0, notes), None, []
    kept = f"kept: {found.reason}" if found.reason else "kept"
    report = FilePrepared(
        path, True, kept, found.notes_kept, found.notes_dropped, len(found.song),
        digest, score.timeline.bpm, str(score.timeline.meter),
    )  # fmt: skip
    return report, found.song, [np.array(highest_pitches(track.notes)[:LINE], np.uint8) for track in score.tracks]


def digest_of(path: Path) -> str:
    """A digest of a file's content, 16 hexadecimal digits."""
    return hashlib.blake2b(path.read_bytes(), digest_size=8).hexdigest()


def groups_of_songs(paths: Sequence[Path], lines: Sequence[Sequence[Line]]) -> list[list[int]]:
    """The indices of files in groups: near-copies by their lines, and parts cut from one song by their names.

    Collections of single parts name them after the song's file: "song.mid_melody.mid", "song.mid_bass.mid". Whole
    songs of one name in different folders are different songs.
    """
    first: dict[str, int] = {}
    links = []
    for index, path in enumerate(paths):
        song, is_part, _ = path.stem.lower().partition(".mid")
        links += [(first.setdefault(song, index), index)] if is_part else []
    links += [(first[path.stem.lower()], index) for index, path in enumerate(paths) if path.stem.lower() in first]
    links += [(group[0], member) for group in groups_of_lines(lines) for member in group[1:]]
    return linked(len(paths), links)


@contextlib.contextmanager
def scratch(place: Path | None) -> Iterator[BinaryIO]:
    """A temporary file that is deleted when nobody holds it open."""
    try:
        if place is not None:
            place.mkdir(parents=True, exist_ok=True)
        file = tempfile.TemporaryFile(dir=place, prefix="inkling-songs-")  # noqa: SIM115 - the mapping outlives it
    except OSError as error:
        raise _no_room(place, error) from error
    try:
        yield file
    finally:
        with contextlib.suppress(OSError):  # on a full disk closing it fails too, after the error was raised
            file.close()


def append(file: BinaryIO, song: Rows) -> None:
    """Write a song's rows, (steps,) or (steps, width), at the end; ComposerError on a full disk."""
    try:
        file.write(song.data if song.size else b"")
    except OSError as error:
        raise _no_room(None, error) from error


def mapped(file: BinaryIO, bounds: Sequence[int], dtype: np.dtype[np.generic], width: tuple[int, ...]) -> list[Rows]:
    """The songs between `bounds` (rows) of a file, (steps, *width) each, as read-only views of one map."""
    try:
        file.flush()
        rows = np.memmap(file, dtype, "r", shape=(bounds[-1], *width))
    except (OSError, ValueError) as error:
        raise _no_room(None, error) from error
    return [rows[begin:end] for begin, end in zip(bounds, bounds[1:], strict=False)]


def _no_room(place: Path | None, error: Exception) -> ComposerError:
    where = place or tempfile.gettempdir()
    why = getattr(error, "strerror", None) or error
    return ComposerError(f"The prepared songs could not be written to {where} ({why}); free some space and try again.")
