"""What a training run is told."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Device = Literal["auto", "cpu", "cuda", "mps"]


@dataclass(frozen=True, slots=True)
class TrainingSettings:
    """One run: songs from `folder`, weights to `out`; `start` is "base", "none" or a model file.

    `preset` is one of the method's, "" its default; `left_out` names files of the folder that the run must not see.
    `start` "base" is the shipped model of two_voice; other methods have none and begin from nothing. `tensorboard`
    is a folder for event files.
    Stops at `epochs`, after `minutes`, or when new songs were foreseen no better for `patience` epochs,
    whichever comes first. `weights` says how often songs under a folder of that name are drawn, beside 1; those drawn
    less than three quarters as often as others teach notes, but ideas are not planned after them.
    """

    folder: Path
    out: Path
    method: str = "two_voice"
    start: str = "base"
    epochs: int | None = None
    minutes: float | None = None
    patience: int = 8
    device: Device = "auto"
    seed: int = 0
    resume: bool = False
    weights: tuple[tuple[str, float], ...] = ()
    preset: str = ""
    left_out: tuple[Path, ...] = ()
    tensorboard: Path | None = None

    @property
    def last(self) -> Path:
        """Where the run keeps what it needs to go on."""
        return self.out.with_name(f"{self.out.stem}.last.safetensors")
