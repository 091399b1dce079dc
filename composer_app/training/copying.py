"""How much of what a network writes stands in its training songs already."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from typing import Any

import torch

from composer_app.music.clip import Clip
from composer_app.music.note import TICKS_PER_QUARTER, Note

RUN = 10
IDEAS = 8
BARS = 8


def runs(notes: Sequence[Note]) -> Iterable[tuple[tuple[int, int], ...]]:
    """Every run of ten notes as (interval, onset gap in 16ths) pairs: the same in every key."""
    step = TICKS_PER_QUARTER // 4
    pairs = [(b.pitch - a.pitch, round((b.onset - a.onset) / step)) for a, b in itertools.pairwise(notes)]
    return (tuple(pairs[i : i + RUN - 1]) for i in range(len(pairs) - RUN + 2))


def runs_of(clips: Iterable[Clip]) -> frozenset[int]:
    """The hashes of all ten-note runs of the training melodies."""
    return frozenset(hash(run) for clip in clips for run in runs(clip.melody))


def copy_rate(network: Any, method: Any, known: frozenset[int], bar: int, seed: int) -> float:
    """The share of eight fresh eight-bar ideas that hold ten notes in a row of a training song."""
    empty = torch.zeros((IDEAS, 0), dtype=torch.long)
    modes = torch.arange(IDEAS) % 2
    given = method.Batch(empty, empty, torch.full((IDEAS,), method.IN_C), modes, bar)
    *_, pen = method.write(network, given, BARS * bar, method.Draw(), range(seed, seed + IDEAS))
    copied = 0
    for tokens in pen.melody.cpu().numpy():
        notes = [Note(int(i) * 120, 1, int(tokens[i]) - 2) for i in (tokens >= 2).nonzero()[0]]
        copied += any(hash(run) in known for run in runs(notes))
    return copied / IDEAS
