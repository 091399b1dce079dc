"""A score's notes or MIDI messages as rows of numbers, and back to notes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from composer_app.corpus.transcription.tracks import SongRead, notes_in, plural
from composer_app.errors import ComposerError
from composer_app.methods.left_to_right.longest_match import longest_matches
from composer_app.music.clip import Clip
from composer_app.music.note import TICKS_PER_QUARTER, Note
from composer_app.music.score import Score, Track
from composer_app.music.tempo_map import TempoMap

# The columns of a row: pitch; velocity, 0 where a message ends a note; time since the row before; duration, 0 of a
# message; how many rows ago the row lies that followed the longest match, and the match's length. Times are in grid
# steps, of messages in milliseconds.
PITCH, VELOCITY, WAIT, LASTS, MATCH_DISTANCE, MATCH_LENGTH = range(6)
WIDTH = 6
START, PAD = -1, -2  # pitches of rows that are no notes; a last row of PAD holds the silence since the last note
LONGEST_WAIT, LONGEST = 96, 192
MIDDLE_C = 60

Rows = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Config:
    """The rules of reading, the network's sizes, the loss and how it learns.

    `tracks` is "all" or "first"; `messages` keeps note-on and note-off as rows of their own; `grid` is in ticks.
    `note_loss` is "expected" (cross-entropy, and `musical` times the expected musical cost), "polynomial" or
    "squared"; `others` weighs the losses of velocity and time.
    """

    tracks: str = "all"
    messages: bool = False
    grid: int = 20
    fewest: int = 16
    note_loss: str = "expected"
    musical: float = 0.5
    others: float = 1.0
    mixture: int = 8
    embedding: int = 64
    transpose: int = 5
    window: int = 128
    hidden: int = 320
    dense: int = 128
    dropout: float = 0.2
    rate: float = 2e-3
    schedule: str = "cosine"
    clip: float = 1.0
    batch: int = 32
    epochs: int = 40


PRESETS = {
    "mended": Config(),
    "as-published": Config(
        messages=True, fewest=33, note_loss="polynomial", musical=1.0, others=0.2, transpose=0, window=32, hidden=48,
        dense=24, dropout=0.0, rate=1e-3, schedule="constant", clip=0.0, batch=64, epochs=10,
    ),
}  # fmt: skip


def read(score: Score, config: Config) -> SongRead:
    """All tracks' notes in the order of their onsets, the higher first, or their messages; (rows, 6)."""
    tracks = score.tracks if config.tracks == "all" else score.tracks[:1]
    notes = [note for track in tracks for note in track.notes]
    rows = _messages(notes, TempoMap(score.timeline)) if config.messages else _notes(notes, config.grid)
    kept = int((rows[:, VELOCITY] > 0).sum())
    dropped = notes_in(score) - kept
    if len(rows) < config.fewest:
        what = plural(len(rows), "message" if config.messages else "note")
        return SongRead(None, 0, notes_in(score), f"only {what}, fewer than {config.fewest}")
    others = len(score.tracks) - len(tracks)
    reasons = [f"{plural(others, 'part')} after the first"] * (others > 0)
    reasons += ["notes struck twice at once"] * (sum(len(track.notes) for track in tracks) > kept)
    return SongRead(rows, kept, dropped, f"{' and '.join(reasons)} left out" if reasons else "")


def _notes(notes: Sequence[Note], grid: int) -> Rows:
    found: dict[tuple[int, int], tuple[int, int]] = {}
    for note in notes:
        place = (round(note.onset / grid), -note.pitch)
        lasts = min(LONGEST, max(1, round(note.duration / grid)))
        found[place] = max((lasts, note.velocity), found.get(place, (0, 0)))
    if not found:
        return np.zeros((0, WIDTH), np.int32)
    table = np.array([(*place, *found[place]) for place in sorted(found)], np.int64)
    onset, pitch, lasts, velocity = table.T
    wait = np.diff(onset, prepend=onset[0])
    rows = np.stack([-pitch, velocity, shortened(wait), lasts, lasts, lasts], 1).astype(np.int32)
    rows[:, MATCH_DISTANCE:] = longest_matches(keys(rows))
    return rows


def shortened(wait: Any) -> Any:
    """Times (n,), those above LONGEST_WAIT shortened by whole notes, which keeps the beat."""
    return np.where(wait > LONGEST_WAIT, (wait - 1) % LONGEST_WAIT + 1, wait)


