"""Sums over songs that are divided only at the end, so that every note counts alike."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

AnySums = TypeVar("AnySums", bound="Sums")
AnyNamedSums = TypeVar("AnyNamedSums", bound="NamedSums")


@dataclass(frozen=True, slots=True)
class Sums:
    """A dataclass of numbers that is added field by field."""

    def __add__(self: AnySums, other: AnySums) -> AnySums:
        return type(self)(*(getattr(self, field.name) + getattr(other, field.name) for field in fields(self)))


@dataclass(frozen=True, slots=True)
class NamedSums:
    """Sums by name; one that a song lacks is 0."""

    sums: Mapping[str, float]

    def __add__(self: AnyNamedSums, other: AnyNamedSums) -> AnyNamedSums:
        names = {**self.sums, **other.sums}
        return type(self)({name: self.sums.get(name, 0) + other.sums.get(name, 0) for name in names})


def count_hits(sums: defaultdict[str, float], name: str, guessed: NDArray[Any], line: NDArray[Any], first: int) -> None:
    """Add the hits of predictions `guessed` (n - first,) to `sums`, overall and where the symbol changes.

    `line` (n,) are the true symbols, of which those from `first` on are predicted.
    """
    hits = guessed == line[first:]
    changes = np.diff(line, prepend=line[:1])[first:] != 0
    sums[f"{name}.events"] += len(hits)
    sums[f"{name}.hits"] += int(hits.sum())
    sums[f"{name}.changes"] += int(changes.sum())
    sums[f"{name}.hits_on_changes"] += int((hits & changes).sum())
