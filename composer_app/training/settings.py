"""What a training run is told."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Device = Literal["auto", "cpu", "cuda", "mps"]


@dataclass(frozen=True, slots=True)
class TrainingSettings:
    """One run: songs from `folder`, weights to `out`; `start` is "base", "none" or a model file.

    Stops at `epochs`, after `minutes`, or when validation has not improved for `patience` epochs,
    whichever comes first. `weights` says how often songs under a folder of that name are drawn, beside 1.
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

    @property
    def last(self) -> Path:
        """Where the run keeps what it needs to go on."""
        return self.out.with_name(f"{self.out.stem}.last.safetensors")
