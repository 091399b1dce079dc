"""The progression of a clip edited chord by chord: another chord, another place of its edge, a copy as text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from composer_app.music.chord import Chord, ChordSpan, chord_spans
from composer_app.music.chord_symbol import is_silence, parse_chord
from composer_app.music.clip import Clip
from composer_app.music.lines import struck_together
from composer_app.music.note import TICKS_PER_QUARTER, Note
from composer_app.music.voicing import HIGHEST, LOWEST, voiced

VELOCITY = 64
SLACK = TICKS_PER_QUARTER // 8


def progression(clip: Clip) -> list[ChordSpan]:
    """Which chord sounds when in a clip, from its beginning to its end."""
    return chord_spans(clip.chords, clip.length)


def set_chord(clip: Clip, onset: int, end: int, chord: Chord | None) -> Clip:
    """The clip with another chord, or none, from tick `onset` to `end`, led from its neighbours.

    Where chords were struck in a rhythm there, the rhythm stays; broken chords stay broken. A neighbour that sounds
    into the span ends at it.
    """
    begun = [note for note in clip.chords if onset - SLACK <= note.onset < end - SLACK and note.end > onset + SLACK]
    inside = [replace(note, duration=min(note.end, end) - note.onset) for note in begun]
    kept = [part for note in clip.chords for part in _outside(note, onset, end)]
    new = [] if chord is None else _played(chord, inside, onset, end, kept, clip.melody)
    return clip.with_parts(chords=[*kept, *new])


def move_edge(clip: Clip, edge: int, to: int) -> Clip:
    """The clip with the change of chord at tick `edge` at tick `to`, held within the two chords beside it."""
    spans = progression(clip)
    before = next((span for span in spans if span.end == edge), None)
    after = next((span for span in spans if span.onset == edge), None)
    if before is None or after is None:
        return clip
    to = max(before.onset + 1, min(after.end - 1, to))
    moved = []
    for note in clip.chords:
        starts, ends = abs(note.onset - edge) <= SLACK, abs(note.end - edge) <= SLACK
        onset = to if starts or (edge < note.onset < to) else note.onset
        stop = to if ends or (to < note.end < edge) else note.end
        if stop > onset:
            moved.append(replace(note, onset=onset, duration=stop - onset))
    return clip.with_parts(chords=moved)


def as_text(clip: Clip, onset: int = 0, end: int | None = None) -> str:
    """The chords between two ticks as a line with bars, such as "| Dm7 | G7 | C |"; N.C. where none sounds."""
    end = clip.length if end is None else end
    spans, timeline = progression(clip), clip.timeline
    bars = []
    for bar in range(timeline.bar_at(onset), timeline.bar_at(max(onset, end - 1)) + 1):
        start, stop = timeline.bar_start(bar), timeline.bar_start(bar + 1)
        names = [span.chord.name_in(clip.key) if span.chord else "N.C."
                 for span in spans if span.onset < stop - SLACK and span.end > start + SLACK]  # fmt: skip
        bars.append(" ".join(names) or "N.C.")
    return f"| {' | '.join(bars)} |"


def from_text(clip: Clip, text: str, onset: int = 0) -> Clip:
    """The clip with the chords of such a line from the bar of tick `onset` on; ValueError where it is none.

    The chords of a bar share it evenly. "%" repeats the bar before.
    """
    bars = [bar.split() for bar in text.replace("\n", "|").split("|") if bar.strip()]
    if not bars:
        raise ValueError("there are no chords; write them as | Dm7 | G7 | C |")
    first = clip.timeline.bar_at(onset)
    written: list[str] = []
    for place, names in enumerate(bars):
        written = written if names == ["%"] and written else names
        start, stop = clip.timeline.bar_start(first + place), clip.timeline.bar_start(first + place + 1)
        chords = [None if is_silence(name) else parse_chord(name) for name in written]
        clip = replace(clip, length=max(clip.length, stop))
        for number, chord in enumerate(chords):
            begin, end = (start + (stop - start) * part // len(chords) for part in (number, number + 1))
            clip = set_chord(clip, begin, end, chord)
    return clip


def _outside(note: Note, onset: int, end: int) -> list[Note]:
    """What remains of a note before and after a span."""
    if note.end <= onset or note.onset >= end:
        return [note]
    parts = [(note.onset, onset), (end, note.end)]
    return [replace(note, onset=first, duration=last - first) for first, last in parts if last > first + SLACK]


def _played(
    chord: Chord, inside: Sequence[Note], onset: int, end: int, kept: Sequence[Note], melody: Sequence[Note]
) -> list[Note]:
    """A chord in the rhythm of the notes that it replaces, else held from `onset` to `end`."""
    before = [note.pitch for note in kept if note.onset < onset and note.end > onset - TICKS_PER_QUARTER]
    after = [note.pitch for note in kept if end <= note.onset < end + SLACK]
    over = [note.pitch for note in melody if note.onset < end and note.end > onset]
    pitches = voiced(chord, before, after, max(LOWEST + 16, min([HIGHEST, *(pitch - 1 for pitch in over)])))
    velocity = round(sum(note.velocity for note in inside) / len(inside)) if inside else VELOCITY
    struck = struck_together(sorted(inside))
    low = sorted({note.pitch for note in inside})
    if any(len(notes) < 2 for notes in struck) and len(low) >= len(pitches):
        return [replace(note, pitch=_degree(pitches, low.index(note.pitch))) for note in inside]
    blocks = [(notes[0].onset, max(note.end for note in notes)) for notes in struck if len(notes) > 1]
    return [Note(start, stop - start, pitch, velocity) for start, stop in blocks or [(onset, end)] for pitch in pitches]


def _degree(pitches: Sequence[int], place: int) -> int:
    """The tone number `place` of a voicing, in the octaves above where it has fewer."""
    octaves, tone = divmod(place, len(pitches))
    return min(127, pitches[tone] + 12 * octaves)
