"""The texture of a part: whether it is a line of single notes, or chords struck together."""

from __future__ import annotations

from collections.abc import Sequence

from composer_app.music.lines import TOGETHER
from composer_app.music.note import TICKS_PER_QUARTER, Note

_CHORD_TONES, _SLOW = 3, 2 * TICKS_PER_QUARTER


def mean_pitch(notes: Sequence[Note]) -> float:
    """The mean of the notes' MIDI pitches."""
    return sum(note.pitch for note in notes) / len(notes)


def is_one_voice(notes: Sequence[Note]) -> bool:
    """Whether no note begins before the one before it has ended."""
    return all(note.end <= after.onset for note, after in zip(notes, notes[1:], strict=False))


def share_alone(notes: Sequence[Note]) -> float:
    """The share of notes that neither begin together with the one before nor overlap it by more than half."""
    if len(notes) < 2:
        return 1.0
    together = sum(
        after.onset - note.onset < TOGETHER or note.end - after.onset > note.duration // 2
        for note, after in zip(notes, notes[1:], strict=False)
    )
    return 1 - together / (len(notes) - 1)


def are_blocks(notes: Sequence[Note]) -> bool:
    """Whether nearly all notes belong to chords struck together and released before the next."""
    groups = good = 0
    index = 0
    while index < len(notes):
        first = notes[index]
        size, end = 1, first.end
        while index + size < len(notes) and notes[index + size].onset - first.onset <= TOGETHER:
            end = max(end, notes[index + size].end)
            size += 1
        index += size
        groups += 1
        good += size >= 2 and (index == len(notes) or end <= notes[index].onset + TOGETHER)
    return groups > 0 and good >= 0.85 * groups


def are_chords_alone(notes: Sequence[Note]) -> bool:
    """Whether these are chords without a melody: blocks of three tones or more that last half a bar of 4/4 or longer.

    Faster blocks may be a tune in four parts, such as a hymn.
    """
    onsets = len({note.onset for note in notes})
    mean_duration = sum(note.duration for note in notes) / max(1, len(notes))
    return are_blocks(notes) and len(notes) >= _CHORD_TONES * onsets and mean_duration >= _SLOW
