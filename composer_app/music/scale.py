"""Scales of a key: which pitches belong to it, on which degree, and which comes next."""

from __future__ import annotations

from composer_app.music.key import MAJOR_SCALE, MINOR_SCALE, Key


def in_scale(pitch: int, key: Key) -> bool:
    """Whether a MIDI pitch is a tone of the key's major or natural minor scale."""
    return (pitch - key.tonic) % 12 in _steps(key)


def degree(pitch: int, key: Key) -> int | None:
    """The scale degree of a pitch, 1 for the tonic to 7; None where it is not in the scale."""
    step = (pitch - key.tonic) % 12
    return _steps(key).index(step) + 1 if step in _steps(key) else None


def step_in_scale(pitch: int, steps: int, key: Key) -> int:
    """The pitch so many scale steps above (below, where negative); from outside the scale the first step enters it.

    Held within MIDI's range.
    """
    direction = 1 if steps > 0 else -1
    for _ in range(abs(steps)):
        candidate = pitch + direction
        while 0 <= candidate <= 127 and not in_scale(candidate, key):
            candidate += direction
        if not 0 <= candidate <= 127:
            return pitch
        pitch = candidate
    return pitch


def _steps(key: Key) -> tuple[int, ...]:
    return MINOR_SCALE if key.minor else MAJOR_SCALE
