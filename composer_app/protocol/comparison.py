"""A comparison of methods: its settings, progress and results; frozen, so that they may cross processes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from composer_app.files.folders import data_folder
from composer_app.music.clip import Clip
from composer_app.protocol.progress import Progress, Scoring
from composer_app.protocol.training_settings import Device

IDEAS, BARS = 3, 8  # that each method writes


@dataclass(frozen=True, slots=True)
class Comparison:
    """What to compare: `methods` by name, all where it is empty, each trained for `minutes` on `folder`.

    Models and ideas go to `out`; where it is None to a folder of their own among the program's data.
    """

    folder: Path
    minutes: float
    methods: tuple[str, ...] = ()
    preset: str = ""
    out: Path | None = None
    device: Device = "auto"
    seed: int = 0

    @property
    def output_folder(self) -> Path:
        """Where models and ideas go."""
        return self.out or data_folder() / "compare" / self.folder.resolve().name


@dataclass(frozen=True, slots=True)
class Split:
    """How many songs the methods learn from, and how many are held out to score all of them on."""

    songs: int
    held_out: int
    methods: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MethodProgress:
    """The progress of one method's training or scoring."""

    method: str
    progress: Progress | Scoring


@dataclass(frozen=True, slots=True)
class MethodResult:
    """One method's result; `refused` says in a sentence why there is none.

    `next_note` is the accuracy of the next note's pitch, `baseline` that of the best baseline; `figures` are all others
    by name, of the model and of each baseline. `examples` counts training examples a second, `writing` the seconds
    that loading the model and writing the ideas took on this machine. `clips` are the ideas, `ideas` their MIDI files.
    """

    method: str
    title: str
    refused: str = ""
    songs: int = 0
    dropped: int = 0
    parameters: int = 0
    seconds: float = 0.0
    best_epoch: int = 0
    examples: float = 0.0
    writing: float = 0.0
    loss: float = 0.0
    next_note: float = 0.0
    baseline: float = 0.0
    figures: tuple[tuple[str, float], ...] = ()
    baselines: tuple[tuple[str, tuple[tuple[str, float], ...]], ...] = ()
    model: Path | None = None
    ideas: tuple[Path, ...] = ()
    clips: tuple[Clip, ...] = ()
