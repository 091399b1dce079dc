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
    `longest_rest` steps ends a part (0: never). `late` is how many steps after the next one the target stands.
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
    """Every track of one voice as rows, parts set apart by a row of -1."""
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
    """One voice as rows without matches, from the first note's bar on; the published grid begins with the note.

    It reaches to the end of the last note, or to step `end`.

    Shapes: rows (steps, 3).
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
            tokens[until:held] = REST  # what sounded before is over too
            held = until
    if config.seconds_a_step:
        return np.stack([tokens[first:], *np.zeros((2, last - first), np.int16)], 1)
    length = last if end is None else end
    place, bar = _bars(timeline, max(last, length))
    whole = np.append(tokens, np.full(max(0, length - last), REST, np.int16))
    return np.stack([whole, place, bar], 1)[max(0, first - int(place[first])) : length]


def _bars(timeline: Timeline, steps: int) -> tuple[NDArray[np.int16], NDArray[np.int16]]:
    """Of each step its place in the bar and the bar's length, in steps."""
    place, bar = np.zeros(steps, np.int16), np.zeros(steps, np.int16)
    for change in timeline.meters:
        first = round(change.tick / STEP)
        length = min(MAX_BAR, max(1, round(change.meter.bar / STEP)))
        bar[first:] = length
        place[first:] = np.arange(max(0, steps - first)) % length
    return place, bar


def _cut(rows: Rows, config: Config) -> list[Rows]:
    """The rows without what lies more than a bar before or after a note where the rest is too long."""
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
    """Rows of three columns with the two of the longest match beside them: (steps, 3) to (steps, 5)."""
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
    """Nothing needs to be learnt ahead: every MIDI pitch is a token.

    Shapes: songs (steps, 5).
    """
    if not songs:
        raise ComposerError("No song has a part with one voice at a time, which is what Melody grid learns from.")
    return config


def parts_of(song: Rows) -> list[tuple[int, int]]:
    """First and last row of every part of a song: `song` (steps, 5)."""
    cuts = np.flatnonzero(song[:, 0] == APART)
    return list(zip([0, *(cuts + 1).tolist()], [*cuts.tolist(), len(song)], strict=True))


def seed_rows(clip: Clip, config: Config) -> Rows:
    """The clip's melody to its end; of the published preset its last window.

    Shapes: rows (steps, 5).
    """
    if not clip.melody:
        raise ComposerError("The seed clip has no melody, and Melody grid writes on from one; choose another clip.")
    if config.published:
        return with_matches(on_grid(clip.melody, clip.timeline, config)[-config.window :], config)
    # What is written begins at the next bar line.
    end = round(clip.timeline.bar_start(clip.bars) / STEP)
    return with_matches(on_grid(clip.melody, clip.timeline, config, end), config)


def no_rows(config: Config) -> Rows:
    """No row: what comes first is sampled too. The published preset begins with a window of rests.

    Shapes: rows (steps, 5).
    """
    if config.published:
        return np.tile(np.array([[REST, 0, 0, 0, 0]], np.int16), (config.window, 1))
    return np.zeros((0, COLUMNS), np.int16)


def next_row(row: Rows, token: int) -> Rows:
    """The row of a token that follows another row: the next place in the bar, its match not yet known.

    Shapes: rows (5,).
    """
    bar = int(row[2])
    return np.array([token, (int(row[1]) + 1) % bar if bar else 0, bar, 0, 0], np.int16)


def step_ticks(config: Config, rows: Rows, bpm: float) -> NDArray[np.float64]:
    """How long each row lasts, in ticks: rows (steps, 5); ticks (steps,)."""
    step = config.seconds_a_step * bpm / 60 * TICKS_PER_QUARTER if config.seconds_a_step else float(STEP)
    return np.full(len(rows), step)


def decode(config: Config, rows: Rows, begin: int, bpm: float) -> tuple[tuple[Note, ...], tuple[Note, ...]]:
    """No chords, and the melody from tick `begin` on; a hold without a note before it is silence, and so is APART.

    Shapes: rows (steps, 5).
    """
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
