"""Which of the notes played on one keyboard are the melody and which the chords below it.

Where no split point is given, one is found that moves with the hands: a search (Viterbi) over the pitches it may lie
at, note group by note group, in which a split costs more the closer notes lie to it, the more notes the melody would
strike at once, and the further it moves (after the hand separation of Hadjakos et al. 2019, without learning).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from composer_app.music.note import Note

Hands = tuple[list[Note], list[Note]]
STRUCK_TOGETHER = 40  # ticks
ONE_VOICE, ALL_CHORDS = 0.95, 0.9
LOWEST_MELODY = 52  # the mean pitch from which a line that stands alone is a melody, not a bass
_MARGIN, _NEAR, _NEAR_SOUNDING = 5, 0.12, 0.05
_DOUBLED, _SPAN, _WIDEST = 1.6, 0.1, 14
_MOVE, _FAR = 0.2, 0.03


def split_hands(notes: Sequence[Note], split: int | None = None) -> Hands:
    """The chords and the melody of `notes`, both sorted: below and from the pitch `split` on, or as it is found."""
    ordered = sorted(notes)
    if split is not None:
        return [note for note in ordered if note.pitch < split], [note for note in ordered if note.pitch >= split]
    groups = struck_together(ordered)
    if not groups or _is_one_voice(groups):
        bass = bool(ordered) and sum(note.pitch for note in ordered) / len(ordered) < LOWEST_MELODY
        return (ordered, []) if bass else ([], ordered)
    if sum(len(group) >= 3 for group in groups) >= ALL_CHORDS * len(groups):
        return ordered, []
    splits = _find_splits(groups)
    chords = [note for group, at in zip(groups, splits, strict=True) for note in group if note.pitch < at]
    melody = [note for group, at in zip(groups, splits, strict=True) for note in group if note.pitch >= at]
    return sorted(chords), sorted(melody)


def struck_together(notes: Sequence[Note]) -> list[list[Note]]:
    """Sorted notes in groups that were struck as one."""
    groups: list[list[Note]] = []
    for note in notes:
        if groups and note.onset - groups[-1][0].onset <= STRUCK_TOGETHER:
            groups[-1].append(note)
        else:
            groups.append([note])
    return groups


def _is_one_voice(groups: list[list[Note]]) -> bool:
    """Whether nearly every note sounds alone; a finger that is lifted late does not count."""
    lone = [
        len(group) == 1 and (after is None or group[0].end - after[0].onset <= group[0].duration // 3)
        for group, after in zip(groups, [*groups[1:], None], strict=True)
    ]
    return sum(lone) >= ONE_VOICE * len(lone)


def _find_splits(groups: list[list[Note]]) -> list[int]:
    """The split pitch at each group, by the cheapest path."""
    pitches = [note.pitch for group in groups for note in group]
    states = range(min(pitches), max(pitches) + 2)
    centre = _divide(pitches)
    best = [_FAR * abs(state - centre) for state in states]
    steps: list[list[int]] = []
    sounding: list[Note] = []
    for group in groups:
        sounding = [note for note in sounding if note.end > group[0].onset + STRUCK_TOGETHER]
        came, reached = _moved(best)
        steps.append(came)
        best = [
            cost + _cost(group, sounding, state) + _FAR * abs(state - centre)
            for cost, state in zip(reached, states, strict=True)
        ]
        sounding += group
    at = best.index(min(best))
    path = []
    for came in reversed(steps):
        path.append(states[at])
        at = came[at]
    return path[::-1]


def _moved(best: list[float]) -> tuple[list[int], list[float]]:
    """For each state the one it is best reached from, and the cost of both; linear moves: two sweeps are enough."""
    came, cost = list(range(len(best))), list(best)
    for order, step in ((range(1, len(best)), -1), (range(len(best) - 2, -1, -1), 1)):
        for state in order:
            if cost[state + step] + _MOVE < cost[state]:
                cost[state], came[state] = cost[state + step] + _MOVE, came[state + step]
    return came, cost


def _cost(group: list[Note], sounding: list[Note], split: int) -> float:
    high = sum(note.pitch >= split for note in group)
    near = sum(max(0.0, _MARGIN - abs(note.pitch + 0.5 - split)) for note in group)
    near_sounding = sum(max(0.0, _MARGIN - abs(note.pitch + 0.5 - split)) for note in sounding)
    low = [note.pitch for note in (*group, *sounding) if note.pitch < split]
    span = max(low) - min(low) if low else 0
    return _DOUBLED * max(0, high - 1) + _NEAR * near + _NEAR_SOUNDING * near_sounding + _SPAN * max(0, span - _WIDEST)


def _divide(pitches: list[int]) -> float:
    """The pitch that divides them into two groups as unlike as possible (Otsu 1979)."""
    counts = [(pitch, len(list(same))) for pitch, same in groupby(sorted(pitches))]
    total, weighted = len(pitches), sum(pitches)
    best, place, below, sum_below = -1.0, float(pitches[0]), 0, 0
    for (pitch, count), (after, _) in zip(counts, counts[1:], strict=False):
        below, sum_below = below + count, sum_below + pitch * count
        between = below * (total - below) * (sum_below / below - (weighted - sum_below) / (total - below)) ** 2
        if between > best:
            best, place = between, (pitch + 1 + after) / 2
    return place
