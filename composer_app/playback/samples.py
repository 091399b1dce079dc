"""The recordings of the built-in piano, and which of them sounds for a pitch and a velocity."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import miniaudio
import numpy as np
from numpy.typing import NDArray

from composer_app.errors import ComposerError
from composer_app.files.resources import resource

Frames = NDArray[np.float32]
# Soft notes of a piano are also darker. The recordings are of loud ones: each softer layer loses more treble.
# Velocities up to the first number sound through a low-pass of so many Hz (6 dB an octave), and so on.
LAYERS = ((44, 900.0), (64, 1600.0), (84, 3000.0), (104, 6500.0), (127, 0.0))


@dataclass(frozen=True, slots=True)
class Sample:
    """One recording; positions are frames in the bank, `hold` and `decay` (of 100 dB) seconds."""

    root: int
    high: int
    start: int
    loop: int
    end: int
    gain: float
    hold: float
    decay: float


@dataclass(frozen=True, slots=True)
class Bank:
    """All recordings end to end, once for each layer of brightness, `layer` frames apart."""

    frames: Frames
    layer: int
    rate: int
    samples: tuple[Sample, ...]

    def sample(self, pitch: int) -> Sample:
        """The recording for a pitch: the lowest that reaches up to it, so that it is never sped up much."""
        return next((sample for sample in self.samples if pitch <= sample.high), self.samples[-1])

    def offset(self, velocity: int) -> int:
        """Where in the bank the layer for a velocity begins."""
        return self.layer * next(i for i, (highest, _) in enumerate(LAYERS) if velocity <= highest)


def load_bank(folder: Path | None = None) -> Bank:
    """Read the piano from its folder; ComposerError if it is incomplete."""
    folder = folder or resource("piano")
    try:
        table = json.loads((folder / "piano.json").read_text(encoding="utf-8"))
        sound = miniaudio.flac_read_file_f32(str(folder / "piano.flac"))
        samples = tuple(Sample(**entry) for entry in table["samples"])
        frames = np.frombuffer(sound.samples, dtype=np.float32)
        if samples[-1].end + table["guard"] != len(frames):
            raise ValueError("the table is not of this file")
    except (OSError, ValueError, KeyError, TypeError, miniaudio.MiniaudioError) as error:
        raise ComposerError(f"The built-in piano in {folder} cannot be read; install Inkling again.") from error
    layers = [_darkened(frames, samples, table["rate"], cutoff) for _, cutoff in LAYERS]
    return Bank(np.concatenate(layers), len(frames), table["rate"], samples)


def _darkened(frames: Frames, samples: tuple[Sample, ...], rate: int, cutoff: float) -> Frames:
    """The bank through a gentle low-pass that lets pass what belongs to the pitch."""
    if not cutoff:
        return frames
    dark = np.empty_like(frames)
    ends = [sample.start for sample in samples[1:]] + [len(frames)]
    for sample, end in zip(samples, ends, strict=True):
        knee = max(cutoff, 440.0 * 2 ** ((sample.root - 69) / 12))
        pole = np.exp(-2 * np.pi * knee / rate)
        length = min(int(np.ceil(np.log(1e-3) / np.log(pole))), 64) + 1
        kernel = (pole ** np.arange(length)).astype(np.float32)
        dark[sample.start : end] = np.convolve(frames[sample.start : end], kernel / kernel.sum())[: end - sample.start]
        guard = end - sample.end
        dark[sample.end : end] = dark[sample.loop : sample.loop + guard]
    return dark