def _messages(notes: Sequence[Note], clock: TempoMap) -> Rows:
    """Note-on and note-off messages with milliseconds between them; releases first."""
    events = [(note.onset, note.velocity, note.pitch) for note in notes] + [(n.end, 0, n.pitch) for n in notes]
    events.sort(key=lambda event: (event[0], event[1] > 0, event[2]))
    rows = np.zeros((len(events), WIDTH), np.int32)
    if events:
        tick, rows[:, VELOCITY], rows[:, PITCH] = np.array(events).T
        at = {int(t): round(1000 * clock.seconds(int(t))) for t in np.unique(tick)}
        rows[:, WAIT] = np.diff([at[int(t)] for t in tick], prepend=at[int(tick[0])])
    return rows


def keys(rows: Rows) -> list[tuple[int, int]]:
    """The keys by which rows (n, 6) match in any transposition: the interval and the time since the row before."""
    return list(zip(np.diff(rows[:, PITCH], prepend=rows[:1, PITCH]).tolist(), rows[:, WAIT].tolist(), strict=True))


def fit(config: Config, songs: Sequence[Rows]) -> Config:
    """The config unchanged, as all scales are fixed; ComposerError where all `songs`, (rows, 6) each, are empty."""
    if not any(len(song) for song in songs):
        raise ComposerError(f"No song has {config.fewest} notes or more, which is what this method learns from.")
    return config


def seed_rows(clip: Clip, config: Config) -> Rows:
    """The clip's notes and a row for the silence to the bar line at which it ends, (notes + 1, 6).

    As published its last messages, (window, 6) at most. ComposerError without notes.
    """
    score = Score((Track("Melody", 0, 0, clip.melody), Track("Chords", 1, 0, clip.chords)), clip.timeline)
    song = read(score, replace(config, tracks="all", fewest=1)).song
    if song is None:
        raise ComposerError("The seed clip holds no notes to write on from; choose another clip.")
    if config.messages:
        return song[-config.window :]
    last = max(round(note.onset / config.grid) for note in clip.notes)
    silence = np.zeros((1, WIDTH), np.int32)
    silence[0, [PITCH, WAIT]] = PAD, shortened(max(0, clip.timeline.bar_start(clip.bars) // config.grid - last))
    return np.concatenate([song, silence])


def silence_behind(start: Rows) -> tuple[Rows, int]:
    """The notes (notes, 6) of a seed (rows, 6) without its silence, and the silence in steps after the last onset."""
    if len(start) and start[-1, PITCH] == PAD:
        return start[:-1], int(start[-1, WAIT])
    return start, 0


def no_rows(config: Config) -> Rows:
    """No row, (0, 6): the first is sampled too. The published preset begins with a message, middle C struck, (1, 6)."""
    if config.messages:
        return np.array([[MIDDLE_C, 64, 0, 0, 0, 0]], np.int32)
    return np.zeros((0, WIDTH), np.int32)


def step_ticks(config: Config, rows: Rows, bpm: float) -> NDArray[np.float64]:
    """The ticks from the row before to each row (n, 6), (n,)."""
    unit = bpm / 60_000 * TICKS_PER_QUARTER if config.messages else config.grid
    return np.asarray(rows[:, WAIT] * unit, np.float64)


def decode(config: Config, rows: Rows, begin: int, bpm: float) -> tuple[tuple[Note, ...], tuple[Note, ...]]:
    """Rows (n, 6) from tick `begin` on as chords, below middle C, and melody; a first message is at `begin`."""
    times = step_ticks(config, rows, bpm)
    if config.messages:
        times[:1] = 0
    onsets = (begin + times.cumsum()).round().astype(int).tolist()
    struck = _struck(rows, onsets) if config.messages else _timed(rows, onsets, config.grid)
    notes = [Note(onset, lasts, pitch, velocity) for (onset, pitch), (lasts, velocity) in sorted(struck.items())]
    return tuple(n for n in notes if n.pitch < MIDDLE_C), tuple(n for n in notes if n.pitch >= MIDDLE_C)


Struck = dict[tuple[int, int], tuple[int, int]]


def _timed(rows: Rows, onsets: Sequence[int], grid: int) -> Struck:
    return {
        (onset, pitch): (max(1, lasts) * grid, max(1, velocity))
        for onset, (pitch, velocity, _, lasts, _, _) in zip(onsets, rows.tolist(), strict=True)
    }


def _struck(rows: Rows, onsets: Sequence[int]) -> Struck:
    """Notes last until their pitch is released or struck again, or a whole note where neither comes."""
    found: Struck = {}
    sounding: dict[int, int] = {}
    for onset, (pitch, velocity, *_) in zip(onsets, rows.tolist(), strict=True):
        before = sounding.pop(pitch, None)
        if before is not None:
            found[before, pitch] = (max(1, onset - before), found[before, pitch][1])
        if velocity > 0:
            sounding[pitch] = onset
            found[onset, pitch] = (4 * TICKS_PER_QUARTER, velocity)
    return found
