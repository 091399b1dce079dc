"""Operations on some notes of one voice: each takes notes and gives other notes, in order."""

from __future__ import annotations

import random
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace

from composer_app.music.key import Key
from composer_app.music.note import Note
from composer_app.music.scale import in_scale, step_in_scale


def split(notes: Iterable[Note], tick: int) -> list[Note]:
    """The notes, each that sounds across `tick` cut in two there."""
    cut: list[Note] = []
    for note in notes:
        if note.onset < tick < note.end:
            cut += [replace(note, duration=tick - note.onset), replace(note, onset=tick, duration=note.end - tick)]
        else:
            cut.append(note)
    return sorted(cut)


def joined(notes: Iterable[Note]) -> list[Note]:
    """The notes, neighbours of one pitch made one from the first's onset to the last's end.

    Notes between which another pitch begins are no neighbours; the first's velocity stays.
    """
    before: list[Note] = []
    after = sorted(notes)
    while after != before:  # notes that became one no longer begin between others
        before, after = after, _neighbours_joined(after)
    return after


def _neighbours_joined(ordered: Sequence[Note]) -> list[Note]:
    onsets = [note.onset for note in ordered]
    kept: list[Note] = []
    last: dict[int, int] = {}
    for note in ordered:
        index = last.get(note.pitch)
        if index is not None and not _begins_between(onsets, kept[index].end, note.onset):
            kept[index] = replace(kept[index], duration=max(kept[index].end, note.end) - kept[index].onset)
        else:
            last[note.pitch] = len(kept)
            kept.append(note)
    return sorted(kept)


def legato(notes: Iterable[Note], voice: Sequence[Note]) -> list[Note]:
    """The notes, each as long as it takes to the next onset in its voice; the last ones keep their durations."""
    onsets = sorted({note.onset for note in voice})
    made = []
    for note in sorted(notes):
        after = bisect_right(onsets, note.onset)
        made.append(replace(note, duration=onsets[after] - note.onset) if after < len(onsets) else note)
    return sorted(made)


def inverted(notes: Iterable[Note], key: Key | None = None) -> list[Note]:
    """The notes upside down: the highest becomes the lowest, and every rise a fall.

    In a key that all notes belong to, steps of its scale are mirrored, else semitones.
    """
    ordered = sorted(notes)
    if not ordered:
        return []
    low, high = min(n.pitch for n in ordered), max(n.pitch for n in ordered)
    if key is None or not all(in_scale(note.pitch, key) for note in ordered):
        return sorted(replace(note, pitch=low + high - note.pitch) for note in ordered)
    scale = [pitch for pitch in range(low, high + 1) if in_scale(pitch, key)]
    mirror = dict(zip(scale, reversed(scale), strict=True))
    return sorted(replace(note, pitch=mirror[note.pitch]) for note in ordered)


def transposed_in_scale(notes: Iterable[Note], steps: int, key: Key | None) -> list[Note]:
    """The notes so many steps of the key higher (lower, where negative); without a key semitones."""
    ordered = sorted(notes)
    if key is not None:
        return [replace(note, pitch=step_in_scale(note.pitch, steps, key)) for note in ordered]
    pitches = [note.pitch for note in ordered] or [0]
    held = max(-min(pitches), min(127 - max(pitches), steps))
    return [replace(note, pitch=note.pitch + held) for note in ordered]


def velocity_scaled(notes: Iterable[Note], percent: int) -> list[Note]:
    """The notes with so many percent of their velocities, held within 1 to 127."""
    return [with_velocity(note, round(note.velocity * percent / 100)) for note in sorted(notes)]


def velocity_line(notes: Iterable[Note], start: tuple[float, float], end: tuple[float, float]) -> list[Note]:
    """The notes with velocities on a line between two points, each a tick and a velocity; level beyond them."""
    (first, low), (last, high) = sorted((start, end))

    def on_line(note: Note) -> Note:
        share = (note.onset - first) / (last - first) if last > first else 1.0
        return with_velocity(note, round(low + (high - low) * max(0.0, min(1.0, share))))

    return sorted(on_line(note) for note in notes)


def velocity_varied(notes: Iterable[Note], most: int, seed: int) -> list[Note]:
    """The notes, each at random up to `most` louder or softer; the same seed gives the same velocities."""
    chance = random.Random(seed)
    return [with_velocity(note, note.velocity + chance.randint(-most, most)) for note in sorted(notes)]


def with_velocity(note: Note, velocity: int) -> Note:
    """The note as loud as asked, held within 1 to 127."""
    return replace(note, velocity=max(1, min(127, velocity)))


def _begins_between(onsets: Sequence[int], first: int, last: int) -> bool:
    """Whether one of the onsets, which rise, lies from the first tick up to the last."""
    return bisect_left(onsets, first) < bisect_left(onsets, last)
