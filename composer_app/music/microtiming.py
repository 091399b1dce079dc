"""Played notes on a grid, as closely as is wanted; how they were played stays in them."""

from __future__ import annotations

from dataclasses import replace

from composer_app.music.note import Note


def as_played(note: Note) -> Note:
    """The note where it was struck and as long as it was held."""
    onset = max(0, note.onset + note.late)
    return replace(note, onset=onset, duration=max(1, note.duration + note.longer), late=0, longer=0)


def drawn_to_grid(note: Note, step: int, strength: float = 1.0) -> Note:
    """The note with onset and end drawn towards the grid of `step` ticks, from where it was played.

    A strength of 0 is as it was played, 1 lies on the grid; a step of 0 is no grid. It may be quantised again with
    another strength or grid at any time: what it loses in onset and duration it keeps in `late` and `longer`.
    """
    played = as_played(note)
    if not step:
        return played
    onset = _nearest(played.onset, step)
    end = max(onset + step, _nearest(played.end, step))
    start = round(played.onset + strength * (onset - played.onset))
    duration = max(1, round(played.end + strength * (end - played.end)) - start)
    return replace(played, onset=start, duration=duration, late=played.onset - start, longer=played.duration - duration)


def _nearest(tick: int, step: int) -> int:
    return (tick + step // 2) // step * step
