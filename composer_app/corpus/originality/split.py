"""Training and validation songs, with near-copies kept on one side."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence


def split_by_song(groups: Iterable[Sequence[int]], share: float = 0.1, seed: int = 0) -> tuple[list[int], list[int]]:
    """Training and validation indices: whole groups at random until `share` of all songs is for validation.

    With two groups or more each side gets one at least; with a single group all is for training.
    """
    shuffled = sorted((list(group) for group in groups), key=lambda group: group[0])
    total = sum(len(group) for group in shuffled)
    random.Random(seed).shuffle(shuffled)
    wanted = max(1, round(share * total)) if len(shuffled) > 1 and share > 0 else 0
    validation: list[int] = []
    training: list[int] = []
    for place, group in enumerate(shuffled):
        is_last = place == len(shuffled) - 1
        fits = len(validation) + len(group) <= wanted or (not validation and (is_last or len(group) <= 2 * wanted))
        if len(validation) < wanted and fits and (training or not is_last):
            validation += group
        else:
            training += group
    return sorted(training), sorted(validation)
