"""What a comparison of methods is told, and what it says as it goes; frozen, so that it may cross processes."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from composer_app.music.clip import Clip
from composer_app.training.progress import Progress
from composer_app.training.settings import Device

TITLES = {
    "two_voice": "Two voices", "note_names": "Note names", "melody_grid": "Melody grid",
    "pitch_duration": "Pitch and duration", "musical_regression": "Musical regression", "beat_roll": "Beat roll",
}  # fmt: skip
"""What each of METHODS is called, for those who may not import torch."""

Figures = tuple[tuple[str, float], ...]
IDEAS = 3


@dataclass(frozen=True, slots=True)
class ComparisonSettings:
    """Which methods learn from `folder`, one after another, `minutes` each, on one split of its songs.

    `presets` names a preset for a method; the others take their default. Models are written to `out`.
    """

    folder: Path
    out: Path
    minutes: float
    methods: tuple[str, ...]
    presets: tuple[tuple[str, str], ...] = ()
    device: Device = "auto"
    seed: int = 0
    ideas: int = IDEAS


@dataclass(frozen=True, slots=True)
class Split:
    """The songs that every method learns from and is checked with, as far as its rules can read them."""

    training_songs: int
    validation_songs: int


@dataclass(frozen=True, slots=True)
class MethodBegun:
    """One method's turn: its name in METHODS, its title, and what it is in one sentence."""

    method: str
    title: str
    about: str


@dataclass(frozen=True, slots=True)
class MethodSaid:
    """What the training run of a method says."""

    method: str
    progress: Progress


@dataclass(frozen=True, slots=True)
class MethodScored:
    """A method's held-out figures, its own published measure first, and those of each baseline on the same songs.

    `melody_accuracy` is the next-note accuracy in the terms all methods share, `songs` how many were scored.
    `examples_per_second` are training examples a second, `write_seconds` what writing `ideas` took.
    """

    method: str
    songs: int
    melody_accuracy: float
    figures: Figures
    baselines: tuple[tuple[str, Figures], ...]
    examples_per_second: float
    parameters: int
    write_seconds: float
    model: Path
    ideas: tuple[Clip, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class MethodFailed:
    """A method that cannot learn from this folder, and why, in one sentence."""

    method: str
    reason: str


Comparison = Split | MethodBegun | MethodSaid | MethodScored | MethodFailed
