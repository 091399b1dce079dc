"""The settings of a training run."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Device = Literal["auto", "cpu", "cuda", "mps"]


@dataclass(frozen=True, slots=True)
class TrainingSettings:
    """One run: songs from `folder`, weights to `out`; `start` is "base", "none" or a model file.

    `start` "base" is the shipped model of two_voice; other methods have none and begin with random weights. `preset`
    is one of the method's, "" its default. `left_out` names files of the folder that are not trained on;
    `tensorboard` is a folder for event files. Training stops after `epochs`, after `minutes`, or when the validation
    loss has not fallen for `patience` epochs, whichever comes first. `weights` says how often songs in a folder of that
    name are sampled, where others are sampled once; songs sampled less than three quarters as often are learnt from,
    but do not serve as plans for ideas.
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
        """The file that keeps the state of the run, so that it can be resumed."""
        return self.out.with_name(f"{self.out.stem}.last.safetensors")
