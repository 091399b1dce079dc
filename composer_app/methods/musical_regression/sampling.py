"""Sampling note by note: time, pitch, velocity, length; as published message by message, deterministic."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from composer_app.learning.nucleus import nucleus
from composer_app.methods.left_to_right.longest_match import LongestMatch
from composer_app.methods.musical_regression.batches import collate, cut, start_row
from composer_app.methods.musical_regression.loss import mixture_table
from composer_app.methods.musical_regression.network import LENGTHS, VELOCITIES, WAITS, Mended, Published
from composer_app.methods.musical_regression.notes import MATCH_LENGTH, PITCH, WAIT, WIDTH, Rows, keys, silence_behind


def write(
    network: nn.Module, start: Rows, seeds: Sequence[int], temperature: float, top_p: float
) -> Iterator[tuple[Rows, NDArray[np.float64]]]:
    """Continue `start` (notes, 6) by one note of every idea at a time: rows (ideas, 6) and nats (ideas,).

    Idea k is sampled by seeds[k] alone. Only the choice of pitch is truncated to `top_p`. The nats are without
    temperature. The published network is deterministic: its ideas are alike, their nats 0.
    """
    network.eval()
    if isinstance(network, Published):
        yield from _published(network, start, len(seeds))
    assert isinstance(network, Mended)
    decoder = DecoderState(network, start, seeds)
    while True:
        yield decoder.write(temperature, top_p)


def _published(network: Published, start: Rows, ideas: int) -> Iterator[tuple[Rows, NDArray[np.float64]]]:
    rows = start.astype(np.int64)
    while True:
        rows = rows[-network.config.window :]
        with torch.inference_mode():
            predicted = network(torch.from_numpy(rows)[None].to(next(network.parameters()).device))[0, -1].cpu()
        note, velocity = predicted[:2].nan_to_num().round().clamp(0, 127).int().tolist()
        milliseconds = int((predicted[2].nan_to_num() * 1000).round().clamp(0, 60_000))
        row = np.array([note, velocity, milliseconds, 0, 0, 0], np.int64)
        rows = np.concatenate([rows, row[None]])
        yield np.tile(row.astype(np.int32), (ideas, 1)), np.zeros(ideas)


class DecoderState:
    """The network's state while it writes ideas side by side."""

    def __init__(self, network: Mended, start: Rows, seeds: Sequence[int]) -> None:
        self.network = network
        self.generators = [np.random.default_rng(seed) for seed in seeds]
        self.device = next(network.parameters()).device
        start, self.silence = silence_behind(start)
        self.songs = [[row.astype(np.int64) for row in start] for _ in seeds]
        self.memories = [LongestMatch() for _ in seeds]
        for memory in self.memories:
            for key in keys(start):
                memory.find()
                memory.add(key)
        self.state = self._begun(start)

    @torch.inference_mode()
    def _begun(self, start: Rows) -> tuple[Tensor, Tensor]:
        """The LSTM's state before the last row of `start` is its input."""
        empty = torch.zeros(1, 1, self.network.config.hidden, device=self.device)
        state = (empty, empty)
        if len(start):
            batch = collate([cut(start, 0, len(start))]).to(self.device)
            _, state = self.network.lstm(self.network.inputs(batch.before, batch.matched))
        hidden, cell = (x[0].expand(len(self.generators), -1) for x in state)
        return hidden, cell

    @torch.inference_mode()
    def write(self, temperature: float, top_p: float) -> tuple[Rows, NDArray[np.float64]]:
        """Sample one note of every idea: rows (ideas, 6) and nats (ideas,)."""
        matches = np.array([memory.find() for memory in self.memories])
        hidden = self._advance(matches)
        chance = torch.from_numpy(np.stack([generator.random(4) for generator in self.generators], 1)).to(self.device)
        waits = mixture_table(self.network.wait(hidden), WAITS)
        early = torch.arange(waits.shape[1], device=self.device) < self.silence
        wait = nucleus(waits.masked_fill(early, -torch.inf), chance[0], temperature)
        if not self.songs[0]:
            wait = torch.zeros_like(wait)  # an idea without a seed clip begins at once
        pitches = self.network.pitches(hidden, wait == 0)
        pitch = nucleus(pitches, chance[1], temperature, top_p)
        loudness, length = self.network.expression(hidden, wait == 0, pitch)
        velocities, lengths = mixture_table(loudness, VELOCITIES), mixture_table(length, LENGTHS)
        velocity, lasts = nucleus(velocities, chance[2], temperature), nucleus(lengths, chance[3], temperature)
        sampled = ((waits, wait), (pitches, pitch), (velocities, velocity), (lengths, lasts))
        nats = sum(functional.cross_entropy(logits, index, reduction="none") for logits, index in sampled)
        assert isinstance(nats, Tensor)
        numbers = torch.stack([pitch, velocity + VELOCITIES.low, wait, lasts + LENGTHS.low], 1).cpu().numpy()
        rows = np.column_stack([numbers, matches]).astype(np.int64)
        for song, memory, row in zip(self.songs, self.memories, rows, strict=True):
            memory.add((int(row[PITCH] - (song[-1][PITCH] if song else row[PITCH])), int(row[WAIT])))
            song.append(row)
        rows = rows.copy()
        rows[:, WAIT] -= self.silence
        self.silence = 0
        return rows.astype(np.int32), nats.cpu().double().numpy()

    def _advance(self, matches: Rows) -> Tensor:
        """The LSTM's output (ideas, hidden) for the last note and the note that followed the longest match."""
        before = np.stack([song[-1] if song else start_row() for song in self.songs])
        matched = np.tile(start_row(), (len(self.songs), 1))
        for row, song, (distance, match_length) in zip(matched, self.songs, matches.tolist(), strict=True):
            if distance:
                row[:] = song[-distance]
                row[PITCH] = np.clip(song[-1][PITCH] + song[-distance][PITCH] - song[-distance - 1][PITCH], 0, 127)
            row[MATCH_LENGTH] = match_length
        assert matched.shape[1] == WIDTH
        inputs = self.network.inputs(*(torch.from_numpy(x).to(self.device) for x in (before, matched)))
        # A single step of nn.LSTM has oneDNN repack the weights, which costs more than the step.
        self.state = torch.lstm_cell(inputs, self.state, *self.network.lstm.parameters())
        return self.state[0]
