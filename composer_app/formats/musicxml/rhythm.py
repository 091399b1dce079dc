"""Rhythm in notation: what sounds in a bar, split into note values that show the beats, tied or in triplets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from composer_app.formats.musicxml.grid import DIVISIONS, EIGHTH, Bar, Placed

Edge = Literal["", "start", "stop"]
# Divisions -> name and dots.
VALUES = {
    192: ("breve", 0), 144: ("whole", 1), 96: ("whole", 0), 72: ("half", 1), 48: ("half", 0), 36: ("quarter", 1),
    24: ("quarter", 0), 18: ("eighth", 1), 12: ("eighth", 0), 9: ("16th", 1), 6: ("16th", 0), 3: ("32nd", 0),
}  # fmt: skip
BEAMS = {"eighth": 1, "16th": 2, "32nd": 3}
FINEST = 3
BARLINE, HALF_BAR, BEAT = 4, 3, 2


@dataclass(frozen=True, slots=True)
class Segment:
    """One written note, chord or rest (no notes) at `start` in its bar, `length` divisions long.

    `value` is the name of the note value, "" where none fits; `triplet` is true where three last as long as two,
    `edge` marks where a bracket begins or ends; `beams` has a word for each beam, such as "begin".
    """

    start: int
    length: int
    notes: tuple[Placed, ...]
    value: str = ""
    dots: int = 0
    triplet: bool = False
    edge: Edge = ""
    beams: tuple[str, ...] = ()

    @property
    def end(self) -> int:
        """Where the next segment begins."""
        return self.start + self.length


def segments_of(bar: Bar, notes: Sequence[Placed]) -> list[Segment]:
    """What is written in a bar, from its start to its end without a gap; `notes` are those that sound in it."""
    cuts = {0, bar.length}
    for note in notes:
        cuts |= {max(0, note.start - bar.start), min(bar.length, note.end - bar.start)}
    edges = sorted(cuts)
    beats = [start for start in range(0, bar.length, DIVISIONS) if any(_in_triplets(start, cut) for cut in edges)]
    triplets = set(beats) if bar.beat == DIVISIONS else set()
    walls = {wall for start in triplets for wall in (start, start + DIVISIONS)}
    segments: list[Segment] = []
    for start, end in zip(edges, edges[1:], strict=False):
        sounding = tuple(n for n in notes if n.start - bar.start <= start and n.end - bar.start >= end)
        inner = [start, *sorted(wall for wall in walls if start < wall < end), end]
        for low, high in zip(inner, inner[1:], strict=False):
            in_triplet = low // DIVISIONS * DIVISIONS in triplets
            segments += _triplet(low, high, sounding) if in_triplet else _plain(bar, low, high, sounding)
    return _beamed(bar, _bracketed(segments))


def _in_triplets(beat: int, cut: int) -> bool:
    return beat < cut < beat + DIVISIONS and cut % FINEST != 0


def _triplet(start: int, end: int, notes: tuple[Placed, ...]) -> Iterator[Segment]:
    """Values of which three last as long as two; 5/6 of a beat need two of them."""
    at = start
    while at < end:
        length = next((size for size in (16, 12, 8, 4) if size <= end - at), end - at)
        value, dots = VALUES.get(length * 3 // 2, ("", 0))
        yield Segment(at, length, notes, value, dots, triplet=True)
        at += length


def _plain(bar: Bar, start: int, end: int, notes: tuple[Placed, ...]) -> Iterator[Segment]:
    value, dots = VALUES.get(end - start, ("", 0))
    crossed = range(start // FINEST * FINEST + FINEST, end, FINEST)
    if value and _shows_the_beats(bar, start, end, crossed, resting=not notes):
        yield Segment(start, end - start, notes, value, dots)
    elif not crossed:
        yield Segment(start, end - start, notes)
    else:
        strongest = max(_strength(bar, at) for at in crossed)
        candidates = [at for at in crossed if _strength(bar, at) == strongest]
        cut = candidates[-1 if _strength(bar, start) >= strongest else 0]
        yield from _plain(bar, start, cut, notes)
        yield from _plain(bar, cut, end, notes)


def _shows_the_beats(bar: Bar, start: int, end: int, crossed: Sequence[int], resting: bool) -> bool:
    """Whether one value fits here: it hides no beat stronger than its ends, except in a plain syncopation.

    A rest of a whole bar has no value, and dotted rests are written in compound meters only.
    """
    strengths = [_strength(bar, at) for at in crossed]
    dotted = VALUES[end - start][1] > 0
    if bar.meter.is_compound and HALF_BAR in strengths:
        return start % bar.beat == 0 and end % bar.beat == 0
    if resting:
        whole_beats = bar.meter.is_compound and (end - start) % bar.beat == 0
        return max(strengths, default=-1) <= _strength(bar, start) and (not dotted or whole_beats)
    top = max(_strength(bar, start), _strength(bar, end))
    hidden = [strength for strength in strengths if strength > top]
    return not hidden or (len(hidden) == 1 and not dotted and hidden[0] == top + 1)


def _strength(bar: Bar, at: int) -> int:
    """The metrical strength of a position in a bar."""
    if at % bar.length == 0:
        return BARLINE
    if bar.meter.is_compound:
        return HALF_BAR if at % bar.beat == 0 else 1 if at % (bar.beat // 3) == 0 else 0 if at % 6 == 0 else -1
    if bar.length == 4 * DIVISIONS and at == 2 * DIVISIONS:
        return HALF_BAR
    if bar.beat == DIVISIONS and at % DIVISIONS == 0:
        return BEAT
    return 1 if at % EIGHTH == 0 else 0 if at % 6 == 0 else -1


def _bracketed(segments: Sequence[Segment]) -> list[Segment]:
    """The segments with a bracket from the first to the last of each beat in triplets."""
    return [replace(segment, edge=_edge(segment)) if segment.triplet else segment for segment in segments]


def _edge(segment: Segment) -> Edge:
    return "start" if segment.start % DIVISIONS == 0 else "stop" if segment.end % DIVISIONS == 0 else ""


def _beamed(bar: Bar, segments: Sequence[Segment]) -> list[Segment]:
    """The segments with beams over the short notes of each beat."""
    done: list[Segment] = []
    group: list[Segment] = []
    for segment in segments:
        short = bool(segment.notes) and segment.value in BEAMS
        if group and (not short or group[0].start // bar.beat != segment.start // bar.beat):
            done += _joined(group)
            group = []
        if short:
            group.append(segment)
        else:
            done.append(segment)
    return done + _joined(group)


def _joined(group: Sequence[Segment]) -> list[Segment]:
    if len(group) < 2:
        return list(group)
    counts = [0, *(BEAMS[segment.value] for segment in group), 0]
    return [
        replace(
            segment, beams=tuple(_beam(level, *counts[index : index + 3]) for level in range(1, counts[index + 1] + 1))
        )
        for index, segment in enumerate(group)
    ]


def _beam(level: int, before: int, own: int, after: int) -> str:
    """What the beam of a level does at a note that has neighbours with so many beams."""
    left, right = before >= level, after >= level
    if left and right:
        return "continue"
    if left or right:
        return "begin" if right else "end"
    return "forward hook" if before == 0 else "backward hook"
