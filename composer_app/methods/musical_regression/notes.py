"""A file's notes, or its messages, as rows of numbers, and back to notes."""

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

# The columns of a row: pitch; velocity, 0 where a message ends a note; time since the row before; how long the note
# lasts (0 of a message); how many rows ago the one lies that followed the longest match, and the match's length.
# Times are steps of the grid, of messages milliseconds.
PITCH, VELOCITY, WAIT, LASTS, MATCH_DISTANCE, MATCH_LENGTH = range(6)
WIDTH = 6
START, PAD = -1, -2  # as the pitch of a row that is no note; a last one of PAD says how long silence has lasted
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
    """Times, of which the too long ones lose whole notes, so that the beat stays."""
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
    """What makes two notes alike in any key: the interval from the note before, and the time since.

    Shapes: rows (notes, 6).
    """
    return list(zip(np.diff(rows[:, PITCH], prepend=rows[:1, PITCH]).tolist(), rows[:, WAIT].tolist(), strict=True))


def fit(config: Config, songs: Sequence[Rows]) -> Config:
    """Nothing needs to be learnt ahead: every scale is known.

    Shapes: songs (notes, 6).
    """
    if not any(len(song) for song in songs):
        raise ComposerError(f"No song has {config.fewest} notes or more, which is what this method learns from.")
    return config


def seed_rows(clip: Clip, config: Config) -> Rows:
    """The clip's notes and the silence up to the bar line at which it ends; published, its messages' last window.

    Shapes: rows (notes, 6).
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
    """The notes of a seed, and how many steps after the last of them the next may come: rows (notes, 6)."""
    if len(start) and start[-1, PITCH] == PAD:
        return start[:-1], int(start[-1, WAIT])
    return start, 0


def no_rows(config: Config) -> Rows:
    """No row: what comes first is sampled too. The published preset needs a message, and gets a C struck.

    Shapes: rows (notes, 6).
    """
    if config.messages:
        return np.array([[MIDDLE_C, 64, 0, 0, 0, 0]], np.int32)
    return np.zeros((0, WIDTH), np.int32)


def step_ticks(config: Config, rows: Rows, bpm: float) -> NDArray[np.float64]:
    """How many ticks each row comes after the one before: rows (notes, 6); ticks (notes,)."""
    unit = bpm / 60_000 * TICKS_PER_QUARTER if config.messages else config.grid
    return np.asarray(rows[:, WAIT] * unit, np.float64)


def decode(config: Config, rows: Rows, begin: int, bpm: float) -> tuple[tuple[Note, ...], tuple[Note, ...]]:
    """Chords and melody from tick `begin` on, below middle C and from there up; a first message stands at `begin`.

    Shapes: rows (notes, 6).
    """
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
    """Each strike lasts until its pitch is released or struck again, or a whole note where neither comes."""
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
