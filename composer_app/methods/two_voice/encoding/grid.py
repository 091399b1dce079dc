"""The two-voice representation: one chord event and one melody event at every 16th.

At each step a voice either goes on (HOLD), falls silent (REST) or starts something: a MIDI pitch in
the melody, a bass pitch class with a shape of intervals above it in the chords. Chords keep bass and
pitch classes, not their voicing; a chord struck again unchanged goes on. A quarter of triplets is marked
as such: its first three steps are then the triplet's eighths and its fourth stays empty. Finer onsets are
quantised to the nearest step; how far they were off it, and how loud, is the expression.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from composer_app.corpus.transcription.sections import find_sections
from composer_app.methods.two_voice.encoding.conditions import extract_plan
from composer_app.methods.two_voice.encoding.form import encode_form
from composer_app.methods.two_voice.encoding.tokens import (
    CHORD_VELOCITY,
    FIRST,
    MAX_BAR,
    MELODY_VELOCITY,
    NO_EXPRESSION,
    REST,
    SHAPES,
    STEP,
    STEPS_PER_QUARTER,
    UNKNOWN_KEY,
    UNKNOWN_MODE,
    Shape,
    Tokens,
    chord_token,
)
from composer_app.music.clip import Clip
from composer_app.music.key import Key, find_key
from composer_app.music.note import TICKS_PER_QUARTER, Note

TRIPLET = TICKS_PER_QUARTER // 3
NEAR_TRIPLET = 26
FEWEST_VELOCITIES = 5
OFF_GRID, LEAST_OFF_GRID = 5, 0.15


@dataclass(frozen=True, slots=True)
class Song:
    """A stretch of a piece in one meter: tokens (steps,) of both voices, steps in a bar, key signature and mode.

    `key` is the pitch class of the major key with the same signature, or UNKNOWN_KEY; `mode` 0 major, 1 minor,
    UNKNOWN_MODE; `in_c` says that it was transposed to C on purpose, on which the networks are conditioned. `weight`
    is how often it is sampled beside a song of weight 1. `compound` tells 6/8 from 3/4. `triplets` (steps,) is 1
    where a quarter is divided in three. `form` (bars, 5) is as form.py says, `plan` (bars, features) as conditions.py
    and `phrasing` (bars, 8) as phrases.py, each None where nothing is known. `expression` (4, steps) holds velocities
    and ticks off the grid at onsets, NO_EXPRESSION elsewhere, None where the file has neither. `begin` is its first
    tick, `transposition` by how many semitones its tokens stand above the piece.
    """

    melody: Tokens
    chords: Tokens
    bar: int
    key: int = UNKNOWN_KEY
    mode: int = UNKNOWN_MODE
    weight: float = 1.0
    in_c: bool = False
    compound: bool = False
    triplets: Tokens | None = None
    form: Tokens | None = None
    plan: NDArray[np.float32] | None = None
    expression: Tokens | None = None
    phrasing: Tokens | None = None
    begin: int = 0
    transposition: int = 0

    def __len__(self) -> int:
        return len(self.melody)

    @property
    def pickup_steps(self) -> int:
        """The steps before bar 1: a whole bar where there is a pickup, else none."""
        return self.bar if self.begin < 0 and len(self) > self.bar else 0


@dataclass(frozen=True, slots=True)
class Grid:
    """The steps of one stretch from tick `begin` on; `triplets` (quarters,) says which are divided in three."""

    begin: int
    steps: int
    triplets: Tokens

    def step(self, tick: int) -> int:
        """The nearest step to a tick; it may lie outside the stretch."""
        quarter, rest = divmod(tick - self.begin, TICKS_PER_QUARTER)
        slots = 3 if self._in_triplets(quarter) else STEPS_PER_QUARTER
        slot = (rest * slots * 2 + TICKS_PER_QUARTER) // (2 * TICKS_PER_QUARTER)
        return STEPS_PER_QUARTER * (quarter + 1) if slot == slots else STEPS_PER_QUARTER * quarter + slot

    def span(self, note: Note) -> tuple[int, int]:
        """The steps at which a note begins and has ended; it lasts one at least."""
        on = self.step(note.onset)
        # The fourth step of a triplet is unused.
        shortest = 2 if on % STEPS_PER_QUARTER == 2 and self._in_triplets(on // STEPS_PER_QUARTER) else 1
        return on, max(on + shortest, self.step(note.end))

    def tick(self, step: int) -> int:
        """The tick at which a step begins."""
        quarter, slot = divmod(step, STEPS_PER_QUARTER)
        within = min(slot, 3) * TRIPLET if self._in_triplets(quarter) else slot * STEP
        return self.begin + quarter * TICKS_PER_QUARTER + within

    def _in_triplets(self, quarter: int) -> bool:
        return 0 <= quarter < len(self.triplets) and bool(self.triplets[quarter])

    @property
    def by_step(self) -> Tokens:
        """1 for every step whose quarter is divided in three, (steps,)."""
        return np.pad(np.repeat(self.triplets, STEPS_PER_QUARTER), (0, self.steps % STEPS_PER_QUARTER)).astype(np.int16)


def grid_of(begin: int, triplets: Tokens) -> Grid:
    """The grid that begins at tick `begin` with `triplets` (steps,) marked by step, as a song has them."""
    return Grid(
        begin, len(triplets), triplets[: len(triplets) // STEPS_PER_QUARTER * STEPS_PER_QUARTER : STEPS_PER_QUARTER]
    )


def lay_grid(notes: Sequence[Note], begin: int, steps: int, bar: int) -> Grid:
    """A grid whose quarters are divided as suits the notes' onsets best; bars of odd length stay on 16ths."""
    triplets = np.zeros(steps // STEPS_PER_QUARTER, np.int16)
    if bar % STEPS_PER_QUARTER == 0:
        errors = np.zeros((2, len(triplets)))
        on_triplet = np.zeros(len(triplets), bool)
        for note in notes:
            quarter, rest = divmod(note.onset - begin, TICKS_PER_QUARTER)
            if 0 <= quarter < len(triplets):
                from_triplet = abs((rest + TRIPLET // 2) % TRIPLET - TRIPLET // 2)
                errors[:, quarter] += abs((rest + STEP // 2) % STEP - STEP // 2), from_triplet
                on_triplet[quarter] |= (
                    from_triplet < NEAR_TRIPLET and min(rest, TICKS_PER_QUARTER - rest) > NEAR_TRIPLET
                )
        triplets[on_triplet & (errors[1] < errors[0] / 2)] = 1
    return Grid(begin, steps, triplets)


def encode(clip: Clip, shapes: Sequence[Shape] = SHAPES, weight: float = 1.0, empty_too: bool = False) -> list[Song]:
    """The clip as songs, one for each stretch of constant meter that holds a note, or `empty_too`.

    A short first bar before a longer meter is a pickup, and counts as that meter's bar. `shapes` are the chord shapes.
    """
    key, mode = describe_key(clip)
    sections = find_sections(clip)
    bounds = [change.tick for change in clip.timeline.meters if change.tick < clip.length] + [clip.length]
    songs = []
    for begin, end in stretches(clip, bounds):
        meter = clip.timeline.meter_at(end - 1)
        bar = max(1, round(meter.bar / STEP))
        steps = -(-round((end - begin) / STEP) // bar) * bar
        if bar > MAX_BAR or steps == 0:
            continue
        grid = lay_grid(clip.notes, begin, steps, bar)
        melody = _melody(clip.melody, grid)
        chords = _chords(clip.chords, grid, shapes)
        if empty_too or melody.any() or chords.any():
            starts = [((section.tick - begin) // meter.bar, section.label) for section in sections]
            last = end == bounds[-1]
            songs.append(
                Song(
                    melody, chords, bar, key, mode, weight,
                    compound=meter.is_compound,
                    triplets=grid.by_step,
                    form=encode_form(starts, steps // bar, last),
                    plan=extract_plan(melody, chords, bar, tuple(shapes), starts),
                    expression=_expression(clip, grid, melody, chords),
                    begin=begin,
                )
            )  # fmt: skip
    return songs


def stretches(clip: Clip, bounds: Sequence[int]) -> list[tuple[int, int]]:
    """Begin and end tick of each stretch of one meter; a pickup is joined to what it leads into."""
    found = list(pairwise(bounds))
    if len(found) > 1:
        (first, middle), (_, end) = found[:2]
        bar = clip.timeline.meter_at(middle).bar
        if middle - first < bar and middle - first <= clip.timeline.meter_at(first).bar:
            found[:2] = [(middle - bar, end)]
    return found


def describe_key(clip: Clip) -> tuple[int, int]:
    """Key signature and mode of a clip: the file's where it has one, else found from the notes."""
    key = clip.key or find_key(clip.notes)
    if key is None:
        return UNKNOWN_KEY, UNKNOWN_MODE
    return key.relative_major, int(_is_minor(clip, key))


def _is_minor(clip: Clip, key: Key) -> bool:
    """Files often give a signature as a major key; the time spent on each tonic chord decides."""
    if key.minor or not clip.chords:
        return key.minor
    on = {key.tonic: 0, (key.tonic + 9) % 12: 0}
    for note in clip.chords:
        if note.pitch < 48 and note.pitch % 12 in on:
            on[note.pitch % 12] += note.duration
    return on[(key.tonic + 9) % 12] > on[key.tonic]


def _melody(notes: Sequence[Note], grid: Grid) -> Tokens:
    tokens = np.zeros(grid.steps, np.int16)
    sounding: dict[int, tuple[int, int]] = {}
    for note in notes:
        on, end = grid.span(note)
        if 0 <= on < grid.steps and (on not in sounding or note.pitch > sounding[on][1]):
            sounding[on] = (end, note.pitch)
    onsets = sorted(sounding)
    for on, after in pairwise([*onsets, grid.steps]):
        end, pitch = sounding[on]
        tokens[on] = FIRST + pitch
        if end < after:
            tokens[end] = REST
    return tokens


def _chords(notes: Sequence[Note], grid: Grid, shapes: Sequence[Shape]) -> Tokens:
    tokens = np.zeros(grid.steps, np.int16)
    edges: dict[int, list[tuple[bool, int]]] = {}
    for note in notes:
        on, end = grid.span(note)
        if end > 0 and on < grid.steps:
            edges.setdefault(max(0, on), []).append((True, note.pitch))
            edges.setdefault(end, []).append((False, note.pitch))
    sounding: dict[int, int] = {}
    current = REST
    for step in sorted(edges):
        if step >= grid.steps:
            break
        for starts, pitch in edges[step]:
            sounding[pitch] = sounding.get(pitch, 0) + (1 if starts else -1)
        pitches = [pitch for pitch, count in sounding.items() if count > 0]
        has_onset = any(starts for starts, _ in edges[step])
        # Releasing a finger does not make a new chord; only silence or a new onset does.
        token = chord_token(pitches, shapes) if pitches and has_onset else current if pitches else REST
        if token != current:
            tokens[step] = current = token
    return tokens


def _expression(clip: Clip, grid: Grid, melody: Tokens, chords: Tokens) -> Tokens | None:
    """Velocities and ticks off the grid of both voices (4, steps), where its notes vary as a player's do; else None."""
    expression = np.full((4, grid.steps), NO_EXPRESSION, np.int16)
    voices = ((clip.melody, melody, MELODY_VELOCITY), (clip.chords, chords, CHORD_VELOCITY))
    for notes, tokens, row in voices:
        off = {note: note.onset - grid.tick(grid.step(note.onset)) for note in notes}
        has_velocities = len({note.velocity for note in notes}) >= FEWEST_VELOCITIES
        # Notes finer than the grid lie off it too, but where the timing is a player's, the velocities vary as well.
        off_grid = sum(abs(ticks) >= OFF_GRID for ticks in off.values())
        has_timing = has_velocities and off_grid > LEAST_OFF_GRID * len(notes)
        by_step: dict[int, list[Note]] = {}
        for note in notes:
            by_step.setdefault(grid.step(note.onset), []).append(note)
        for step, simultaneous in by_step.items():
            if 0 <= step < grid.steps and tokens[step] >= FIRST:
                if has_velocities:
                    expression[row, step] = round(sum(note.velocity for note in simultaneous) / len(simultaneous))
                if has_timing:
                    expression[row + 1, step] = min(off[note] for note in simultaneous)
    return expression if (expression != NO_EXPRESSION).any() else None
