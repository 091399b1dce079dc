"""Whether ideas are as they were asked to be: `python -m tests.benchmarks.controls [--model FILE] [--ideas 60]`.

For each control, ideas of eight bars are asked for with its value spread evenly over 0 to 1 and everything else left
open; the table gives the rank correlation (Spearman 1904) of what was asked with what is heard in the MIDI files,
which is measured here on notes alone, whatever the method takes a control to be. Then every key is locked, with a
range of one octave, and the notes outside are counted.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from itertools import groupby, zip_longest
from statistics import mean

import numpy as np

from composer_app.generation.generate import open_model
from composer_app.methods.model import Model
from composer_app.music.clip import Clip
from composer_app.music.key import Key
from composer_app.music.note import TICKS_PER_QUARTER, Note
from composer_app.protocol.controls import Controls
from composer_app.protocol.request import GeneratedIdea, Request
from tests.benchmarks.machine import print_table
from tests.benchmarks.pieces import ideas, options, reread, told_of_draws

BARS = 8
SIXTEENTH, STEPS_PER_QUARTER = TICKS_PER_QUARTER // 4, 4
LEAP, TRIAD, OCTAVE = 4, 3, 12
LOWEST_ASKED, HIGHEST_ASKED, A_KEY = 55, 84, 4
HEARD_AS = {
    "density": "notes a bar",
    "rests": "silence in the melody",
    "leaps": "intervals above a third",
    "syncopation": "notes off the beat",
    "chord_rate": "chords a bar",
    "chord_colour": "chords that are no triads",
}
Chord = tuple[frozenset[int], int] | None


def heard(clip: Clip) -> dict[str, float]:
    """The six controls as they are heard in the notes of an idea, each in its own unit."""
    melody = melody_steps(clip.melody)
    pitches = [pitch for _, _, pitch in melody]
    sung = sum(length for _, length, _ in melody) * SIXTEENTH
    moves = np.abs(np.diff(pitches))
    changes = [chord for chord, _ in groupby(chord_steps(clip)) if chord is not None]
    return {
        "density": len(melody) / BARS,
        "rests": 1 - sung / (BARS * clip.timeline.meter.bar),
        "leaps": float((moves > LEAP).mean()) if len(moves) else 0.0,
        "syncopation": mean(onset % STEPS_PER_QUARTER != 0 for onset, _, _ in melody) if melody else 0.0,
        "chord_rate": len(changes) / BARS,
        "chord_colour": mean(len(classes) != TRIAD for classes, _ in changes) if changes else 0.0,
    }


def melody_steps(notes: Sequence[Note]) -> list[tuple[int, int, int]]:
    """Onset, length (both in 16ths, cut where the next note begins) and pitch of a melody's notes."""
    found: dict[int, tuple[int, int]] = {}
    for note in notes:
        onset = round(note.onset / SIXTEENTH)
        if onset not in found or note.pitch > found[onset][1]:
            found[onset] = (max(1, round(note.end / SIXTEENTH) - onset), note.pitch)
    rows = [(onset, length, pitch) for onset, (length, pitch) in sorted(found.items())]
    return [
        (onset, length if after is None else min(length, after[0] - onset), pitch)
        for (onset, length, pitch), after in zip_longest(rows, rows[1:])
    ]


def chord_steps(clip: Clip) -> list[Chord]:
    """Pitch classes and bass that sound at every 16th; None where fewer than two notes do."""
    sounding: list[set[int]] = [set() for _ in range(clip.length // SIXTEENTH)]
    for note in clip.chords:
        begin = round(note.onset / SIXTEENTH)
        for step in range(begin, min(len(sounding), max(begin + 1, round(note.end / SIXTEENTH)))):
            sounding[step].add(note.pitch)
    return [(frozenset(p % 12 for p in pitches), min(pitches) % 12) if len(pitches) > 1 else None
            for pitches in sounding]  # fmt: skip


def rank_correlation(one: Sequence[float], other: Sequence[float]) -> float:
    """Spearman's: the correlation of the ranks, equal values sharing theirs; 0 where all are equal."""
    a, b = ranks(one), ranks(other)
    return float(np.corrcoef(a, b)[0, 1]) if a.std() and b.std() else 0.0


def ranks(values: Sequence[float]) -> np.ndarray:
    """The place of each value among all, the mean place where several are equal."""
    _, which, counts = np.unique(np.round(values, 9), return_inverse=True, return_counts=True)
    last = counts.cumsum()
    return (last - (counts - 1) / 2)[which]


def control_row(model: Model, name: str, count: int) -> tuple[tuple[str, str], list[GeneratedIdea]]:
    """The row of one control, and the ideas it was measured on."""
    asked = [(number + 0.5) / count for number in range(count)]
    written = [
        ideas(Request(bars=BARS, count=1, controls=Controls(**{name: share}), seed=seed), model)[0]
        for seed, share in enumerate(asked)
    ]
    got = [heard(clip)[name] for clip in reread(idea.clip for idea in written)]
    third = max(1, count // 3)
    ends = f"{mean(got[:third]):.2f} where little, {mean(got[-third:]):.2f} where much is asked"
    return (f"{name}: {HEARD_AS[name]}", f"{rank_correlation(asked, got):.2f} ({ends})"), written


def limits_rows(model: Model) -> list[tuple[str, str]]:
    """How many notes lie outside a locked key and a range of one octave, in all keys; lowest notes differ by key."""
    kept = total = inside = melody_total = crossing = 0
    for number, (minor, tonic) in enumerate((minor, tonic) for minor in (False, True) for tonic in range(12)):
        key = Key(tonic, minor)
        low = LOWEST_ASKED + number * 7 % (HIGHEST_ASKED - LOWEST_ASKED + 1)
        high = low + OCTAVE - 1
        request = Request(bars=BARS, count=A_KEY, key=key, lock_key=True, low=low, high=high, seed=A_KEY * number)
        for clip in reread(idea.clip for idea in ideas(request, model)):
            kept += sum(note.pitch % 12 in key.scale for note in clip.notes)
            inside += sum(low <= note.pitch <= high for note in clip.melody)
            total, melody_total = total + len(clip.notes), melody_total + len(clip.melody)
            crossing += sum(is_crossed(note, clip.chords) for note in clip.melody)
    return [
        ("notes in the locked key, 24 keys", f"{kept} of {total}"),
        ("melody notes in a range of an octave", f"{inside} of {melody_total}"),
        ("melody notes not above the chord beneath them", f"{crossing} of {melody_total}"),
    ]


def is_crossed(note: Note, chords: Sequence[Note]) -> bool:
    """Whether a chord's note sounds with a melody note and is as high."""
    return any(c.pitch >= note.pitch and c.onset < note.end and note.onset < c.end for c in chords)


def main(arguments: Sequence[str] = ()) -> None:
    """Print the table."""
    parser = options(__doc__)
    parser.add_argument("--ideas", type=int, default=60, metavar="N", help="how many a control (default: 60)")
    parser.add_argument("--only", nargs="*", choices=sorted(HEARD_AS), help="some of the controls")
    told = parser.parse_args(arguments)
    model = open_model(told.model)
    rows, every = [], []
    for name in told.only or HEARD_AS:
        row, written = control_row(model, name, told.ideas)
        rows.append(row)
        every += written
    rows += [("drawn", told_of_draws(every)), *limits_rows(model)]
    print_table(f"Asked and got, {told.ideas} ideas of {BARS} bars a control, {told.model.name}", rows)


if __name__ == "__main__":
    main(sys.argv[1:])
