"""How many of a network's ideas copy the songs that it learnt from."""

from __future__ import annotations

import math
from collections.abc import Sequence

from composer_app.corpus.originality.melody_index import Index
from composer_app.music.note import Note

IDEAS = 32
DEVIATIONS = 2.0


def share_copied(melodies: Sequence[Sequence[Note]], index: Index) -> float:
    """The share of melodies that the index finds red."""
    return sum(index.check(melody).verdict == "red" for melody in melodies) / max(1, len(melodies))


def copy_limit(index: Index, ideas: int = IDEAS) -> float:
    """The highest copy rate allowed: that among the songs themselves, plus two standard deviations of the estimate.

    One idea is always allowed: a single quotation is no evidence.
    """
    spread = math.sqrt(index.human * (1 - index.human) / ideas)
    return max(1 / ideas, index.human + DEVIATIONS * spread)
