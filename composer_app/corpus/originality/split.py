"""Training and validation songs, with near-copies kept on one side."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence

from composer_app.corpus.originality.likeness import Likeness
from composer_app.music.clip import Clip


def groups_alike(clips: Sequence[Clip]) -> list[list[int]]:
    """The indices of `clips` in groups: songs whose melodies share a run of 24 intervals stand together.

    A melody shorter than that is alike only to one with the very same intervals. Groups and their members rise.
    """
    return groups_of_lines([[[note.pitch for note in clip.melody]] for clip in clips])


def groups_of_lines(songs: Sequence[Sequence[Sequence[int]]]) -> list[list[int]]:
    """The indices of songs in groups, each song given as the lines of pitches it is known by."""
    likeness = Likeness()
    for lines in songs:
        likeness.add(*lines)
    return likeness.groups()


def split_by_song(groups: Iterable[Sequence[int]], share: float = 0.1, seed: int = 0) -> tuple[list[int], list[int]]:
    """Training and validation indices: whole groups drawn until `share` of all songs is for validation.

    With two groups or more each side gets one at least; with a single group all is for training.
    """
    drawn = sorted((list(group) for group in groups), key=lambda group: group[0])
    total = sum(len(group) for group in drawn)
    random.Random(seed).shuffle(drawn)
    wanted = max(1, round(share * total)) if len(drawn) > 1 and share > 0 else 0
    validation: list[int] = []
    training: list[int] = []
    for place, group in enumerate(drawn):
        is_last = place == len(drawn) - 1
        fits = len(validation) + len(group) <= wanted or (not validation and (is_last or len(group) <= 2 * wanted))
        if len(validation) < wanted and fits and (training or not is_last):
            validation += group
        else:
            training += group
    return sorted(training), sorted(validation)
