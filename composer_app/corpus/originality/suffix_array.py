"""A sorted suffix array (Manber & Myers 1993): where a run of symbols stands in a long sequence, by bisection."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

BYTES = 2  # of a symbol
Symbols = NDArray[np.uint16]


def as_bytes(symbols: Symbols) -> bytes:
    """Symbols (count,) as big-endian bytes, which compare as the symbols do and which Python compares fast."""
    return symbols.astype(">u2").tobytes()


def suffix_order(symbols: Symbols) -> NDArray[np.int32]:
    """The places (count,) of symbols (count,) in the order of what begins there, by doubling the length compared."""
    count, length = len(symbols), 1
    rank = symbols.astype(np.int64)
    while True:
        beyond = np.zeros(count, np.int64)
        beyond[: count - length] = rank[length:] + 1
        key = rank * (int(rank.max()) + 2) + beyond
        order = np.argsort(key)
        step = np.diff(key[order], prepend=key[order[0]]) != 0
        rank[order] = np.cumsum(step)
        if int(rank.max()) == count - 1:
            return order.astype(np.int32)
        length = min(2 * length, count)


class SuffixArray:
    """Symbols (count,), 16 bits each, with the order (count,) that `suffix_order` gives; runs are given as bytes."""

    def __init__(self, symbols: Symbols, order: Sequence[int] | NDArray[np.int32]) -> None:
        self._bytes = as_bytes(symbols)
        self._order = order

    def longest_matches(self, wanted: bytes) -> list[int]:
        """For each symbol of a sequence the length of the longest run from it that stands among the symbols."""
        found = []
        for at in range(0, len(wanted), BYTES):
            rest = wanted[at:]
            place = bisect_left(self._order, rest, key=self._from(len(rest)))
            # What sorts next to a run begins most like it.
            beside = (int(self._order[near]) for near in (place - 1, place) if 0 <= near < len(self._order))
            found.append(max((_match(rest, self._bytes, BYTES * start) for start in beside), default=0))
        return found

    def range_of(self, run: bytes) -> tuple[int, int]:
        """The range within the order of the places at which a run stands; an empty range where it stands nowhere."""
        low = bisect_left(self._order, run, key=self._from(len(run)))
        return low, bisect_right(self._order, run, low, key=self._from(len(run)))

    def _from(self, length: int) -> Callable[[int], bytes]:
        """Gives the `length` bytes that begin at a place."""
        whole = self._bytes
        return lambda place: whole[BYTES * place : BYTES * place + length]


def contains(whole: bytes, run: bytes) -> bool:
    """Whether a run of symbols stands in a sequence, both as bytes."""
    at = whole.find(run)
    while at % BYTES and at >= 0:
        at = whole.find(run, at + 1)
    return at >= 0


def _match(wanted: bytes, whole: bytes, at: int) -> int:
    """How many symbols from the start of `wanted` stand in `whole` at byte `at`."""
    same = 0
    while wanted[same : same + BYTES] == whole[at + same : at + same + BYTES] != b"":
        same += BYTES
    return same // BYTES
