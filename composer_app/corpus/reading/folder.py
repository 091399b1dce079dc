"""A folder of music files, read one after another; each is kept, or dropped with its reason."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from composer_app.corpus.reading.song_cache import Song, open_song
from composer_app.corpus.transcription.voices import Voices
from composer_app.errors import ComposerError
from composer_app.files.names import as_text
from composer_app.formats.midi_file import SUFFIXES
from composer_app.music.clip import Clip
from composer_app.music.key import Key
from composer_app.music.meter import Meter

FEWEST_BARS = 2
FEWEST_NOTES = 8
LEAST_CONFIDENCE = 0.15
DUPLICATE = "a duplicate of"


@dataclass(frozen=True, slots=True)
class FileRead:
    """What became of one file: its clip where it was kept, and the reason in words for the composer."""

    path: Path
    clip: Clip | None
    kept: bool
    reason: str
    voices: str = ""
    confidence: float = 0.0
    key: Key | None = None
    meter: Meter | None = None
    bars: int = 0


def music_files(folder: Path) -> list[Path]:
    """The MIDI files in a folder and the folders within it, in order, without hidden ones.

    ComposerError where the folder is not there, or holds none.
    """
    folder = Path(folder)
    if not folder.is_dir():
        what = "is a file, not a folder" if folder.exists() else "is not there"
        raise ComposerError(f"{folder} {what}: choose a folder of MIDI files.")
    found: list[Path] = []
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        found += (Path(place, name) for name in names if name.lower().endswith(SUFFIXES) and not name.startswith("."))
    if not found:
        raise ComposerError(f"{folder} holds no MIDI files ({', '.join(SUFFIXES)}): choose another folder.")
    return sorted(found)


def read_folder(folder: Path) -> Iterator[FileRead]:
    """Each music file of a folder as it is read, so that progress can be shown; stop by not iterating on."""
    for read, _ in read_songs(music_files(folder)):
        yield read


def read_songs(paths: Iterable[Path]) -> Iterator[tuple[FileRead, Song | None]]:
    """What became of each file, and the song itself where it could be read, kept or not."""
    seen: dict[int, Path] = {}
    for path in paths:
        read, song = _read(path)
        if read.clip is not None:
            content = hash((read.clip.melody, read.clip.chords))
            first = seen.setdefault(content, path)
            if first is not path:
                read = _dropped(read, f"{DUPLICATE} {as_text(first.name)}")
        yield read, song


def _read(path: Path) -> tuple[FileRead, Song | None]:
    try:
        song = open_song(path)
        voices = song.voices
    except ComposerError as error:
        return FileRead(path, None, False, why_dropped(path, error)), None
    if isinstance(voices, str):
        return FileRead(path, None, False, f"dropped: {voices}"), song
    return _judged(path, voices), song


def why_dropped(path: Path, error: ComposerError) -> str:
    """The reason of a file that could not be read, without its name."""
    return f"dropped: {str(error).removeprefix(path.name).removeprefix(':').strip()}"


def _judged(path: Path, voices: Voices) -> FileRead:
    """The file with its two voices, dropped where they are too short or too uncertain."""
    clip = voices.clip
    read = FileRead(
        path, clip, True, f"kept: {voices.how}", voices.how, voices.confidence, clip.key, clip.timeline.meter, clip.bars
    )
    if len(clip.melody) < FEWEST_NOTES:
        return _dropped(read, f"only {len(clip.melody)} melody notes")
    if clip.bars < FEWEST_BARS:
        return _dropped(read, "shorter than two bars")
    if voices.confidence < LEAST_CONFIDENCE:
        return _dropped(read, "melody and chords could not be separated")
    return read


def _dropped(read: FileRead, reason: str) -> FileRead:
    return FileRead(
        read.path, None, False, f"dropped: {reason}", read.voices, read.confidence, read.key, read.meter, read.bars
    )
