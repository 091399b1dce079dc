"""The two-voice representation: one chord event and one melody event at every 16th.

At each step a voice either goes on (HOLD), falls silent (REST) or starts something: a MIDI pitch in
the melody, a bass pitch class with a shape of intervals above it in the chords. Chords keep bass and
pitch classes, not their voicing; a chord struck again unchanged goes on. Finer onsets move to the
nearest 16th.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from composer_app.music.chord import QUALITIES
from composer_app.music.clip import Clip
from composer_app.music.key import Key, find_key
from composer_app.music.meter import Meter
from composer_app.music.note import TICKS_PER_QUARTER, Note

STEP = TICKS_PER_QUARTER // 4
HOLD, REST, FIRST = 0, 1, 2
MELODY_TOKENS = FIRST + 128
UNKNOWN_KEY, UNKNOWN_MODE = 12, 2
UNTOLD, IN_C = 0, 1
BASS_LOW, UPPER_LOW, UPPER_HIGH = 36, 48, 63
MAX_BAR = 64

Shape = tuple[int, ...]
Tokens = NDArray[np.int16]


def _shapes() -> tuple[Shape, ...]:
    """Every inversion of every chord quality as intervals above its bass, each set once."""
    found: dict[Shape, None] = {(0,): None}
    for intervals in QUALITIES.values():
        for bass in intervals:
            found.setdefault(tuple(sorted({(i - bass) % 12 for i in intervals})), None)
    # A triad over a foreign bass, as in F/G or C/D.
    for triad in (QUALITIES[""], QUALITIES["m"]):
        for bass in (2, 5, 9, 10, 11):
            found.setdefault(tuple(sorted({0} | {(i - bass) % 12 for i in triad})), None)
    return tuple(found)


SHAPES = _shapes()


@dataclass(frozen=True, slots=True)
class Song:
    """One stretch in one meter: token arrays of equal length, steps in a bar, key signature and mode.

    `key` is the pitch class of the major key with the same signature, or UNKNOWN_KEY; `mode` 0 major,
    1 minor, UNKNOWN_MODE; `in_c` says that it was moved to C on purpose, which the network may be told.
    `weight` is how often it is drawn beside a song of weight 1.
    """

    melody: Tokens
    chords: Tokens
    bar: int
    key: int = UNKNOWN_KEY
    mode: int = UNKNOWN_MODE
    weight: float = 1.0
    in_c: bool = False

    def __len__(self) -> int:
        return len(self.melody)


def chord_token(pitches: Sequence[int], shapes: Sequence[Shape] = SHAPES) -> int:
    """The token of sounding MIDI pitches; a set outside the shapes becomes the likest one on its bass."""
    low = min(pitches)
    wanted = {(pitch - low) % 12 for pitch in pitches}
    exact = tuple(sorted(wanted))
    if exact in shapes:
        index = shapes.index(exact)
    else:
        index = max(range(len(shapes)), key=lambda i: len(wanted & set(shapes[i])) / len(wanted | set(shapes[i])))
    return FIRST + 12 * index + low % 12


def encode(clip: Clip, shapes: Sequence[Shape] = SHAPES, weight: float = 1.0) -> list[Song]:
    """The clip as songs, one for each stretch of constant meter that holds a note."""
    key, mode = describe_key(clip)
    bounds = [change.tick for change in clip.timeline.meters if change.tick < clip.length] + [clip.length]
    songs = []
    for begin, end in pairwise(bounds):
        bar = max(1, round(clip.timeline.meter_at(begin).bar / STEP))
        steps = -(-round((end - begin) / STEP) // bar) * bar
        if bar > MAX_BAR or steps == 0:
            continue
        melody = _melody(clip.melody, begin, steps)
        chords = _chords(clip.chords, begin, steps, shapes)
        if melody.any() or chords.any():
            songs.append(Song(melody, chords, bar, key, mode, weight))
    return songs


def describe_key(clip: Clip) -> tuple[int, int]:
    """Key signature and mode of a clip: the file's where it has one, else found from the notes."""
    key = clip.key or find_key(clip.notes)
    if key is None:
        return UNKNOWN_KEY, UNKNOWN_MODE
    return key.relative_major, int(_is_minor(clip, key))


def _is_minor(clip: Clip, key: Key) -> bool:
    """Files often give a signature as a major key; the time spent on either tonic chord decides."""
    if key.minor or not clip.chords:
        return key.minor
    on = {key.tonic: 0, (key.tonic + 9) % 12: 0}
    for note in clip.chords:
        if note.pitch < 48 and note.pitch % 12 in on:
            on[note.pitch % 12] += note.duration
    return on[(key.tonic + 9) % 12] > on[key.tonic]


