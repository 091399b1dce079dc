"""What a training set holds: songs, keys, meters, notes, duration, duplicates, and why files were dropped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from composer_app.corpus.folder import FileRead
from composer_app.corpus.split import groups_alike
from composer_app.music.clip import Clip
from composer_app.music.note import TICKS_PER_QUARTER


@dataclass(frozen=True, slots=True)
class CorpusReport:
    """Counts over the files of a folder; tables run from the commonest entry down.

    `minutes` is playing time; `pitches` the lowest and highest melody pitch; `copies` how many kept songs
    share a long run with one before them.
    """

    files: int
    kept: int
    keys: tuple[tuple[str, int], ...]
    meters: tuple[tuple[str, int], ...]
    dropped: tuple[tuple[str, int], ...]
    melody_notes: int
    chord_notes: int
    bars: int
    minutes: float
    pitches: tuple[int, int] | None
    copies: int

    @property
    def sentence(self) -> str:
        """The set in one sentence."""
        songs = f"{self.kept} of {self.files} files kept" if self.files else "no files"
        return f"{songs}: {self.melody_notes:,} melody notes in {self.bars:,} bars, {self.minutes:.0f} minutes."


def describe(reads: Iterable[FileRead]) -> CorpusReport:
    """The report of a folder that has been read."""
    files = list(reads)
    clips = [read.clip for read in files if read.clip is not None]
    pitches = [note.pitch for clip in clips for note in clip.melody]
    return CorpusReport(
        files=len(files),
        kept=len(clips),
        keys=_table(str(read.key) for read in files if read.kept and read.key is not None),
        meters=_table(str(read.meter) for read in files if read.kept),
        dropped=_table(_kind(read.reason) for read in files if not read.kept),
        melody_notes=len(pitches),
        chord_notes=sum(len(clip.chords) for clip in clips),
        bars=sum(clip.bars for clip in clips),
        minutes=sum(playing_seconds(clip) for clip in clips) / 60,
        pitches=(min(pitches), max(pitches)) if pitches else None,
        copies=len(clips) - len(groups_alike(clips)),
    )


def playing_seconds(clip: Clip) -> float:
    """How long a clip plays, its tempo changes counted."""
    tempos = clip.timeline.tempos
    ends = [tempo.tick for tempo in tempos[1:]] + [max(clip.length, tempos[-1].tick)]
    seconds = 0.0
    for tempo, end in zip(tempos, ends, strict=True):
        seconds += max(0, min(end, clip.length) - tempo.tick) / TICKS_PER_QUARTER * 60 / tempo.bpm
    return seconds


def _table(entries: Iterable[str]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(Counter(entries).items(), key=lambda entry: (-entry[1], entry[0])))


def _kind(reason: str) -> str:
    """A reason without what differs from file to file."""
    return "dropped: the same music as another file" if "the same music as" in reason else reason
