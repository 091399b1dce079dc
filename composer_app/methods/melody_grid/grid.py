"""Parts of one voice as rows of tokens on a grid, and back to notes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from composer_app.corpus.transcription.tracks import SongRead, notes_in, plural
from composer_app.errors import ComposerError
from composer_app.music.clip import Clip
from composer_app.music.meter import Timeline
from composer_app.music.note import TICKS_PER_QUARTER, Note
from composer_app.music.score import Score
from composer_app.music.tempo_map import TempoMap

REST, HOLD, START = 128, 129, 130
STEP = TICKS_PER_QUARTER // 4
APART = -1  # between two parts of one file
MAX_BAR = 64
PLAIN_BAR = 16
_WEIGHTS = np.random.default_rng(8).integers(1, 2**63, 32, dtype=np.uint64) * np.uint64(2) + np.uint64(1)

MATCH_LENGTHS = (8, 16, 32)
COLUMNS = 5

Rows = NDArray[Any]
"""(steps, 5): token, step in the bar, steps in the bar, the matched token, and its match's length.

The matched token followed the last time the same 8, 16 or 32 steps came in this part; the match's length is
1, 2 or 3 for these, 0 where there is none.
"""


@dataclass(frozen=True, slots=True)
class Config:
    """The rules of reading, the network's sizes and how it learns.

    A track counts as one voice where one note sounds `least_alone` of its sounding time. A rest of more than
    `longest_rest` steps ends a part (0: never). `late` is how many steps after the next one the target is.
    """

    seconds_a_step: float = 0.0  # 0: 16ths
    hold: bool = True
    least_alone: float = 0.95
    fewest_notes: int = 12
    longest_rest: int = 64
    late: int = 0
    window: int = 192
    published: bool = False
    hidden: int = 224
    layers: int = 1
    embedding: int = 32
    dropout: float = 0.25
    transpose: int = 5
    rate: float = 3e-3
    schedule: str = "cosine"
    clip: float = 1.0
    batch: int = 24
    epochs: int = 40


PRESETS = {
    "mended": Config(),
    "as-published": Config(
        seconds_a_step=0.25, hold=False, least_alone=0.99, fewest_notes=21, longest_rest=0, late=1, window=20,
        published=True, hidden=64, layers=1, dropout=0.2, transpose=0, rate=1e-3, schedule="constant", clip=5.0,
        batch=32, epochs=10,
    ),
}  # fmt: skip


def read(score: Score, config: Config) -> SongRead:
    """Every track of one voice as rows (steps, 5), with a row of -1 between parts."""
    parts: list[Rows] = []
    notes, alone = 0, 0
    for track in score.tracks:
        if share_alone(track.notes) < config.least_alone:
            continue
        alone += 1
        if len(track.notes) >= config.fewest_notes:
            rows = on_grid(track.notes, score.timeline, config)
            parts += _cut(rows, config) if config.longest_rest else [rows]
            notes += _struck(rows, config)
    dropped = notes_in(score) - notes
    if not parts:
        why = f"fewer than {config.fewest_notes} notes in its parts of one voice" if alone else "no part of one voice"
        return SongRead(None, 0, notes_in(score), why)
    apart = np.full((1, COLUMNS), APART, np.int16)
    song = np.concatenate([piece for part in parts for piece in (apart, with_matches(part, config))][1:])
    left_out = len(score.tracks) - alone
    why = f"{plural(left_out, 'part')} of several voices left out" if left_out else ""
    return SongRead(song, notes, dropped, why)


def share_alone(notes: Sequence[Note]) -> float:
    """The share of a track's sounding time in which exactly one note sounds; 0 for a track without notes."""
    edges = sorted([(note.onset, 1) for note in notes] + [(note.end, -1) for note in notes])
    sounding, before, one, any_ = 0, 0, 0, 0
    for tick, change in edges:
        one += (tick - before) * (sounding == 1)
        any_ += (tick - before) * (sounding > 0)
        sounding, before = sounding + change, tick
    return one / any_ if any_ else 0.0


def on_grid(notes: Sequence[Note], timeline: Timeline, config: Config, end: int | None = None) -> Rows:
    """One voice as rows without matches (steps, 3), from the first note's bar on; as published from the first note.

    They reach to the end of the last note, or to step `end`.
    """
    places: list[tuple[int, int, int]] = []
    clock = TempoMap(timeline)
    for note in notes:
        if config.seconds_a_step:
            on, until = (round(clock.seconds(tick) / config.seconds_a_step) for tick in (note.onset, note.end))
        else:
            on, until = round(note.onset / STEP), round(note.end / STEP)
        places.append((on, max(on + 1, until), note.pitch))
    places.sort()
    first, last = places[0][0], max(until for _, until, _ in places)
    tokens = np.full(last, REST, np.int16)
    held = 0
    for on, until, pitch in places:
        tokens[on] = pitch
        tokens[on + 1 : until] = HOLD if config.hold else pitch
        if config.hold:
            tokens[until:held] = REST  # the note before ends here too
            held = until
    if config.seconds_a_step:
        return np.stack([tokens[first:], *np.zeros((2, last - first), np.int16)], 1)
    length = last if end is None else end
    place, bar = _bars(timeline, max(last, length))
    whole = np.append(tokens, np.full(max(0, length - last), REST, np.int16))
    return np.stack([whole, place, bar], 1)[max(0, first - int(place[first])) : length]


