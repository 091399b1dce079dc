"""Chords: naming a set of pitches, and finding which chord sounds when."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from composer_app.music.key import Key
from composer_app.music.note import PITCH_NAMES, TICKS_PER_QUARTER, Note

QUALITIES: dict[str, tuple[int, ...]] = {
    "": (0, 4, 7), "m": (0, 3, 7), "dim": (0, 3, 6), "aug": (0, 4, 8), "5": (0, 7), "sus4": (0, 5, 7),
    "sus2": (0, 2, 7), "7": (0, 4, 7, 10), "m7": (0, 3, 7, 10), "maj7": (0, 4, 7, 11), "6": (0, 4, 7, 9),
    "m7b5": (0, 3, 6, 10), "m6": (0, 3, 7, 9), "dim7": (0, 3, 6, 9), "7sus4": (0, 5, 7, 10),
    "mMaj7": (0, 3, 7, 11), "7#5": (0, 4, 8, 10), "7b5": (0, 4, 6, 10), "maj7#5": (0, 4, 8, 11),
    "9": (0, 2, 4, 7, 10), "m9": (0, 2, 3, 7, 10), "maj9": (0, 2, 4, 7, 11), "7b9": (0, 1, 4, 7, 10),
    "add9": (0, 2, 4, 7), "m(add9)": (0, 2, 3, 7), "13": (0, 4, 7, 9, 10), "7#9": (0, 3, 4, 7, 10),
    "69": (0, 2, 4, 7, 9), "m69": (0, 2, 3, 7, 9), "9#5": (0, 2, 4, 8, 10), "m13": (0, 2, 3, 7, 9, 10),
    "11": (0, 2, 4, 5, 7, 10), "m11": (0, 2, 3, 5, 7, 10), "maj7#11": (0, 4, 6, 7, 11),
    "7#11": (0, 4, 6, 7, 10), "13b9": (0, 1, 4, 7, 9, 10),
}  # fmt: skip
_FLAT_NAMES = ("C", "Db", "D", "Eb", "E", "F", "Gb", "G", "Ab", "A", "Bb", "B")
_LETTERS = "CDEFGAB"
_LETTER_CLASSES = (0, 2, 4, 5, 7, 9, 11)
# How many letters above the root a tone of so many semitones is written: 3 is a third, 6 a fifth.
_LETTERS_ABOVE = (0, 1, 1, 2, 2, 3, 4, 4, 4, 5, 6, 6)
# The same for the steps of a major key, where the raised first and fourth are common (C#dim, F#m7b5).
_LETTERS_IN_KEY = (0, 0, 1, 2, 2, 3, 3, 4, 5, 5, 6, 6)
# Penalties of a name that does not quite fit; the name with the lowest sum is chosen.
_INVERTED, _FOREIGN_BASS, _EXTRA_TONE, _NO_FIFTH, _TONE_MISSING, _ROOT_MISSING = 0.8, 1.1, 2.4, 1.0, 3.0, 4.0
_RARER = 0.03  # for each row further down in QUALITIES
_TOO_FAR = 3.9
# Two tones above each other are named by the interval; a semitone is no chord.
_DYADS: dict[int, tuple[int, str] | None] = {
    1: None, 2: (0, "sus2"), 3: (0, "m"), 4: (0, ""), 5: (5, "5"), 6: (0, "dim"), 7: (0, "5"), 8: (8, ""),
    9: (9, "m"), 10: (0, "7"), 11: (0, "maj7"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Chord:
    """A chord: pitch classes of root and bass (0-11), and a symbol of `QUALITIES`."""

    root: int
    quality: str
    bass: int

    def __post_init__(self) -> None:
        if not 0 <= self.root <= 11 or not 0 <= self.bass <= 11 or self.quality not in QUALITIES:
            raise ValueError(f"no chord has root {self.root}, bass {self.bass} and quality {self.quality!r}")

    @property
    def pitch_classes(self) -> frozenset[int]:
        """The pitch classes that sound, the bass among them."""
        return frozenset((self.root + step) % 12 for step in QUALITIES[self.quality]) | {self.bass}

    def name(self, flats: bool = False) -> str:
        """Its name, such as Cm7/Eb; `flats` writes Db and Gb for C# and F#."""
        return self._named((_FLAT_NAMES if flats else PITCH_NAMES)[self.root])

    def name_in(self, key: Key | None) -> str:
        """Its name, spelled as the key spells it: D#dim in E major, Eb in Bb major."""
        if key is None:
            return self.name()
        tonic = "F#" if key.tonic == 6 and not key.minor else _FLAT_NAMES[key.relative_major]
        step = (self.root - key.relative_major) % 12
        letters = 1 if step == 1 and not self.quality.startswith("dim") else _LETTERS_IN_KEY[step]
        return self._named(_spelled(tonic, letters, self.root))

    def _named(self, root: str) -> str:
        name = root + self.quality
        if self.bass == self.root:
            return name
        step = (self.bass - self.root) % 12
        letters = 5 if step == 8 and self.quality not in ("aug", "7#5", "maj7#5", "9#5") else _LETTERS_ABOVE[step]
        return f"{name}/{_spelled(root, letters, self.bass)}"

    def __str__(self) -> str:
        return self.name()


