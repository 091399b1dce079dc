from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from composer_app.learning.sums import NamedSums, Sums, count_hits


@dataclass(frozen=True, slots=True)
class Heard(Sums):
    notes: int = 0
    nats: float = 0.0


def test_sums_are_added_field_by_field() -> None:
    assert Heard(3, 1.5) + Heard(4, 0.5) == Heard(7, 2.0)


def test_named_sums_are_added_name_by_name() -> None:
    both = NamedSums({"notes": 3, "nats": 1.5}) + NamedSums({"notes": 4, "hits": 2})
    assert both.sums == {"notes": 7, "nats": 1.5, "hits": 2}


def test_hits_are_counted_on_changes_too() -> None:
    sums: defaultdict[str, float] = defaultdict(float)
    line = np.array([1, 1, 2, 2, 3])
    count_hits(sums, "note", np.array([1, 2, 1, 3]), line, 1)
    count_hits(sums, "note", np.array([2, 4]), line, 3)
    assert sums == {"note.events": 6, "note.hits": 4, "note.changes": 3, "note.hits_on_changes": 2}