def _bars(timeline: Timeline, steps: int) -> tuple[NDArray[np.int16], NDArray[np.int16]]:
    """The place in the bar of each step and the bar's length in steps, (steps,) each."""
    place, bar = np.zeros(steps, np.int16), np.zeros(steps, np.int16)
    for change in timeline.meters:
        first = round(change.tick / STEP)
        length = min(MAX_BAR, max(1, round(change.meter.bar / STEP)))
        bar[first:] = length
        place[first:] = np.arange(max(0, steps - first)) % length
    return place, bar


def _cut(rows: Rows, config: Config) -> list[Rows]:
    """Rows cut where a rest is too long: each part ends a step after its last note and begins at a bar line."""
    notes = np.flatnonzero(rows[:, 0] != REST)
    gaps = np.flatnonzero(np.diff(notes) > config.longest_rest)
    begins = [0, *(int(notes[gap + 1]) - int(rows[notes[gap + 1], 1]) for gap in gaps)]
    ends = [*(int(notes[gap]) + 2 for gap in gaps), len(rows)]
    return [rows[begin:end] for begin, end in zip(begins, ends, strict=True) if _struck(rows[begin:end], config) > 3]


def _struck(rows: Rows, config: Config) -> int:
    """How many notes the rows hold; without a hold token neighbours of one pitch are one note."""
    tokens = rows[:, 0]
    begins = config.hold | (np.diff(tokens, prepend=APART) != 0)
    return int(((tokens >= 0) & (tokens < REST) & begins).sum())


def with_matches(rows: Rows, config: Config) -> Rows:
    """Rows (steps, 3) with the matched token and its match's length beside them, (steps, 5)."""
    found = np.zeros((len(rows), 2), np.int16)
    tokens = rows[:, 0].astype(np.uint64)
    for length, size in enumerate(MATCH_LENGTHS, 1):
        if config.published or len(rows) <= size:
            break
        hashes = np.lib.stride_tricks.sliding_window_view(tokens[:-1], size) @ _WEIGHTS[:size]
        order = np.argsort(hashes, kind="stable")
        again = np.flatnonzero(hashes[order[1:]] == hashes[order[:-1]])
        now, before = order[again + 1] + size, order[again] + size
        found[now, 0], found[now, 1] = rows[before, 0], length
    return np.concatenate([rows, found], 1)


def fit(config: Config, songs: Sequence[Rows]) -> Config:
    """The config unchanged, as every MIDI pitch is a token; ComposerError if there are no songs (steps, 5)."""
    if not songs:
        raise ComposerError("No song has a part with one voice at a time, which is what Melody grid learns from.")
    return config


def parts_of(song: Rows) -> list[tuple[int, int]]:
    """Where each part of a song (steps, 5) begins and ends, the end exclusive."""
    cuts = np.flatnonzero(song[:, 0] == APART)
    return list(zip([0, *(cuts + 1).tolist()], [*cuts.tolist(), len(song)], strict=True))


def seed_rows(clip: Clip, config: Config) -> Rows:
    """The clip's melody to its end, (steps, 5), as published the last window; ComposerError without a melody."""
    if not clip.melody:
        raise ComposerError("The seed clip has no melody, and Melody grid writes on from one; choose another clip.")
    if config.published:
        return with_matches(on_grid(clip.melody, clip.timeline, config)[-config.window :], config)
    # New rows begin at the next bar line.
    end = round(clip.timeline.bar_start(clip.bars) / STEP)
    return with_matches(on_grid(clip.melody, clip.timeline, config, end), config)


def no_rows(config: Config) -> Rows:
    """No row, (0, 5): the first is sampled too. The published preset begins with rests, (window, 5)."""
    if config.published:
        return np.tile(np.array([[REST, 0, 0, 0, 0]], np.int16), (config.window, 1))
    return np.zeros((0, COLUMNS), np.int16)


def next_row(row: Rows, token: int) -> Rows:
    """The row (5,) of a token after `row` (5,): the next place in the bar, its match not yet known."""
    bar = int(row[2])
    return np.array([token, (int(row[1]) + 1) % bar if bar else 0, bar, 0, 0], np.int16)


def step_ticks(config: Config, rows: Rows, bpm: float) -> NDArray[np.float64]:
    """How long each row (n, 5) lasts, in ticks, (n,)."""
    step = config.seconds_a_step * bpm / 60 * TICKS_PER_QUARTER if config.seconds_a_step else float(STEP)
    return np.full(len(rows), step)


def decode(config: Config, rows: Rows, begin: int, bpm: float) -> tuple[tuple[Note, ...], tuple[Note, ...]]:
    """No chords, and the melody of rows (steps, 5) from tick `begin` on; APART or a hold without a note is silence."""
    step = float(step_ticks(config, rows[:1], bpm)[0]) if len(rows) else 0.0
    notes: list[Note] = []
    start, pitch, loud = 0, REST, 0
    for at, (written, place, _) in enumerate([*rows[:, :3].tolist(), [REST, 0, 0]]):
        token = REST if written == APART else written
        if token == HOLD or (token == pitch and not config.hold):
            continue
        if pitch < REST:
            on, end = (begin + round(index * step) for index in (start, at))
            notes.append(Note(on, max(1, end - on), pitch, loud))
        start, pitch = at, token
        loud = 127 if config.published else 96 if place == 0 else 84
    return (), tuple(notes)
