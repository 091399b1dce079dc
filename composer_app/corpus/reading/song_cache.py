"""Songs parsed and transcribed once: a cache by content, shared by whatever reads music files.

The window, training, evaluation, the comparison of methods and the statistics read the same files again and again.
What was found in a file is kept on disk under a digest of its bytes, and for the songs read last in memory.
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable
from functools import cache, lru_cache
from pathlib import Path
from typing import Generic, TypeVar

from composer_app import __version__
from composer_app.corpus.reading.song_bytes import score_from_bytes, score_to_bytes, voices_from_bytes, voices_to_bytes
from composer_app.corpus.transcription.voices import Voices, split_voices
from composer_app.errors import ComposerError
from composer_app.files.cache import FileCache
from composer_app.files.folders import data_folder
from composer_app.formats.midi_file import file_contents, parse_score
from composer_app.music.clip import Clip
from composer_app.music.score import Score

MOST_BYTES = 200_000_000  # on disk; a pop song takes some 6,000
MOST_NOTES = 50_000  # in memory, of scores and of voices each, some 120 bytes a note
# The source that decides what is found in a file: where it has changed, songs are read anew.
_SOURCES = (
    "music/*.py", "formats/midi_file/*.py", "formats/clip_json.py",
    "corpus/transcription/*.py", "corpus/reading/song_bytes.py",
)  # fmt: skip
Value = TypeVar("Value")


def open_song(path: Path | str) -> Song:
    """A music file, to be parsed and transcribed when its score or voices are asked for.

    ComposerError where it cannot be opened or is no MIDI file.
    """
    path = Path(path)
    return Song(path.name, file_contents(path), _songs_in(data_folder() / "cache" / "songs"))


def read_score(path: Path | str) -> Score:
    """The score of a music file; ComposerError where it cannot be read or holds no notes."""
    return open_song(path).score


def read_clip(path: Path | str) -> Clip:
    """The two voices of a music file; ComposerError where it cannot be read or has not two."""
    voices = open_song(path).voices
    if isinstance(voices, str):
        raise ComposerError(voices)
    return voices.clip


class Song:
    """A music file that was opened; its score and voices come from the cache where they are known."""

    def __init__(self, name: str, data: bytes, songs: SongCache) -> None:
        self._name, self._data, self._songs = name, data, songs
        self._digest = hashlib.blake2b(reader_digest() + data, digest_size=16).hexdigest()

    @property
    def score(self) -> Score:
        """Its pitched tracks; ComposerError where it is damaged or holds no notes."""
        found = self._songs.scores.get(self._digest)
        if found is None:
            found = parse_score(self._data, self._name)
            self._songs.scores.put(self._digest, found)
        return found

    @property
    def voices(self) -> Voices | str:
        """Its two voices, or a sentence that says why it has not two; ComposerError as `score`."""
        found = self._songs.voices.get(self._digest)
        if found is None:
            found = _voices_or_why(self.score)
            self._songs.voices.put(self._digest, found)
        return found


class SongCache:
    """The scores of songs, and their two voices or the sentence that says why they have not two."""

    def __init__(self, folder: Path, most_bytes: int = MOST_BYTES, most_notes: int = MOST_NOTES) -> None:
        files = FileCache(folder, most_bytes)
        self.scores = Kept(files, "score", score_to_bytes, score_from_bytes, _notes_of_score, most_notes)
        self.voices = Kept(files, "voices", voices_to_bytes, voices_from_bytes, _notes_of_voices, most_notes)


class Kept(Generic[Value]):
    """Values of one kind by a song's digest: on disk, and the last ones, up to so many notes, in memory."""

    def __init__(
        self,
        files: FileCache,
        kind: str,
        to_bytes: Callable[[Value], bytes],
        from_bytes: Callable[[bytes], Value],
        notes_in: Callable[[Value], int],
        most_notes: int,
    ) -> None:
        self._files, self._kind, self._to_bytes, self._from_bytes = files, kind, to_bytes, from_bytes
        self._notes_in, self._most_notes = notes_in, most_notes
        self._recent: OrderedDict[str, Value] = OrderedDict()
        self._notes = 0
        self._lock = threading.Lock()

    def get(self, digest: str) -> Value | None:
        """The value of a song; None where it was never kept, is deleted or damaged."""
        with self._lock:
            if digest in self._recent:
                self._recent.move_to_end(digest)
                return self._recent[digest]
        data = self._files.get(f"{digest}.{self._kind}")
        try:
            value = None if data is None else self._from_bytes(data)
        except ValueError:
            return None
        if value is not None:
            self._remember(digest, value)
        return value

    def put(self, digest: str, value: Value) -> None:
        """Keep the value of a song."""
        self._remember(digest, value)
        self._files.put(f"{digest}.{self._kind}", self._to_bytes(value))

    def _remember(self, digest: str, value: Value) -> None:
        with self._lock:
            if digest not in self._recent:
                self._recent[digest] = value
                self._notes += self._notes_in(value)
            while self._notes > self._most_notes:
                self._notes -= self._notes_in(self._recent.popitem(last=False)[1])


@cache
def reader_digest() -> bytes:
    """A digest of the program's version and of the source that reads songs, 16 bytes."""
    digest = hashlib.blake2b(__version__.encode(), digest_size=16)
    package = Path(__file__).parents[2]
    for pattern in _SOURCES:
        for source in sorted(package.glob(pattern)):  # none in a program that is packed without its source
            digest.update(source.read_bytes())
    return digest.digest()


@lru_cache(maxsize=1)
def _songs_in(folder: Path) -> SongCache:
    """The cache of this process."""
    return SongCache(folder)


def _voices_or_why(score: Score) -> Voices | str:
    try:
        return split_voices(score)
    except ComposerError as error:
        return str(error)


def _notes_of_score(score: Score) -> int:
    return sum(len(track.notes) for track in score.tracks)


def _notes_of_voices(voices: Voices | str) -> int:
    return 0 if isinstance(voices, str) else len(voices.clip.notes)
