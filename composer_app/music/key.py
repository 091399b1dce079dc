"""Keys: a tonic and a mode, read from a name, and found from notes."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from composer_app.music.note import Note

# The spelling with fewest accidentals in the signature; F# rather than Gb, Eb minor rather than D#.
MAJOR_NAMES = ("C", "Db", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B")
MINOR_NAMES = ("C", "C#", "D", "Eb", "E", "F", "F#", "G", "G#", "A", "Bb", "B")
MAJOR_SCALE = (0, 2, 4, 5, 7, 9, 11)
MINOR_SCALE = (0, 2, 3, 5, 7, 8, 10)
# Probe-tone ratings of Krumhansl & Kessler 1982, as printed in Krumhansl 1990, p. 30.
MAJOR_PROFILE = (6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88)
MINOR_PROFILE = (6.33, 2.68, 3.52, 5.38, 2.60, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17)
_LETTERS = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}


@dataclass(frozen=True, slots=True)
class Key:
    """A tonic (pitch class 0-11) and a mode."""

    tonic: int
    minor: bool = False

    def __post_init__(self) -> None:
        if not 0 <= self.tonic <= 11:
            raise ValueError(f"a tonic is a pitch class 0-11, not {self.tonic}")

    @classmethod
    def parse(cls, name: str) -> Key:
        """Read "C", "C major", "F# minor", "Bbm"; ValueError for anything else."""
        words = name.replace("♯", "#").replace("♭", "b").split()
        head, mode = [*words, "", ""][:2]
        minor = mode.lower() in ("minor", "min", "m")
        if head.endswith("m"):
            head, minor = head[:-1], True
        known = mode.lower() in ("", "major", "maj", "minor", "min", "m")
        if len(words) not in (1, 2) or not known or not head or head[0].upper() not in _LETTERS:
            raise ValueError(f'"{name}" is not a key; write it as "C major" or "F# minor"')
        if set(head[1:]) - set("#b"):
            raise ValueError(f'"{name}" is not a key; write it as "C major" or "F# minor"')
        shift = head[1:].count("#") - head[1:].count("b")
        return cls((_LETTERS[head[0].upper()] + shift) % 12, minor)

    @property
    def scale(self) -> frozenset[int]:
        """The pitch classes of its major or natural minor scale."""
        return frozenset((self.tonic + step) % 12 for step in (MINOR_SCALE if self.minor else MAJOR_SCALE))

    @property
    def relative_major(self) -> int:
        """The tonic of the major key with the same signature."""
        return (self.tonic + 3) % 12 if self.minor else self.tonic

    def transposed(self, semitones: int) -> Key:
        """The same mode on a shifted tonic."""
        return Key((self.tonic + semitones) % 12, self.minor)

    def __str__(self) -> str:
        return f"{(MINOR_NAMES if self.minor else MAJOR_NAMES)[self.tonic]} {'minor' if self.minor else 'major'}"


def find_key(notes: Iterable[Note]) -> Key | None:
    """The key whose profile correlates best with the notes' durations; None without notes.

    Krumhansl-Schmuckler: pitch-class durations against the 24 rotated probe-tone profiles.
    """
    weight = [0.0] * 12
    for note in notes:
        weight[note.pitch % 12] += note.duration
    if not any(weight):
        return None
    best = max(
        (
            (_correlation([weight[(tonic + i) % 12] for i in range(12)], profile), -tonic, not minor)
            for minor, profile in ((False, MAJOR_PROFILE), (True, MINOR_PROFILE))
            for tonic in range(12)
        ),
    )
    return Key(-best[1], not best[2])


def _correlation(a: list[float], b: tuple[float, ...]) -> float:
    mean_a, mean_b = sum(a) / len(a), sum(b) / len(b)
    da, db = [x - mean_a for x in a], [x - mean_b for x in b]
    norm = math.sqrt(sum(x * x for x in da) * sum(x * x for x in db))
    return sum(x * y for x, y in zip(da, db, strict=True)) / norm if norm else 0.0
