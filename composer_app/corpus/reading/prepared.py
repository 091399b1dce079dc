"""Songs as integers in one memory-mapped file: memory grows with the number of files, never with that of notes.

The file is a run's own. Where the system allows it is unlinked as soon as it is mapped, so that not even a
killed process leaves it behind; elsewhere it goes when its songs do.
"""

from __future__ import annotations

import contextlib
import hashlib
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from composer_app.corpus.originality.near_copies import groups_of_lines, linked
from composer_app.corpus.reading.folder import SAME_MUSIC, why_dropped
from composer_app.corpus.reading.song_cache import read_score
from composer_app.corpus.transcription.tracks import SongRead, highest_pitches, notes_in
from composer_app.errors import ComposerError
from composer_app.files.names import as_text
from composer_app.music.score import Score

LINE = 4000  # notes of a track that tell whether another song is a copy of it


@dataclass(frozen=True, slots=True)
class FilePrepared:
    """What became of one file: notes kept and dropped by the method's rules, its steps, and why.

    `digest` tells a file by its content wherever it lies; `bpm` and `meter` are those it begins with.
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
    """The songs of a run, read-only on disk; the files they came from, in order; groups of copies; every file."""

    songs: list[NDArray[Any]]
    kept: list[FilePrepared]
    groups: list[list[int]]
    files: list[FilePrepared]


def prepare(
    files: Sequence[Path], read: Callable[[Score], SongRead], place: Path | None = None
) -> Iterator[FilePrepared | PreparedSongs]:
    """Read files by a method's rules and say what became of each; the songs come last.

    `place` is the folder for the mapped file (the system's for temporary files where it is None). Of files with the
    very same music one is kept. Raises ComposerError on a full disk.
    """
    told: list[FilePrepared] = []
    bounds = [0]
    kept: list[FilePrepared] = []
    lines: list[list[NDArray[np.uint8]]] = []
    first: dict[int, Path] = {}
    row: tuple[np.dtype[Any], tuple[int, ...]] | None = None
    with scratch(place) as file:
        for path in files:
            said, song, line = _prepared(path, read, first)
            if song is not None:
                row = row or (song.dtype, song.shape[1:])
                append(file, np.ascontiguousarray(song, row[0]))
                bounds.append(bounds[-1] + len(song))
                kept.append(said)
                lines.append(line)
            told.append(said)
            yield said
        songs = mapped(file, bounds, *row) if row else []
    yield PreparedSongs(songs, kept, groups_of_songs([file.path for file in kept], lines), told)


def _prepared(
    path: Path, read: Callable[[Score], SongRead], first: dict[int, Path]
) -> tuple[FilePrepared, NDArray[Any] | None, list[NDArray[np.uint8]]]:
    """One file as its report, its rows and the lines it is known by."""
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
        return FilePrepared(path, False, f"dropped: {SAME_MUSIC} {as_text(same.name)}", 0, notes), None, []
    kept = f"kept: {found.reason}" if found.reason else "kept"
    report = FilePrepared(
        path, True, kept, found.notes_kept, found.notes_dropped, len(found.song),
        digest, score.timeline.bpm, str(score.timeline.meter),
    )  # fmt: skip
    return report, found.song, [np.array(highest_pitches(track.notes)[:LINE], np.uint8) for track in score.tracks]


def digest_of(path: Path) -> str:
    """What tells a file's content from others, 16 hexadecimal digits."""
    return hashlib.blake2b(path.read_bytes(), digest_size=8).hexdigest()


def groups_of_songs(paths: Sequence[Path], lines: Sequence[Sequence[Any]]) -> list[list[int]]:
    """The indices of files in groups: near-copies by their lines, and parts cut from one song by their names.

    Collections of single parts name them after the song's file: "song.mid_melody.mid", "song.mid_bass.mid". Whole
    songs that only bear one name, in folders of their own, are not one song.
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
    """A file of the run's own that is gone when nobody holds it."""
    try:
        if place is not None:
            place.mkdir(parents=True, exist_ok=True)
        file = tempfile.TemporaryFile(dir=place, prefix="inkling-songs-")  # noqa: SIM115 - the mapping outlives it
    except OSError as error:
        raise _no_room(place, error) from error
    try:
        yield file
    finally:
        with contextlib.suppress(OSError):  # on a full disk closing it fails too, and was told of already
            file.close()


def append(file: BinaryIO, song: NDArray[Any]) -> None:
    """Write a song's rows at the end; ComposerError on a full disk."""
    try:
        file.write(song.data if song.size else b"")
    except OSError as error:
        raise _no_room(None, error) from error


def mapped(file: BinaryIO, bounds: Sequence[int], dtype: np.dtype[Any], width: tuple[int, ...]) -> list[NDArray[Any]]:
    """The songs between `bounds` (rows) of a file, as read-only views of one map."""
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
