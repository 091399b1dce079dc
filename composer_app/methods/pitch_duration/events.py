"""Notes and chords of a file as rows, one an event, and back to notes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from composer_app.corpus.transcription.tracks import SongRead, notes_in, plural
from composer_app.errors import ComposerError
from composer_app.methods.left_to_right.longest_match import longest_matches
from composer_app.music.chord import name_chord
from composer_app.music.clip import Clip
from composer_app.music.note import TICKS_PER_QUARTER, Note
from composer_app.music.score import Score, Track

PUBLISHED = (0.25, 0.5, 1.0, 2.0, 4.0)  # quarters
FINER = (1 / 8, 1 / 6, 1 / 4, 1 / 3, 3 / 8, 1 / 2, 2 / 3, 3 / 4, 1.0, 4 / 3, 3 / 2, 2.0, 3.0, 4.0, 6.0, 8.0)
WHOLE = 4 * TICKS_PER_QUARTER
WIDEST = 30  # semitones a chord's tones may lie above its lowest
# The columns of a row: place in the whole note and time since the event before, in ticks; root, how far the lowest tone
# lies above it, the tones as bits from the lowest up, duration in ticks; how many events ago the event lies that
# followed the longest match, and the match's length.
PLACE, GAP, ROOT, LOWEST, ABOVE, LASTS, MATCH_DISTANCE, MATCH_LENGTH = range(8)
START, PAD = -1, -2  # roots of rows that are no events; a last row of PAD holds the silence since the last onset
MIDDLE_C = 60

Rows = NDArray[Any]
Shape = tuple[int, int]
HEADS = ("pitch_class", "octave", "duration", "chord", "gap")


@dataclass(frozen=True, slots=True)
class Config:
    """The rules of reading, the network's sizes and how it learns; `chords` is the vocabulary, from the songs.

    `tracks` is "all" or "first"; `keep_chords` False leaves their roots; `grid` is the onsets' in ticks.
    """

    tracks: str = "all"
    keep_chords: bool = True
    grid: int = 20
    durations: tuple[float, ...] = FINER
    fewest: int = 16
    chords: tuple[Shape, ...] = ()
    most_chords: int = 256
    heads: tuple[str, ...] = HEADS
    embeddings: tuple[int, ...] = (32, 16, 16, 24, 24)
    recall: bool = True
    every_step: bool = True
    transpose: int = 5
    window: int = 128
    hidden: int = 320
    dropout: float = 0.2
    rate: float = 2e-3
    schedule: str = "cosine"
    clip: float = 1.0
    batch: int = 32
    epochs: int = 40

    @property
    def sizes(self) -> tuple[int, ...]:
        """How many symbols each head chooses from."""
        known = (12, 11, len(self.durations), max(1, len(self.chords)), WHOLE // self.grid + 1)
        return tuple(known[HEADS.index(head)] for head in self.heads)


PRESETS = {
    "mended": Config(),
    "as-published": Config(
        keep_chords=False, durations=PUBLISHED, fewest=33, heads=HEADS[:1] + HEADS[2:3], embeddings=(16, 8),
        recall=False, every_step=False, transpose=0, window=32, hidden=128, dropout=0.0, rate=1e-3,
        schedule="constant", clip=0.0, batch=64, epochs=10,
    ),
}  # fmt: skip


def read(score: Score, config: Config) -> SongRead:
    """All tracks' chords and notes in the order of their onsets, the higher first; (events, 8)."""
    tracks = score.tracks if config.tracks == "all" else score.tracks[:1]
    events: list[tuple[int, int, int, int, int]] = []
    kept = 0
    for track in tracks:
        struck: dict[int, list[Note]] = {}
        for note in track.notes:
            struck.setdefault(round(note.onset / config.grid), []).append(note)
        for on, notes in struck.items():
            low = min(note.pitch for note in notes)
            tones = sorted({note.pitch for note in notes if note.pitch <= low + WIDEST})
            root = _root(tones)
            if config.keep_chords:
                kept += len(tones)
                above = sum(1 << (tone - low) for tone in tones)
            else:
                kept, low, above = kept + 1, root, 1
            events.append((on, -root, low - root, above, max(note.duration for note in notes)))
    dropped = notes_in(score) - kept
    if len(events) < config.fewest:
        return SongRead(None, 0, notes_in(score), f"only {len(events)} notes and chords, fewer than {config.fewest}")
    events.sort()
    on, root, lowest, above, lasts = np.array(events, np.int64).T
    whole = WHOLE // config.grid
    gap = np.diff(on, prepend=on[0] // whole * whole)
    gap = shortened(gap, whole)
    rows = np.stack([on % whole * config.grid, gap * config.grid, -root, lowest, above, lasts, lasts, lasts], 1)
    rows[:, MATCH_DISTANCE:] = longest_matches(keys(rows)) if config.recall else 0
    what = "tones doubled or far above their chord" if config.keep_chords else "notes of chords beside their roots"
    others = len(score.tracks) - len(tracks)
    reasons = [f"{plural(others, 'part')} after the first"] * (others > 0)
    reasons += [what] * (sum(len(track.notes) for track in tracks) > kept)
    return SongRead(rows.astype(np.int32), kept, dropped, f"{' and '.join(reasons)} left out" if reasons else "")


def shortened(gap: Any, whole: int) -> Any:
    """Times (n,), those above a whole note shortened by whole notes, which keeps the place in the bar."""
    return np.where(gap > whole, (gap - 1) % whole + 1, gap)


def keys(rows: Rows) -> list[tuple[int, int]]:
    """The keys by which rows (n, 8) match in any transposition: the interval and the time since the root before."""
    return list(zip(np.diff(rows[:, ROOT], prepend=rows[:1, ROOT]).tolist(), rows[:, GAP].tolist(), strict=True))


def _root(tones: Sequence[int]) -> int:
    """The pitch of a chord's root: the lowest tone on it, or where none sounds the next one below."""
    chord = name_chord(tones) if len(tones) > 1 else None
    if chord is None:
        return tones[0]
    sounding = [tone for tone in tones if tone % 12 == chord.root]
    below = tones[0] - (tones[0] - chord.root) % 12
    return sounding[0] if sounding else below if below >= 0 else below + 12


@cache
def classes(durations: tuple[float, ...]) -> tuple[Rows, Rows]:
    """The index of each number of ticks' duration, (ticks + 1,), and of each duration's published one, (durations,).

    A length belongs to the nearest published duration first, then to the nearest of ours within that.
    """

    def nearest(length: float, others: Sequence[float]) -> int:
        return min(range(len(others)), key=lambda i: abs(length - others[i]))

    coarse = [nearest(duration, PUBLISHED) for duration in durations]
    table = []
    for tick in range(round(max(durations) * TICKS_PER_QUARTER) + 1):
        quarters = tick / TICKS_PER_QUARTER
        within = [i for i, c in enumerate(coarse) if c == nearest(quarters, PUBLISHED)] or list(range(len(coarse)))
        table.append(within[nearest(quarters, [durations[i] for i in within])])
    return np.array(table), np.array(coarse)


def symbols(rows: Rows, config: Config) -> Rows:
    """Rows (events, 8) as the symbols of each head (events, heads), or with further axes in front of both.

    One past the last symbol stands for the start, -1 for padding.
    """
    table, _ = classes(config.durations)
    shapes = {shape: index for index, shape in enumerate(config.chords)}
    pairs, which = np.unique(rows[..., LOWEST : ABOVE + 1].reshape(-1, 2), axis=0, return_inverse=True)
    # A chord that no training song has becomes the commonest one: a single note.
    chords = np.array([shapes.get((low, above), 0) for low, above in pairs.tolist()], np.int64)
    known = (
        rows[..., ROOT] % 12,
        rows[..., ROOT] // 12,
        table[rows[..., LASTS].clip(0, len(table) - 1)],
        chords[which.reshape(rows.shape[:-1])],
        (rows[..., GAP] // config.grid).clip(0, WHOLE // config.grid),
    )
    found = np.stack([known[HEADS.index(head)] for head in config.heads], -1).astype(np.int64)
    found = np.where(rows[..., ROOT, None] == START, config.sizes, found)
    return np.where(rows[..., ROOT, None] == PAD, -1, found)


def fit(config: Config, songs: Sequence[Rows]) -> Config:
    """The config with the chords of songs (events, 8): a single note, then the commonest first.

    ComposerError where all songs are empty.
    """
    if not any(len(song) for song in songs):
        raise ComposerError(f"No song has {config.fewest} notes or more, which is what this method learns from.")
    if "chord" not in config.heads:
        return config
    counts: Counter[Shape] = Counter()
    for song in songs:
        pairs, times = np.unique(song[:, LOWEST : ABOVE + 1], axis=0, return_counts=True)
        counts.update({(low, above): many for (low, above), many in zip(pairs.tolist(), times.tolist(), strict=True)})
    counts.pop((0, 1), None)
    most = [shape for shape, _ in counts.most_common(config.most_chords - 1)]
    return replace(config, chords=((0, 1), *most))


def seed_rows(clip: Clip, config: Config) -> Rows:
    """The clip's events and a row for the silence to the bar line at which it ends, (events + 1, 8).

    As published its last events, (window, 8) at most. ComposerError without notes.
    """
    score = Score((Track("Melody", 0, 0, clip.melody), Track("Chords", 1, 0, clip.chords)), clip.timeline)
    song = read(score, replace(config, tracks="all", fewest=1)).song
    if song is None:
        raise ComposerError("The seed clip holds no notes to write on from; choose another clip.")
    if not config.every_step:
        return song[-config.window :]
    last = max(round(note.onset / config.grid) for note in clip.notes) * config.grid
    silence = np.zeros((1, 8), np.int32)
    silence[0, [ROOT, GAP]] = PAD, shortened(max(0, clip.timeline.bar_start(clip.bars) - last), WHOLE)
    return np.concatenate([song, silence])


def silence_behind(start: Rows) -> tuple[Rows, int]:
    """The events (events, 8) of a seed (rows, 8) without its silence, and the silence in ticks after the last onset."""
    if len(start) and start[-1, ROOT] == PAD:
        return start[:-1], int(start[-1, GAP])
    return start, 0


def no_rows(config: Config) -> Rows:
    """No row, (0, 8): the first is sampled too. The published preset begins with middle C, (1, 8)."""
    if config.every_step:
        return np.zeros((0, 8), np.int32)
    return np.array([[0, 0, MIDDLE_C, 0, 1, TICKS_PER_QUARTER, 0, 0]], np.int32)


def step_ticks(config: Config, rows: Rows, bpm: float) -> NDArray[np.float64]:
    """The ticks from the row before to each row (n, 8), (n,); as published its duration, as events do not overlap."""
    return rows[:, GAP if "gap" in config.heads else LASTS].astype(np.float64)


def decode(config: Config, rows: Rows, begin: int, bpm: float) -> tuple[tuple[Note, ...], tuple[Note, ...]]:
    """Rows (events, 8) from tick `begin` on as chords, the tones below middle C, and melody."""
    times = step_ticks(config, rows, bpm).astype(np.int64)
    onsets = begin + times.cumsum() - (0 if "gap" in config.heads else times)
    lasting: dict[tuple[int, int], int] = {}
    for onset, (_, _, root, lowest, above, lasts, _, _) in zip(onsets.tolist(), rows.tolist(), strict=True):
        for semitones in range(WIDEST + 1):
            pitch = root + lowest + semitones
            if above >> semitones & 1 and 0 <= pitch <= 127:
                lasting[onset, pitch] = max(lasts, 1, lasting.get((onset, pitch), 0))
    notes = [Note(onset, lasts, pitch) for (onset, pitch), lasts in sorted(lasting.items())]
    return tuple(n for n in notes if n.pitch < MIDDLE_C), tuple(n for n in notes if n.pitch >= MIDDLE_C)
