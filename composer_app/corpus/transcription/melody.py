"""The melody within a piano texture: the most salient line of notes.

After the skyline idea of Uitdenbogerd & Zobel 1998 (the highest note is the tune), widened: each note gets a
salience (odds that it belongs to the tune, from register, loudness, what sounds above and around it), and the
best line through the notes is found by dynamic programming (leaps, overlaps and late entries cost). A second
pass knows the tune's register and loudness from the first. Where a full line leaves next to nothing at its own
height, the texture is tune and accompaniment and the full line is the tune; else only its likelier notes are.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right, insort
from collections.abc import Sequence
from dataclasses import dataclass

from composer_app.music.note import TICKS_PER_QUARTER, Note

_TOGETHER = 40  # ticks within which notes are struck together
_BEAT = TICKS_PER_QUARTER
# Log odds. Started from a logistic regression on merged pop arrangements (POP909-CL), searched one at a time for
# the best F1 on sixty of them, and rounded.
_AT_REST = -0.2
_COVERED, _COVERED_LATER = -0.35, -0.2  # for each higher note, sounding or struck meanwhile
_BELOW_TOP, _ABOVE_REGISTER, _BELOW_REGISTER = -0.1, -0.25, -0.2  # a semitone
_LOUDER, _LOUDER_THAN_TOGETHER, _LOUDER_AROUND = 0.2, 1.9, 1.1
_DOUBLED, _SPACE_BELOW, _LONGER, _ALONE, _NEAR, _ON_EIGHTH = 3.5, 0.9, -0.1, -1.3, -0.1, 0.4
_AT_THE_EDGE = -1.5  # in a whole song, where introductions and endings are played
_CLEAR_TEXTURE, _FEW_CROSSING = 3.0, 0.04
_LIKE_FIRST_PASS = 0.6
# The line.
_LEAP, _OVERLAP, _NEW_PHRASE, _REST = -0.2, -2.5, -1.0, -0.3
_LOOK_BACK = 4 * _BEAT
_WHOLE_SONG = 160 * _BEAT


@dataclass(frozen=True, slots=True)
class Line:
    """The notes of the tune in order, and the confidence that they are the tune (0 to 1)."""

    notes: tuple[Note, ...]
    confidence: float


def find_melody(notes: Sequence[Note], presence: float = 0.0) -> Line:
    """The one-voice line in `notes` that is most likely the tune.

    `presence` is added to every note's log odds where the texture is not clear: above 0 where these notes are
    known to hold the tune.
    """
    ordered = sorted(notes, key=lambda note: (note.onset, note.pitch))
    if not ordered:
        return Line((), 0.0)
    salience = _saliences(ordered)
    for bias in (_CLEAR_TEXTURE, presence):
        held = [odds + bias for odds in salience]
        held = _like_the_line(ordered, held, _best_line(ordered, held))
        chosen = _best_line(ordered, held)
        crossed = _share_crossing(ordered, chosen)
        if crossed < _FEW_CROSSING:
            break
    sure = [1 / (1 + math.exp(-held[index])) for index in chosen]
    confidence = (1 - crossed) * sum(sure) / len(sure) if sure else 0.0
    return Line(_one_voice([ordered[index] for index in chosen]), confidence)


def _share_crossing(notes: list[Note], line: list[int]) -> float:
    """The share of the notes outside the line that lie as high as its lowest of eight notes around them."""
    onsets = [notes[index].onset for index in line]
    chosen = set(line)
    rest = [note for index, note in enumerate(notes) if index not in chosen]
    if not rest or not line:
        return 0.0
    crossing = 0
    for note in rest:
        place = bisect_right(onsets, note.onset)
        around = line[max(0, place - 4) : place + 4]
        crossing += note.pitch >= min(notes[index].pitch for index in around)
    return crossing / len(rest)


def _saliences(notes: list[Note]) -> list[float]:
    """Log odds of each note to be of the tune, by itself and its surroundings."""
    onsets = [note.onset for note in notes]
    pitches = sorted(note.pitch for note in notes)
    top = pitches[int(0.9 * (len(pitches) - 1))]
    mean = sum(note.velocity for note in notes) / len(notes)
    spread = math.sqrt(sum((note.velocity - mean) ** 2 for note in notes) / len(notes)) + 1
    last = onsets[-1] or 1
    louder = _louder_than_around(notes, onsets)
    result = []
    for index, note in enumerate(notes):
        onset, pitch = note.onset, note.pitch
        odds = _AT_REST + louder[index] * _LOUDER_AROUND
        odds += _LOUDER * max(-2.0, min(2.0, (note.velocity - mean) / spread))
        odds += _BELOW_TOP * (pitch - top) + _ABOVE_REGISTER * max(0, pitch - top - 3)
        odds += _BELOW_REGISTER * max(0, top - 5 - pitch)
        odds += _LONGER * max(-2.0, min(2.0, math.log2(note.duration / 240)))
        odds += _ON_EIGHTH * (round(onset / 60) % 4 == 0)
        if last > _WHOLE_SONG and not 0.05 <= onset / last <= 0.95:
            odds += _AT_THE_EDGE
        odds += _surroundings(notes, onsets, index)
        result.append(odds)
    return result


def _surroundings(notes: list[Note], onsets: list[int], index: int) -> float:
    """Log odds of a note from the notes around it: above it, struck with it, before it."""
    note = notes[index]
    onset, end, pitch = note.onset, note.end, note.pitch
    above = doubled = 0
    space_below, loudest, together, nearest = 12, 0, 0, 12
    for other_index in range(bisect_left(onsets, onset - _LOOK_BACK), len(notes)):
        other = notes[other_index]
        if other.onset > onset + _TOGETHER:
            break
        if other_index == index:
            continue
        step = other.pitch - pitch
        if other.onset < onset - _TOGETHER:
            if other.end > onset + 30:
                above += step > 0
            elif other.end >= onset - _BEAT and other.end <= onset + 60 and other.onset >= onset - 2 * _BEAT:
                nearest = min(nearest, abs(step))
            continue
        together += 1
        loudest = max(loudest, other.velocity)
        doubled |= step == 0
        above += step > 0 and other.end > onset + 30
        if step < 0:
            space_below = min(space_below, -step)
    later = 0
    for other_index in range(index + 1, len(notes)):
        other = notes[other_index]
        if other.onset >= end - 30 or later == 3:
            break
        later += other.onset > onset + _TOGETHER and other.pitch > pitch
    odds = _COVERED * min(2, above) + _COVERED_LATER * later + _DOUBLED * doubled
    odds += _SPACE_BELOW * space_below / 12 + _NEAR * nearest
    if together:
        return odds + _LOUDER_THAN_TOGETHER * max(-1.0, min(1.0, (note.velocity - loudest) / 30))
    return odds + _ALONE + _LOUDER_THAN_TOGETHER / 3


def _louder_than_around(notes: list[Note], onsets: list[int]) -> list[float]:
    """For each note the share of the notes within two beats that are softer, less a half."""
    window: list[int] = []
    result = []
    left = right = 0
    for note in notes:
        while right < len(notes) and onsets[right] <= note.onset + 2 * _BEAT:
            insort(window, notes[right].velocity)
            right += 1
        while onsets[left] < note.onset - 2 * _BEAT:
            del window[bisect_left(window, notes[left].velocity)]
            left += 1
        result.append(bisect_left(window, note.velocity) / len(window) - 0.5)
    return result


def _like_the_line(notes: list[Note], salience: list[float], line: list[int]) -> list[float]:
    """The saliences, raised for notes whose pitch and loudness are those of the line rather than of the rest."""
    if not line:
        return salience
    chosen = set(line)
    rest = [note for index, note in enumerate(notes) if index not in chosen]
    tune = [notes[index] for index in line]
    by_pitch = _likeness([note.pitch for note in tune], [note.pitch for note in rest], 1.5)
    by_velocity = _likeness([note.velocity for note in tune], [note.velocity for note in rest], 3.0)
    return [
        odds + _LIKE_FIRST_PASS * (by_pitch[note.pitch] + by_velocity[note.velocity])
        for odds, note in zip(salience, notes, strict=True)
    ]


def _likeness(tune: list[int], rest: list[int], width: float) -> list[float]:
    """Log of how much commoner each value 0-127 is in the tune than in the rest, smoothed and held within bounds."""
    reach = range(-int(3 * width), int(3 * width) + 1)
    kernel = [(offset, math.exp(-0.5 * (offset / width) ** 2)) for offset in reach]
    smooth = []
    for values in (tune, rest):
        density = [0.0] * 128
        for value in values:
            density[value] += 1 / max(1, len(values))
        smooth.append(
            [
                sum(weight * density[value + offset] for offset, weight in kernel if 0 <= value + offset < 128)
                for value in range(128)
            ]
        )
    return [max(-1.5, min(1.5, math.log((a + 0.01) / (b + 0.01)))) for a, b in zip(*smooth, strict=True)]


def _best_line(notes: list[Note], salience: list[float]) -> list[int]:
    """The indices of the line with the highest sum of saliences and steps between them."""
    scores: list[float] = []
    before: list[int] = []
    candidates: list[int] = []
    candidate_onsets: list[int] = []
    best_so_far, best_index, passed = 0.0, -1, 0  # the best line that ended before the look-back
    for index, note in enumerate(notes):
        if salience[index] < -3:
            scores.append(-math.inf)
            before.append(-1)
            continue
        start = bisect_left(candidate_onsets, note.onset - _LOOK_BACK)
        while passed < start:
            if scores[candidates[passed]] > best_so_far:
                best_so_far, best_index = scores[candidates[passed]], candidates[passed]
            passed += 1
        best, from_index = best_so_far + _NEW_PHRASE, best_index
        for place in range(start, bisect_right(candidate_onsets, note.onset - _TOGETHER)):
            other_index = candidates[place]
            other = notes[other_index]
            score = scores[other_index] + _LEAP * max(0, abs(other.pitch - note.pitch) - 2)
            gap = note.onset - other.end
            score += _OVERLAP * min(1.0, -gap / _BEAT) if gap < -60 else _REST * max(0, gap) / _BEAT
            if score > best:
                best, from_index = score, other_index
        scores.append(best + salience[index])
        before.append(from_index)
        candidates.append(index)
        candidate_onsets.append(note.onset)
    if not candidates:
        return []
    at = max(candidates, key=lambda index: scores[index])
    line = []
    while at >= 0:
        line.append(at)
        at = before[at]
    return line[::-1]


def _one_voice(line: list[Note]) -> tuple[Note, ...]:
    """The line with each note ending no later than the next begins."""
    ends = [note.onset for note in line[1:]] + [line[-1].end] if line else []
    return tuple(
        note if note.end <= end else Note(note.onset, end - note.onset, note.pitch, note.velocity)
        for note, end in zip(line, ends, strict=True)
    )
