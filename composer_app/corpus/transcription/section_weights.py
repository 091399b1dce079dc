"""The weights of the search for sections."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Weights:
    """Found by trial on half of a set of songs with markers, checked on the other half.

    `rhythm`, `pitch` and `chords` weigh the similarity of two bars; `transposed` is what the same melody in another
    key counts. Costs: of a bar in a section that sings (`sung`) and is repeated nowhere (`fresh`), or by its
    `difference` from the bar it repeats; of bars that are silent or sing where their section does not; of a section
    (`section`) and of its length in bars (`lengths`); of a section whose halves are similar (`halves`). Gains: of a
    `phrase_end` before a section, and a `vote` for each end that it shares with the section it repeats. Sections at
    least as similar as `same_letter` share a letter.
    """

    rhythm: float = 0.26
    pitch: float = 0.54
    chords: float = 0.20
    transposed: float = 0.52
    sung: float = 0.26
    fresh: float = 0.39
    difference: float = 1.11
    silent_in_song: float = 0.48
    sung_in_silence: float = 1.65
    section: float = 0.63
    lengths: tuple[float, ...] = (
        1.22, 1.0, 1.17, 0.57, 0.82, 0.71, 1.17, 0.0, 0.28, 0.96, 1.17, 1.01, *[1.17] * 3, 0.71,
    )  # fmt: skip
    halves: float = 0.32
    phrase_end: float = 0.63
    vote: float = 0.34
    same_letter: float = 0.4


WEIGHTS = Weights()
