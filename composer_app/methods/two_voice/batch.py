"""Songs side by side as the network takes them in."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any

import torch
from torch import Tensor


@dataclass(frozen=True, slots=True)
class Batch:
    """Songs of one meter side by side: (songs, steps) tokens, -1 where a song has ended; whole bars.

    `key` (songs,) is IN_C where the songs were moved to C major or its relative minor, which they then
    are known to be in, or UNTOLD; `mode` (songs,) is 0 major, 1 minor, 2 untold. `thirds` (songs, steps)
    marks quarters divided in three. `form` (songs, bars, 5) and `plan` (songs, bars, 2 x features: values
    from -1 to 1, then whether each is told) are None where nothing is told. `melody_open` and
    `chords_open` (songs, steps) say what is to be written where the rest is given, also what comes later;
    both None: everything is, from its past alone. `touch` (songs, 4, steps) holds velocities and timing,
    `melody_matches` and `chord_matches` (songs, 3, steps) what followed the last time (matches.py); None: nothing.
    """

    melody: Tensor
    chords: Tensor
    key: Tensor
    mode: Tensor
    bar: int
    compound: bool = False
    thirds: Tensor | None = None
    form: Tensor | None = None
    plan: Tensor | None = None
    melody_open: Tensor | None = None
    chords_open: Tensor | None = None
    touch: Tensor | None = None
    melody_matches: Tensor | None = None
    chord_matches: Tensor | None = None

    def to(self, device: torch.device) -> Batch:
        """The same batch on another device."""
        tensors = {f.name: x for f in fields(self) if isinstance(x := getattr(self, f.name), Tensor)}
        moved: dict[str, Any] = {name: x.to(device) for name, x in tensors.items()}
        return replace(self, **moved)


def without_padding(batch: Batch) -> Batch:
    """The batch with silence held where songs have ended, so that every token is one."""
    return replace(batch, melody=batch.melody.clamp(min=0), chords=batch.chords.clamp(min=0))
