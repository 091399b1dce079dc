"""Voicings: the pitches that play a chord, led from the chords before and after it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from composer_app.music.chord import Chord

LOWEST, HIGHEST = 36, 67
_USUAL = (43, 52, 55, 60)
_TRIAD = 3
_BASS_WEIGHT, _HIGH_BASS, _TOP_BASS = 0.5, 4.0, 47  # a bass above this and above its neighbours' sounds empty
_MUDDY, _LOW_THIRD = 3.0, 48  # close intervals above the bass are muddy below this pitch


def voiced(chord: Chord, before: Sequence[int] = (), after: Sequence[int] = (), highest: int = HIGHEST) -> list[int]:
    """The pitches of a chord, its bass lowest and a triad whole above it, that move least from and to its neighbours.

    `before` and `after` are the neighbours' pitches; `highest` is not passed, as far as the tones fit below it.
    """
    beside = [sorted(pitches) for pitches in (before, after) if pitches] or [list(_USUAL)]
    return min(_voicings(chord, highest), key=lambda pitches: (_cost(pitches, beside), pitches))


def _voicings(chord: Chord, highest: int) -> Iterator[list[int]]:
    """Every bass of two octaves with every close position of the other tones above it."""
    classes = chord.pitch_classes
    upper = sorted(classes if len(classes) <= _TRIAD else classes - {chord.bass})
    found = False
    for bass in (LOWEST + (chord.bass - LOWEST) % 12 + octave for octave in (0, 12)):
        for first in range(len(upper)):
            for octave in (0, 12):
                pitches = [bass, *_stacked(upper[first:] + upper[:first], bass + 1 + octave)]
                if pitches[-1] <= highest:
                    found = True
                    yield pitches
    if not found:
        bass = LOWEST + (chord.bass - LOWEST) % 12
        yield [bass, *_stacked(sorted(classes - {chord.bass}, key=lambda tone: (tone - bass) % 12), bass + 1)]


def _stacked(classes: Sequence[int], lowest: int) -> list[int]:
    pitches: list[int] = []
    for pitch_class in classes:
        lowest += (pitch_class - lowest) % 12
        pitches.append(lowest)
    return pitches


def _cost(pitches: Sequence[int], beside: Sequence[Sequence[int]]) -> float:
    """How far the bass and the tones above move to each neighbour, and how muddy the voicing sounds."""
    bass, *upper = pitches
    cost = _MUDDY if upper and upper[0] < _LOW_THIRD and upper[0] - bass < 5 else 0.0
    cost += _HIGH_BASS * max(0, bass - max(_TOP_BASS, *(others[0] for others in beside)))
    for others in beside:
        low, *rest = others
        cost += _BASS_WEIGHT * abs(bass - low) / 2
        rest = rest or [low + 12]
        cost += sum(min(abs(pitch - other) for other in rest) for pitch in upper)
        cost += sum(min(abs(pitch - other) for pitch in upper) for other in rest if upper)
    return cost
