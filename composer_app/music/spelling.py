"""Pitches by letter, accidental and octave: as the chord that sounds spells them, else as the key does.

Letters stand in order of fifths, F C G D A E B at -1 to 5; a sharp is seven fifths up (Temperley 2001, chapter 5).
"""

from __future__ import annotations

from dataclasses import dataclass

from composer_app.music.chord import Chord
from composer_app.music.key import Key

LETTERS = "FCGDAEB"
# Semitones above a chord's root -> fifths above it.
FIFTHS = {0: 0, 1: -5, 2: 2, 3: -3, 4: 4, 5: -1, 6: 6, 7: 1, 8: -4, 9: 3, 10: -2, 11: 5}
MOST_FLAT, MOST_SHARP = -8, 12  # F flat and B sharp; beyond them a second accidental would be needed
FLAT_FIFTH = ("dim", "m7b5", "dim7", "7b5")
DIMINISHED = ("dim", "dim7")
WHITE_KEYS = (("C", -1), ("F", -1), ("E", 1), ("B", 1))
SHARP_FIFTH = ("aug", "7#5", "maj7#5", "9#5")


@dataclass(frozen=True, slots=True)
class Spelled:
    """A letter, its alteration in semitones, and the octave of the letter (middle C is C4)."""

    step: str
    alter: int
    octave: int

    def __str__(self) -> str:
        return f"{self.step}{'#' * self.alter}{'b' * -self.alter}{self.octave}"


def fifths_of(key: Key | None) -> int:
    """The sharps (flats below 0) of a key's signature; none without a key."""
    return 0 if key is None else (key.relative_major * 7 + 5) % 12 - 5


def spell(pitch: int, key: Key | None, chord: Chord | None) -> Spelled:
    """A MIDI pitch as it is written in this key over this chord."""
    step, alter = _by_chord(pitch % 12, key, chord) or by_key(pitch % 12, key)
    return Spelled(step, alter, (pitch - alter) // 12 - 1)


def by_key(pitch_class: int, key: Key | None) -> tuple[str, int]:
    """Letter and alteration of a pitch class in a key: flat third, sixth and seventh, sharp first and fourth.

    A minor key has its sharp seventh instead of the flat second.
    """
    lowest = fifths_of(key) - (3 if key is not None and key.minor else 4)
    fifths = (pitch_class * 7 - lowest) % 12 + lowest
    return _at(fifths - 12 if fifths > MOST_SHARP else fifths + 12 if fifths < MOST_FLAT else fifths)


def root_of(chord: Chord, key: Key | None) -> tuple[str, int]:
    """Letter and alteration of a chord's root as its name in the key has them."""
    return _read(chord.name_in(key))


def bass_of(chord: Chord, key: Key | None) -> tuple[str, int]:
    """Letter and alteration of a chord's bass as its name in the key has them."""
    return _read(chord.name_in(key).rpartition("/")[2])


def _by_chord(pitch_class: int, key: Key | None, chord: Chord | None) -> tuple[str, int] | None:
    if chord is None or pitch_class not in chord.pitch_classes:
        return None
    if pitch_class == chord.bass:
        return bass_of(chord, key)
    step, alter = root_of(chord, key)
    above = (pitch_class - chord.root) % 12
    fifths = FIFTHS[above]
    if above == 6 and chord.quality in FLAT_FIFTH:
        fifths = -6
    elif above == 8 and chord.quality in SHARP_FIFTH:
        fifths = 8
    elif above == 3 and chord.quality == "7#9":
        fifths = 9
    elif above == 9 and chord.quality == "dim7":
        fifths = -9
    found = _at(LETTERS.index(step) - 1 + 7 * alter + fifths)
    natural = key is not None and pitch_class in key.scale  # such as B over Fdim7 in D major, which is no C flat
    if abs(found[1]) > 1 or (natural and (chord.quality in DIMINISHED or found in WHITE_KEYS)):
        return None
    return found


def _at(fifths: int) -> tuple[str, int]:
    """The letter and alteration so many fifths above C."""
    alter, place = divmod(fifths + 1, 7)
    return LETTERS[place], alter


def _read(name: str) -> tuple[str, int]:
    accidental = name[1:2]
    return name[0], {"#": 1, "b": -1}.get(accidental, 0)
