"""The tempo, the beats and the bar lines of music that was played freely, without a metronome.

Beats: the salience of the onsets is compared with itself at a distance to find the usual beat, and a search (dynamic
programming) then lays beats on strong onsets at nearly that distance, so that they follow a player who hurries or
waits (Ellis 2007, "Beat tracking by dynamic programming"). Bar lines: where the most begins, low and long notes and
changes of harmony weighing most.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from composer_app.music.meter import Meter
from composer_app.music.note import TICKS_PER_QUARTER
from composer_app.music.performance import PlayedNote

FRAME = 0.01  # seconds
SLOWEST, FASTEST, USUAL = 50.0, 190.0, 100.0  # beats a minute
_OCTAVES = 0.7  # standard deviation, in octaves, of the tempos that people play in, around the usual one
_BLUR = 0.02  # seconds that notes of one beat may lie apart
_TIGHT = 250.0  # how much an uneven beat costs
_BASS, _HARMONY = 3.0, 2.0  # what marks a bar line: how much more a bass note weighs, a change of harmony
FEWEST = 4  # notes


@dataclass(frozen=True, slots=True)
class Beats:
    """When each beat falls, in seconds; the meter, and which beat is the first of a bar."""

    seconds: tuple[float, ...]
    meter: Meter
    downbeat: int

    @property
    def bpm(self) -> float:
        """The tempo: the beats in the time that they take."""
        gaps = sorted(after - before for before, after in zip(self.seconds, self.seconds[1:], strict=False))
        return 60 / gaps[len(gaps) // 2] if gaps else USUAL

    def tick(self, second: float) -> float:
        """The tick of a moment, tick 0 being the first bar line; between beats in proportion, also beyond them."""
        beat = min(max(bisect_right(self.seconds, second) - 1, 0), len(self.seconds) - 2)
        before, after = self.seconds[beat], self.seconds[beat + 1]
        return (beat - self.downbeat + (second - before) / (after - before)) * TICKS_PER_QUARTER


def find_beats(played: Sequence[PlayedNote]) -> Beats | None:
    """The beats of notes whose times are seconds; None where there are too few to find any."""
    notes = sorted(played)
    if len(notes) < FEWEST or notes[-1].onset - notes[0].onset < 60 / USUAL:
        return None
    origin = notes[0].onset - 2 * 60 / SLOWEST
    salience = _salience(notes, origin)
    period = _period(salience, sorted({round((note.onset - origin) / FRAME) for note in notes}))
    frames = _track(salience, period)
    seconds = _trimmed([origin + frame * FRAME for frame in frames], notes, period * FRAME)
    if len(seconds) < 2:
        return None
    meter, downbeat = _bars(notes, seconds)
    return Beats(tuple(seconds), meter, downbeat)


def on_beats(played: Sequence[PlayedNote], beats: Beats) -> list[PlayedNote]:
    """The notes in ticks, moved by whole bars so that the first lies in the first bar or just before it."""
    ticks = [(beats.tick(note.onset), beats.tick(note.end), note) for note in played]
    first = min(onset for onset, _, _ in ticks)
    bar = beats.meter.bar
    shift = -math.floor((first + TICKS_PER_QUARTER / 4) / bar) * bar
    return [PlayedNote(on + shift, max(1.0, off - on), note.pitch, note.velocity) for on, off, note in ticks]


def _weight(note: PlayedNote) -> float:
    """How much an onset draws a beat: loud, long and low ones more."""
    return (note.velocity / 80) * math.sqrt(min(note.duration, 1.5) + 0.1) * (1.5 if note.pitch < 55 else 1.0)


def _salience(notes: Sequence[PlayedNote], origin: float) -> list[float]:
    """The weight of the onsets by frame, blurred."""
    length = int((notes[-1].onset - origin + 2 * 60 / SLOWEST) / FRAME) + 1
    salience = [0.0] * length
    reach = int(3 * _BLUR / FRAME)
    kernel = [math.exp(-0.5 * (offset * FRAME / _BLUR) ** 2) for offset in range(-reach, reach + 1)]
    for note in notes:
        at = round((note.onset - origin) / FRAME)
        weight = _weight(note)
        for offset, share in enumerate(kernel, -reach):
            if 0 <= at + offset < length:
                salience[at + offset] += weight * share
    top = max(salience)
    return [math.sqrt(value / top) for value in salience]


def _period(salience: Sequence[float], onsets: Sequence[int]) -> float:
    """The beat in frames: where the onsets repeat best, in the tempos people play in."""
    shortest, longest = int(60 / FASTEST / FRAME), int(60 / SLOWEST / FRAME)
    strong = [(frame, salience[frame]) for frame in onsets]

    def likeness(lag: float) -> float:
        total = 0.0
        for frame, value in strong:
            for times, share in ((1, 1.0), (2, 0.5), (4, 0.25)):
                at = round(frame + times * lag)
                if at < len(salience):
                    total += share * value * salience[at]
        octaves = math.log2(60 / (lag * FRAME) / USUAL)
        return total * math.exp(-0.5 * (octaves / _OCTAVES) ** 2)

    return max((step / 4 for step in range(4 * shortest, 4 * longest + 1)), key=likeness)


def _track(salience: Sequence[float], period: float) -> list[int]:
    """The frames of the beats: the path of the greatest salience at nearly even distances."""
    shortest, longest = int(period * 0.6), int(period * 1.6)
    costs = [(lag, -_TIGHT * 0.01 * period * FRAME * math.log(lag / period) ** 2) for lag in range(shortest, longest)]
    score, before = list(salience), [-1] * len(salience)
    for frame in range(len(salience)):
        best, place = 0.0, -1
        for lag, cost in costs:
            if frame - lag < 0:
                break
            value = score[frame - lag] + cost
            if value > best:
                best, place = value, frame - lag
        score[frame], before[frame] = salience[frame] + best, place
    at = max(range(max(0, len(score) - longest), len(score)), key=lambda frame: score[frame])
    frames = []
    while at >= 0:
        frames.append(at)
        at = before[at]
    return frames[::-1]


def _trimmed(seconds: list[float], notes: Sequence[PlayedNote], period: float) -> list[float]:
    """The beats from the last before the first note to the first after the last one's end."""
    first, last = notes[0].onset - 0.3 * period, max(note.onset for note in notes)
    kept = [second for second in seconds if first - period < second < last + period]
    while kept and kept[0] > first:
        kept.insert(0, kept[0] - period)
    return kept


