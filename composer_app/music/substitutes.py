"""Chords that can take the place of another: diatonic, relative, dominant, tritone and borrowed ones."""

from __future__ import annotations

from dataclasses import dataclass

from composer_app.music.chord import QUALITIES, Chord
from composer_app.music.key import MAJOR_SCALE, MINOR_SCALE, Key

_STACKS: dict[tuple[int, ...], str] = {
    (4, 7, 11): "maj7", (4, 7, 10): "7", (3, 7, 10): "m7", (3, 6, 10): "m7b5", (3, 6, 9): "dim7", (3, 7, 11): "mMaj7",
    (4, 7): "", (3, 7): "m", (3, 6): "dim", (4, 8): "aug",
}  # fmt: skip
_DOMINANTS = ("7", "9", "13", "7b9", "7#9", "7b5", "7#5", "7#11", "13b9", "9#5")


@dataclass(frozen=True, slots=True)
class Substitute:
    """A chord with the reason why it can take another's place."""

    chord: Chord
    reason: str


def substitutes(chord: Chord, key: Key | None, after: Chord | None = None) -> list[Substitute]:
    """Chords to put in the place of `chord`, the nearest first; `after` is the chord that follows.

    Without a key there are no diatonic and no borrowed ones.
    """
    seventh = len(QUALITIES[chord.quality]) > 3
    found = [Substitute(other, "relative") for other in _relatives(chord, seventh)]
    if chord.quality in _DOMINANTS:
        found.append(Substitute(_in_root((chord.root + 6) % 12, "7"), "tritone substitute"))
    if after is not None and after.root != (chord.root + 5) % 12:
        found.append(Substitute(_in_root((after.root + 7) % 12, "7"), f"dominant of {after.name_in(key)}"))
        found.append(Substitute(_in_root((after.root + 1) % 12, "7"), f"tritone before {after.name_in(key)}"))
    if key is not None:
        same = [other for other in diatonic(key, seventh) if _shared(other, chord) >= 2]
        found += [Substitute(other, "shares its tones") for other in sorted(same, key=lambda o: -_shared(o, chord))]
        found += [Substitute(other, "borrowed") for other in _borrowed(chord, key, seventh)]
        found += [Substitute(other, "in the key") for other in diatonic(key, seventh)]
    first = {each.chord: each for each in reversed(found)}
    return [each for each in found if first[each.chord] is each and each.chord != chord]


def diatonic(key: Key, seventh: bool = False) -> list[Chord]:
    """The chords on the seven degrees of a key, as triads or as sevenths."""
    scale = MINOR_SCALE if key.minor else MAJOR_SCALE
    return [_on_degree(key.tonic, scale, degree, seventh) for degree in range(7)]


def _on_degree(tonic: int, scale: tuple[int, ...], degree: int, seventh: bool) -> Chord:
    root = scale[degree]
    steps = tuple((scale[(degree + above) % 7] - root) % 12 for above in ((2, 4, 6) if seventh else (2, 4)))
    return _in_root((tonic + root) % 12, _STACKS[steps])


def _relatives(chord: Chord, seventh: bool) -> list[Chord]:
    """The relative minor of a major chord and the chord a third above it, or the other way round."""
    steps = QUALITIES[chord.quality]
    if 7 not in steps or chord.quality in _DOMINANTS:
        return []
    if 4 in steps:
        minor = "m7" if seventh else "m"
        return [_in_root((chord.root + step) % 12, minor) for step in (9, 4)]
    major = "maj7" if seventh else ""
    return [_in_root((chord.root + step) % 12, major) for step in (3, 8)] if 3 in steps else []


def _borrowed(chord: Chord, key: Key, seventh: bool) -> list[Chord]:
    """The chord on the same degree in the parallel mode, and on the lowered degree where that differs."""
    own, other = (MINOR_SCALE, MAJOR_SCALE) if key.minor else (MAJOR_SCALE, MINOR_SCALE)
    step = (chord.root - key.tonic) % 12
    if step not in own:
        return []
    return [_on_degree(key.tonic, other, own.index(step), seventh)]


def _in_root(root: int, quality: str) -> Chord:
    return Chord(root, quality, root)


def _shared(one: Chord, other: Chord) -> int:
    return len(one.pitch_classes & other.pitch_classes)
