"""How much of what a network writes stands in the songs it learnt from."""

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
    """The copy rate that is still human: what the songs share among themselves, by chance up to 95 % of the time.

    One idea is allowed always: a single quotation says nothing of a network.
    """
    spread = math.sqrt(index.human * (1 - index.human) / ideas)
    return max(1 / ideas, index.human + DEVIATIONS * spread)
