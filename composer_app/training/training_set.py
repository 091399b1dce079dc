"""What a training run learns from and is checked with, however its method reads it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from composer_app.corpus.split import split_by_song
from composer_app.errors import ComposerError
from composer_app.music.clip import Clip
from composer_app.training.progress import FileTold

VALIDATION_SHARE = 0.1


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast a run goes: the peak of the rate, its course, where gradients are cut (0: nowhere), how long."""

    peak: float
    cosine: bool
    clip: float
    steps_per_epoch: int
    epochs: int
    may_be_half: bool


@dataclass(frozen=True, slots=True)
class TrainingSet:
    """Songs as batches to learn from and one by one to check with.

    `melodies` are those learnt from, by name, for the index of what may not be copied. `config` is the method's,
    its vocabulary found; `habits` what the songs are like; `learnt` the digests of the files learnt from.
    """

    batches: Any
    validation: Sequence[Any]
    melodies: Sequence[tuple[str, Clip]]
    validation_songs: int
    dropped: int
    config: Any
    habits: dict[str, Any]
    learnt: tuple[str, ...] = ()
    files: tuple[FileTold, ...] = field(default=())


def split_files(
    paths: Sequence[Path], groups: Sequence[Sequence[int]], held_out: Sequence[Path], seed: int
) -> tuple[list[int], list[int]]:
    """The indices of the files to learn from and to check with: as `held_out` says, else drawn by song.

    ComposerError where a side is left without a file.
    """
    if not held_out:
        return split_by_song(groups, VALIDATION_SHARE, seed)
    aside = set(held_out)
    learn = [index for index, path in enumerate(paths) if path not in aside]
    check = [index for index, path in enumerate(paths) if path in aside]
    if not learn or not check:
        side = "learn from" if not learn else "check with"
        raise ComposerError(f"Of the songs to {side} this method can read none; choose another folder or method.")
    return learn, check