def _bars(notes: Sequence[PlayedNote], seconds: Sequence[float]) -> tuple[Meter, int]:
    """Three or four beats a bar, and which beat is the first of one."""
    accents = _accents(notes, seconds)
    mean = sum(accents) / len(accents) or 1.0

    def score(size: int, downbeat: int) -> float:
        on_bar = accents[downbeat::size]
        return sum(on_bar) / len(on_bar) / mean if on_bar else 0.0

    fits = {
        (size, downbeat): score(size, downbeat) - (0.05 if size == 3 else 0.0)
        for size in (4, 3)
        for downbeat in range(min(size, len(accents)))
    }
    size, downbeat = max(fits, key=lambda found: fits[found])
    return Meter(size, 4), downbeat


def _accents(notes: Sequence[PlayedNote], seconds: Sequence[float]) -> list[float]:
    """How much begins on each beat: weight of the onsets, the bass, and harmony unlike the beat's before."""
    bass = sorted(note.pitch for note in notes)[len(notes) // 5]
    gap = (seconds[-1] - seconds[0]) / max(1, len(seconds) - 1)
    profiles = [[0.0] * 12 for _ in seconds]
    accents = [0.0] * len(seconds)
    for note in notes:
        nearest = min(range(len(seconds)), key=lambda beat: abs(seconds[beat] - note.onset))
        if abs(seconds[nearest] - note.onset) < 0.2 * gap:
            accents[nearest] += _weight(note) * (_BASS if note.pitch <= bass else 1.0)
        for beat, second in enumerate(seconds):
            held = min(note.end, second + gap) - max(note.onset, second - 0.05)
            if held > 0.1 * gap:
                profiles[beat][note.pitch % 12] += held * (2.0 if note.pitch < 60 else 1.0)
    usual = sum(accents) / len(accents) or 1.0
    return [
        accent / usual + _HARMONY * (1 - _likeness(before, profile))
        for accent, before, profile in zip(accents, [profiles[0], *profiles], profiles, strict=False)
    ]


def _likeness(first: Sequence[float], second: Sequence[float]) -> float:
    """The cosine of two profiles; of silence with anything 1."""
    lengths = math.hypot(*first) * math.hypot(*second)
    return sum(a * b for a, b in zip(first, second, strict=True)) / lengths if lengths else 1.0
