"""Tokens become notes: chords voiced for a pianist below the melody, played as learnt or accented by the beat."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from composer_app.methods.two_voice.encoding.grid import Grid
from composer_app.methods.two_voice.encoding.tokens import (
    CHORD_TIMING,
    CHORD_VELOCITY,
    FIRST,
    MELODY_TIMING,
    MELODY_VELOCITY,
    NO_EXPRESSION,
    STEP,
    Shape,
    Tokens,
)
from composer_app.music.meter import Meter
from composer_app.music.note import Note

BASS_LOW, UPPER_LOW, UPPER_HIGH = 36, 48, 63
MELODY_LOUD, CHORD_LOUD = 84, 60
DOWNBEAT, BEAT_ACCENT = 10, 5
FARTHEST_OFF = STEP // 2 - 1
VOICED_BEFORE = (52, 55, 60)


def decode(
    melody: Tokens,
    chords: Tokens,
    grid: Grid,
    shapes: Sequence[Shape],
    meter: Meter,
    expression: Tokens | None = None,
    ceiling: int = UPPER_HIGH,
) -> tuple[tuple[Note, ...], tuple[Note, ...]]:
    """Chords and melody as notes, from tokens (steps,) each; without `expression` (4, steps) the beats are accented.

    Chords stay below the melody's lowest note and below the MIDI pitch `ceiling`, so that the hands never cross.
    """
    expression = np.full((4, len(melody)), NO_EXPRESSION) if expression is None else expression
    tune = _play_melody(melody, grid, meter, expression)
    ceiling = min([ceiling, *(note.pitch - 1 for note in tune)])
    return _play_chords(chords, grid, shapes, meter, expression, ceiling), tune


def _events(tokens: Tokens) -> list[tuple[int, int, int]]:
    """Start step, end step and token of everything that sounds."""
    changes = [*np.flatnonzero(tokens).tolist(), len(tokens)]
    return [(on, end, int(tokens[on])) for on, end in pairwise(changes) if tokens[on] >= FIRST]


def _play_melody(tokens: Tokens, grid: Grid, meter: Meter, expression: Tokens) -> tuple[Note, ...]:
    notes = []
    for on, end, token in _events(tokens):
        begin, length = _shifted(grid, on, end, expression[MELODY_TIMING, on])
        plain = MELODY_LOUD + accent(grid.tick(on) - grid.begin, meter)
        notes.append(Note(begin, length, token - FIRST, _velocity(expression[MELODY_VELOCITY, on], plain)))
    return tuple(notes)


def _play_chords(
    tokens: Tokens, grid: Grid, shapes: Sequence[Shape], meter: Meter, expression: Tokens, ceiling: int
) -> tuple[Note, ...]:
    notes: list[Note] = []
    before: tuple[int, ...] = VOICED_BEFORE
    for on, end, token in _events(tokens):
        bass, shape = (token - FIRST) % 12, shapes[(token - FIRST) // 12]
        before = voice([(bass + i) % 12 for i in shape], before, ceiling)
        low = BASS_LOW + bass
        while low >= before[0]:  # under a low melody both hands move down
            low -= 12
        begin, length = _shifted(grid, on, end, expression[CHORD_TIMING, on])
        velocity = _velocity(
            expression[CHORD_VELOCITY, on], CHORD_LOUD + accent(grid.tick(on) - grid.begin, meter) // 2
        )
        # Below MIDI's range there is no room: the lowest octave of it must hold what is left.
        pitches = dict.fromkeys(pitch if pitch >= 0 else pitch % 12 for pitch in (low, *before))
        notes += (Note(begin, length, pitch, velocity) for pitch in pitches)
    return tuple(notes)


def _shifted(grid: Grid, on: int, end: int, off: int) -> tuple[int, int]:
    """Onset and length of a note played `off` ticks off its step, which stays the nearest; its end stays."""
    off = 0 if off == NO_EXPRESSION else max(-FARTHEST_OFF, min(FARTHEST_OFF, int(off)))
    begin = max(0, grid.tick(on) + off)
    return begin, max(1, grid.tick(end) - begin)


def _velocity(learnt: int, default: int) -> int:
    return default if learnt == NO_EXPRESSION else int(min(127, max(1, learnt)))


def accent(tick: int, meter: Meter) -> int:
    """How much louder a note is for standing on a bar line or a beat."""
    in_bar = tick % meter.bar
    return DOWNBEAT if in_bar == 0 else BEAT_ACCENT if in_bar % meter.beat == 0 else 0


def voice(classes: Sequence[int], before: tuple[int, ...], ceiling: int = UPPER_HIGH) -> tuple[int, ...]:
    """The upper voices of a chord, below `ceiling` near middle C, moving least from the voicing before.

    A triad is played whole above its bass; of four notes and more the bass's own class is left out.
    """
    upper = sorted(set(classes[1:] if len(classes) > 3 else classes))
    candidates = []
    for rotation in range(len(upper)):
        for low in (UPPER_LOW - 9, UPPER_LOW):
            order = upper[rotation:] + upper[:rotation]
            pitches = [low + (order[0] - low) % 12]
            for pitch_class in order[1:]:
                pitches.append(pitches[-1] + (pitch_class - pitches[-1] - 1) % 12 + 1)
            candidates.append(tuple(pitches))
    inside = [c for c in candidates if c[0] >= UPPER_LOW and c[-1] <= ceiling]
    inside = inside or [_lowered(min(candidates, key=lambda c: (c[-1] > ceiling, abs(c[-1] - ceiling))), ceiling)]
    centre = sum(before) / len(before)
    return min(inside, key=lambda c: (abs(sum(c) / len(c) - centre) + _movement(c, before), c))


def _lowered(pitches: tuple[int, ...], ceiling: int) -> tuple[int, ...]:
    """The pitches by as many octaves lower as bring them below `ceiling`."""
    octaves = max(0, -(-(pitches[-1] - ceiling) // 12))
    return tuple(pitch - 12 * octaves for pitch in pitches)


def _movement(after: tuple[int, ...], before: tuple[int, ...]) -> float:
    return sum(min(abs(a - b) for b in before) for a in after) / len(after)