def _melody(notes: Sequence[Note], begin: int, steps: int) -> Tokens:
    tokens = np.zeros(steps, np.int16)
    sounding: dict[int, tuple[int, int]] = {}
    for note in notes:
        on = round((note.onset - begin) / STEP)
        if 0 <= on < steps and (on not in sounding or note.pitch > sounding[on][1]):
            sounding[on] = (max(on + 1, round((note.end - begin) / STEP)), note.pitch)
    onsets = sorted(sounding)
    for on, after in pairwise([*onsets, steps]):
        end, pitch = sounding[on]
        tokens[on] = FIRST + pitch
        if end < after:
            tokens[end] = REST
    return tokens


def _chords(notes: Sequence[Note], begin: int, steps: int, shapes: Sequence[Shape]) -> Tokens:
    tokens = np.zeros(steps, np.int16)
    edges: dict[int, list[tuple[bool, int]]] = {}
    for note in notes:
        on = round((note.onset - begin) / STEP)
        end = max(on + 1, round((note.end - begin) / STEP))
        if end > 0 and on < steps:
            edges.setdefault(max(0, on), []).append((True, note.pitch))
            edges.setdefault(end, []).append((False, note.pitch))
    sounding: dict[int, int] = {}
    current = REST
    for step in sorted(edges):
        if step >= steps:
            break
        for starts, pitch in edges[step]:
            sounding[pitch] = sounding.get(pitch, 0) + (1 if starts else -1)
        pitches = [pitch for pitch, count in sounding.items() if count > 0]
        starts_some = any(starts for starts, _ in edges[step])
        # Releasing a finger does not make a new chord; only silence or a new onset does.
        token = chord_token(pitches, shapes) if pitches and starts_some else current if pitches else REST
        if token != current:
            tokens[step] = current = token
    return tokens


def decode(
    melody: Tokens, chords: Tokens, begin: int, shapes: Sequence[Shape], meter: Meter
) -> tuple[tuple[Note, ...], tuple[Note, ...]]:
    """Chords and melody as notes from tick `begin` on, voiced for a pianist, downbeats accented."""
    tune = _play_melody(melody, begin, meter)
    # The hands never cross: the chords stay below the melody's lowest note.
    ceiling = min([UPPER_HIGH, *(note.pitch - 1 for note in tune)])
    return _play_chords(chords, begin, shapes, meter, ceiling), tune


def _events(tokens: Tokens) -> list[tuple[int, int, int]]:
    """Start step, end step and token of everything that sounds."""
    changes = [*np.flatnonzero(tokens).tolist(), len(tokens)]
    return [(on, end, int(tokens[on])) for on, end in pairwise(changes) if tokens[on] >= FIRST]


def _play_melody(tokens: Tokens, begin: int, meter: Meter) -> tuple[Note, ...]:
    return tuple(
        Note(begin + on * STEP, (end - on) * STEP, token - FIRST, 84 + _accent(on * STEP, meter))
        for on, end, token in _events(tokens)
    )


def _accent(tick: int, meter: Meter) -> int:
    in_bar = tick % meter.bar
    return 10 if in_bar == 0 else 5 if in_bar % meter.beat == 0 else 0


def _play_chords(tokens: Tokens, begin: int, shapes: Sequence[Shape], meter: Meter, ceiling: int) -> tuple[Note, ...]:
    notes: list[Note] = []
    before: tuple[int, ...] = (52, 55, 60)
    for on, end, token in _events(tokens):
        bass, shape = (token - FIRST) % 12, shapes[(token - FIRST) // 12]
        before = voice([(bass + i) % 12 for i in shape], before, ceiling)
        velocity = 60 + _accent(on * STEP, meter) // 2
        for pitch in (BASS_LOW + bass, *before):
            notes.append(Note(begin + on * STEP, (end - on) * STEP, pitch, velocity))
    return tuple(notes)


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
    inside = inside or [min(candidates, key=lambda c: (c[-1] > ceiling, abs(c[-1] - ceiling)))]
    centre = sum(before) / len(before)
    return min(inside, key=lambda c: (abs(sum(c) / len(c) - centre) + _movement(c, before), c))


def _movement(after: tuple[int, ...], before: tuple[int, ...]) -> float:
    return sum(min(abs(a - b) for b in before) for a in after) / len(after)