@dataclass(frozen=True, slots=True)
class ChordSpan:
    """From `onset` to `end` (ticks) this chord sounds; None where too few tones sound."""

    onset: int
    end: int
    chord: Chord | None


def name_chord(pitches: Iterable[int]) -> Chord | None:
    """The chord that these MIDI pitches make, the lowest being its bass; None for fewer than two tones."""
    sounding = set(pitches)
    if not sounding:
        return None
    bass = min(sounding) % 12
    return _over_bass(frozenset((pitch - bass) % 12 for pitch in sounding), bass)


def chord_spans(
    notes: Sequence[Note], length: int, slack: int = TICKS_PER_QUARTER // 8, restruck: bool = False
) -> list[ChordSpan]:
    """Which chord sounds when, from tick 0 to `length` without a gap.

    Onsets and ends less than `slack` ticks after a change belong to it (a strummed chord is one chord).
    Neighbours with the same chord are one span, unless `restruck` and a note begins there.
    """
    edges = sorted({0, length, *(n.onset for n in notes), *(n.end for n in notes)})
    cuts = [0]
    for edge in edges:
        if edge - cuts[-1] > slack and edge <= length:
            cuts.append(edge)
    if length - cuts[-1] <= slack and len(cuts) > 1:
        cuts[-1] = length
    elif cuts[-1] != length and length > 0:
        cuts.append(length)
    spans: list[ChordSpan] = []
    coming = sorted(notes, key=lambda note: note.onset)
    sounding: list[Note] = []
    upcoming = 0
    for start, end in pairwise(cuts):
        struck = False
        sounding = [note for note in sounding if note.end > start + slack]
        while upcoming < len(coming) and coming[upcoming].onset <= min(start + slack, end - 1):
            sounding.append(coming[upcoming])
            upcoming += 1
            struck = True
        chord = name_chord(note.pitch for note in sounding)
        if spans and spans[-1].chord == chord and not (restruck and struck):
            spans[-1] = ChordSpan(spans[-1].onset, end, chord)
        else:
            spans.append(ChordSpan(start, end, chord))
    return spans


@cache
def _over_bass(steps: frozenset[int], bass: int) -> Chord | None:
    """The chord that these steps above a bass make."""
    found = _best_fit(steps)
    return Chord((found[0] + bass) % 12, found[1], bass) if found else None


@cache
def _best_fit(steps: frozenset[int]) -> tuple[int, str] | None:
    """Root above the bass and quality of the cheapest name for these steps above the bass."""
    if len(steps) < 3:
        return _DYADS[max(steps)] if len(steps) == 2 else None
    fits = (
        (_cost(steps, root, rank, tones), rank, root, quality)
        for rank, (quality, tones) in enumerate(QUALITIES.items())
        for root in range(12)
    )
    cost, _, root, quality = min(fits)
    return (root, quality) if cost < _TOO_FAR else None


def _cost(steps: frozenset[int], root: int, rank: int, tones: tuple[int, ...]) -> float:
    from_root = {(step - root) % 12 for step in steps}
    bass = -root % 12
    missing, extra = set(tones) - from_root, from_root - set(tones)
    cost = _RARER * rank + (_FOREIGN_BASS if bass in extra else _INVERTED if root else 0.0)
    cost += _EXTRA_TONE * len(extra - {bass})
    for tone in missing:
        cost += _ROOT_MISSING if tone == 0 else _NO_FIFTH if tone == 7 else _TONE_MISSING
    return cost


def _spelled(start: str, letters: int, pitch_class: int) -> str:
    """The name of a pitch class so many letters above a named one; the plain name where that takes two accidentals."""
    index = (_LETTERS.index(start[0]) + letters) % 7
    shift = (pitch_class - _LETTER_CLASSES[index] + 6) % 12 - 6
    if abs(shift) > 1 or (abs(shift) == 1 and _LETTERS[index] + "#b"[shift < 0] in ("E#", "B#", "Cb", "Fb")):
        return (_FLAT_NAMES if "b" in start else PITCH_NAMES)[pitch_class]
    return _LETTERS[index] + ("#" if shift == 1 else "b" if shift == -1 else "")
