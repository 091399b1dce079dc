"""The reverberation of the built-in piano: convolution with decaying noise."""

from __future__ import annotations

import numpy as np

from composer_app.playback.samples import Frames

BLOCK = 512
SECONDS = 0.9  # until the room is 60 dB quieter
WET = 0.035  # power of the room's answer, where most music lies, to one channel's


class Reverb:
    """Uniformly partitioned convolution (Stockham 1966; one transform a block), one block of pre-delay, stereo."""

    def __init__(self, rate: int, seed: int = 7) -> None:
        room = _room(rate, np.random.default_rng(seed))
        blocks = -(-room.shape[1] // BLOCK)
        room = np.pad(room, ((0, 0), (0, blocks * BLOCK - room.shape[1]))).reshape(2, blocks, BLOCK)
        self._room = np.fft.rfft(room, 2 * BLOCK, axis=2).astype(np.complex64)
        self._past = np.zeros_like(self._room[0])  # spectra of what went in, the newest at `_newest`
        self._newest = 0
        self._input = np.zeros(2 * BLOCK, dtype=np.float32)
        self._filled = 0
        self._output: Frames = np.zeros((2, BLOCK), dtype=np.float32)
        self._silent = blocks + 1  # blocks since anything went in

    def process(self, block: Frames) -> Frames:
        """The reverberation of a block, both of shape (2, frames)."""
        frames = block.shape[1]
        if not block.any() and self._silent > len(self._past):
            return np.zeros_like(block)
        mono = block.sum(axis=0)
        wet = np.empty_like(block)
        at = 0
        while at < frames:
            count = min(frames - at, BLOCK - self._filled)
            self._input[BLOCK + self._filled : BLOCK + self._filled + count] = mono[at : at + count]
            wet[:, at : at + count] = self._output[:, self._filled : self._filled + count]
            self._filled += count
            at += count
            if self._filled == BLOCK:
                self._turn()
        return wet

    def _turn(self) -> None:
        """Convolve the block that is full; its reverberation sounds during the next one."""
        self._silent = 0 if self._input[BLOCK:].any() else self._silent + 1
        self._newest = (self._newest - 1) % len(self._past)
        self._past[self._newest] = np.fft.rfft(self._input)
        order = np.roll(self._past, -self._newest, axis=0)
        spectrum = np.einsum("cbf,bf->cf", self._room, order)
        self._output = np.fft.irfft(spectrum, axis=1)[:, BLOCK:].astype(np.float32)
        self._input[:BLOCK] = self._input[BLOCK:]
        self._input[BLOCK:] = 0
        self._filled = 0


def _room(rate: int, chance: np.random.Generator) -> Frames:
    """Two unlike noises that fade, the treble faster than the bass as in a furnished room; shape (2, frames)."""
    frames = int(SECONDS * rate)
    time = np.arange(frames) / rate
    bright, dark = chance.standard_normal((2, 2, frames))
    kernel = np.exp(-np.arange(48) / 12)
    dark = np.stack([np.convolve(one, kernel / np.sqrt((kernel**2).sum()))[:frames] for one in dark])
    noise = 0.35 * bright * 10 ** (-6 * time / SECONDS) + dark * 10 ** (-3 * time / SECONDS)
    noise *= np.minimum(time / 0.012, 1)
    answer = np.abs(np.fft.rfft(noise, axis=1)) ** 2
    middle = slice(int(100 * SECONDS), int(2000 * SECONDS))  # 100 Hz to 2 kHz
    room: Frames = (noise * np.sqrt(WET / answer[:, middle].mean(axis=1, keepdims=True))).astype(np.float32)
    return room
