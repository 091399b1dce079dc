"""The bars of each chart of the data view: counts with their names. No Qt."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from composer_app.corpus.statistics.figures import LENGTH_STEP, TEMPO_STEP, WIDEST, Part, Statistics, Steps, Table
from composer_app.corpus.statistics.ngrams import NOTE_VALUES
from composer_app.music.note import PITCH_NAMES, pitch_name

OCTAVE, VELOCITY_STEP, MOST_KEYS, MOST_METERS, MOST_STEPS = 12, 4, 24, 8, 40
INTERVAL_NAMES = (
    "the same note again", "a semitone", "a whole tone", "a minor third", "a major third", "a fourth", "a tritone",
    "a fifth", "a minor sixth", "a major sixth", "a minor seventh", "a major seventh", "an octave",
)  # fmt: skip
_BINARY = ("1/32", "1/16", "1/8", "1/4", "1/2", "1/1", "2/1")
_LINES = {"all": "highest notes", "melody": "melody", "chords": "bass"}


@dataclass(frozen=True, slots=True)
class Bars:
    """A chart's bars: their counts and names, and the places that are labelled below."""

    title: str
    unit: str
    counts: tuple[int, ...]
    names: tuple[str, ...]
    ticks: tuple[tuple[int, str], ...]
    by_part: bool = True

    @property
    def total(self) -> int:
        """The sum of all bars."""
        return sum(self.counts)

    @property
    def commonest(self) -> str:
        """The name of the highest bar; empty where there is none."""
        return self.names[self.counts.index(max(self.counts))] if self.total else ""

    def label(self, place: int) -> str:
        """One bar in words: "G4: 15,203 notes, 3.2 %"."""
        share = 100 * self.counts[place] / max(1, self.total)
        unit = self.unit.removesuffix("s") if self.counts[place] == 1 else self.unit
        return f"{self.names[place]}: {self.counts[place]:,} {unit}, {share:.1f} %"


def bars_of(found: Statistics, part: Part) -> dict[str, Bars]:
    """The bars of every chart, for one part of the music."""
    counts = found.part(part)
    return {
        "pitches": _pitches(counts.pitches),
        "pitch_classes": Bars(
            "Pitch class", "notes", counts.pitch_classes, PITCH_NAMES, tuple(enumerate(PITCH_NAMES))
        ),
        "intervals": _intervals(counts.intervals, _LINES[part]),
        "durations": Bars(
            "Note length", "notes", counts.durations, tuple(map(_length_name, range(len(NOTE_VALUES)))),
            tuple((i, name) for i, (name, _) in enumerate(NOTE_VALUES) if name in _BINARY),
        ),
        "keys": _named("Key", found.keys, MOST_KEYS),
        "meters": _named("Meter", found.meters, MOST_METERS),
        "velocities": _velocities(counts.velocities),
        "tempos": _steps("Tempo", found.tempos, TEMPO_STEP, _tempo),
        "lengths": _steps("Song length", found.lengths, LENGTH_STEP, _minutes),
    }  # fmt: skip


def _pitches(pitches: Sequence[int]) -> Bars:
    used = [pitch for pitch, count in enumerate(pitches) if count] or [60]
    low = max(0, used[0] - 1)
    high = min(127, max(used[-1], low + 2 * OCTAVE) + 1)
    shown = range(low, high + 1)
    ticks = tuple((pitch - low, pitch_name(pitch)) for pitch in shown if pitch % OCTAVE == 0)
    return Bars("Pitch", "notes", tuple(pitches[low : high + 1]), tuple(map(pitch_name, shown)), ticks)


def _intervals(counts: Sequence[int], line: str) -> Bars:
    """An octave down to an octave up; wider intervals are at the ends."""
    middle = counts[WIDEST - OCTAVE : WIDEST + OCTAVE + 1]
    below, above = sum(counts[: WIDEST - OCTAVE]), sum(counts[WIDEST + OCTAVE + 1 :])
    names = [_interval_name(step) for step in range(-OCTAVE, OCTAVE + 1)]
    ticks = [(step + OCTAVE + 1, f"{step:+d}" if step else "0") for step in (-12, -7, -5, -2, 0, 2, 5, 7, 12)]
    return Bars(
        f"Intervals of the {line}", "times", (below, *middle, above),
        ("more than an octave down", *names, "more than an octave up"), tuple(ticks),
    )  # fmt: skip


def _interval_name(step: int) -> str:
    return INTERVAL_NAMES[abs(step)] + (" up" if step > 0 else " down" if step < 0 else "")


def _length_name(place: int) -> str:
    """A note value with its triplet or dot in full."""
    name = NOTE_VALUES[place][0]
    short, long = " and shorter" if place == 0 else "", " and longer" if place == len(NOTE_VALUES) - 1 else ""
    return name.replace("T", " triplet").replace(".", " dotted") + short + long


def _velocities(counts: Sequence[int]) -> Bars:
    lows = range(0, 128, VELOCITY_STEP)
    sums = tuple(sum(counts[low : low + VELOCITY_STEP]) for low in lows)
    names = tuple(f"{max(1, low)} to {low + VELOCITY_STEP - 1}" for low in lows)
    return Bars("Velocity", "notes", sums, names, tuple((at // VELOCITY_STEP, str(at)) for at in (0, 32, 64, 96, 124)))


def _named(title: str, table: Table, most: int) -> Bars:
    """The commonest names, and the others in one bar."""
    if len(table) > most:
        table = (*table[: most - 1], ("others", sum(count for _, count in table[most - 1 :])))
    names = tuple(name for name, _ in table)
    ticks = tuple((place, _short_key(name)) for place, name in enumerate(names))
    return Bars(title, "songs", tuple(count for _, count in table), names, ticks, by_part=False)


def _short_key(name: str) -> str:
    return name.replace(" major", "").replace(" minor", "m")


def _steps(title: str, steps: Steps, width: int, name_of: Callable[[int], str]) -> Bars:
    """Equal steps without gaps from the first to the last; the last holds all beyond it."""
    first = steps[0][0] if steps else 0
    many = min(MOST_STEPS, (steps[-1][0] - first) // width + 1 if steps else 1)
    counts = [0] * many
    for edge, count in steps:
        counts[min(many - 1, (edge - first) // width)] += count
    edges = [first + width * place for place in range(many)]
    every = next(size for size in (1, 2, 4, 5, 10, 20) if many / size <= 8)
    ticks = tuple((place, name_of(edge)) for place, edge in enumerate(edges) if place % every == 0)
    names = [f"{name_of(a)} to {name_of(b)}" for a, b in pairwise([*edges, edges[-1] + width])]
    if steps and steps[-1][0] > edges[-1]:
        names[-1] = f"{name_of(edges[-1])} and more"
    return Bars(title, "songs", tuple(counts), tuple(names), ticks, by_part=False)


def _tempo(bpm: int) -> str:
    return str(bpm)


def _minutes(seconds: int) -> str:
    return f"{seconds // 60}:{seconds % 60:02}"
