"""Which pitches are in a sound, found by Fourier transform alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

SILENCE = 1e-4
PARTIALS = (0, 12, 19, 24, 28, 31, 34, 36, 38, 40, 41, 42, 43)  # semitones above the fundamental


@dataclass(frozen=True, slots=True)
class Sound:
    """Mono samples between -1 and 1, `rate` a second."""

    samples: NDArray[np.float64]
    rate: int

    @property
    def loudness(self) -> float:
        """Root mean square of the whole."""
        return float(np.sqrt(np.mean(self.samples**2))) if len(self.samples) else 0.0

    def cut(self, start: float, end: float) -> Sound:
        """The part between two times in seconds."""
        return Sound(self.samples[round(start * self.rate) : round(end * self.rate)], self.rate)

    def begins(self) -> float:
        """When the first sound comes, in seconds; fails when nothing sounds."""
        loud = np.flatnonzero(np.abs(self.samples) > SILENCE * 10)
        assert len(loud), "nothing sounds"
        return float(loud[0]) / self.rate

    def strength(self, pitch: float) -> float:
        """How strong the fundamental of a MIDI pitch is: the spectrum's peak within a quarter tone."""
        frequency = 440 * 2 ** ((pitch - 69) / 12)
        size = 1 << (max(len(self.samples), self.rate) * 2 - 1).bit_length()
        spectrum = np.abs(np.fft.rfft(self.samples * np.hanning(len(self.samples)), size))
        low, high = (round(frequency * 2 ** (cents / 1200) * size / self.rate) for cents in (-40, 40))
        return float(spectrum[low : high + 1].max())

    def strongest_pitch(self, among: Iterable[int] = range(36, 97)) -> int:
        """The MIDI pitch whose fundamental is strongest; fails when nothing sounds."""
        assert self.loudness > SILENCE, "nothing sounds"
        return max(among, key=self.strength)

    def strangers(self, notes: Iterable[int], among: Iterable[int]) -> list[int]:
        """The pitches that stand out although they are no partial of any of the notes."""
        known = {note + partial for note in notes for partial in PARTIALS}
        loudest = max(self.strength(pitch) for pitch in among)
        return [pitch for pitch in among if pitch not in known and self.strength(pitch) > 0.25 * loudest]

    def sounds(self, pitch: int) -> bool:
        """Whether the pitch stands out from its neighbours a semitone below and above."""
        neighbours = max(self.strength(pitch - 1), self.strength(pitch + 1))
        return self.loudness > SILENCE and self.strength(pitch) > 3 * neighbours
