"""Training and validation songs, with near-copies kept on one side."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence

from composer_app.music.clip import Clip

SHARED_RUN = 24  # intervals in a row that make two songs copies of each other


def groups_alike(clips: Sequence[Clip]) -> list[list[int]]:
    """The indices of `clips` in groups: songs whose melodies share a run of 24 intervals stand together.

    A melody shorter than that is alike only to one with the very same intervals. Groups and their members rise.
    """
    leader = list(range(len(clips)))

    def lead(index: int) -> int:
        while leader[index] != index:
            leader[index] = leader[leader[index]]
            index = leader[index]
        return index

    seen: dict[bytes, int] = {}
    for index, clip in enumerate(clips):
        for run in _runs(clip):
            other = seen.setdefault(run, index)
            if other != index:
                a, b = sorted((lead(index), lead(other)))
                leader[b] = a
    groups: dict[int, list[int]] = {}
    for index in range(len(clips)):
        groups.setdefault(lead(index), []).append(index)
    return list(groups.values())


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


def _runs(clip: Clip) -> Iterable[bytes]:
    """Every run of intervals of the melody, each interval a byte; repeated notes and trills are no likeness."""
    pitches = [note.pitch for note in clip.melody]
    intervals = bytes((b - a) % 256 for a, b in zip(pitches, pitches[1:], strict=False))
    if not intervals:
        return []
    runs = {intervals[at : at + SHARED_RUN] for at in range(max(1, len(intervals) - SHARED_RUN + 1))}
    return [run for run in runs if len(set(run)) > 2 or len(run) < SHARED_RUN]
