"""Sampling event by event: time, then pitch class, octave and chord, then duration."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from composer_app.learning.nucleus import nucleus
from composer_app.methods.left_to_right.longest_match import LongestMatch
from composer_app.methods.pitch_duration.batches import collate, cut, windowed
from composer_app.methods.pitch_duration.events import (
    GAP,
    MATCH_LENGTH,
    MIDDLE_C,
    PLACE,
    ROOT,
    START,
    WHOLE,
    Rows,
    keys,
    silence_behind,
    symbols,
)
from composer_app.methods.pitch_duration.network import Network
from composer_app.music.note import TICKS_PER_QUARTER

DRAWN = ("gap", "pitch_class", "octave", "chord", "duration")
TRUNCATED = ("pitch_class", "octave", "chord")


def write(
    network: Network, start: Rows, seeds: Sequence[int], temperature: float, top_p: float
) -> Iterator[tuple[Rows, NDArray[np.float64]]]:
    """Continue `start` (events, 8) by one event of every idea at a time: rows (ideas, 8) and nats (ideas,).

    Idea k is sampled by seeds[k] alone. The choice of pitch and chord is truncated to `top_p`, times and durations are
    not. The nats are without temperature.
    """
    decoder = DecoderState(network, start, seeds)
    while True:
        yield decoder.write(temperature, top_p)


class DecoderState:
    """The network's state while it writes ideas side by side."""

    def __init__(self, network: Network, start: Rows, seeds: Sequence[int]) -> None:
        self.network, self.config = network.eval(), network.config
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
        empty = torch.zeros(1, 1, self.config.hidden, device=self.device)
        state = (empty, empty)
        if self.config.every_step and len(start):
            inputs = self.network.inputs(collate([cut(start, 0, len(start))], self.config).to(self.device))
            _, state = self.network.lstm(inputs)
        hidden, cell = (x[0].expand(len(self.generators), -1) for x in state)
        return hidden, cell

    @torch.inference_mode()
    def write(self, temperature: float, top_p: float) -> tuple[Rows, NDArray[np.float64]]:
        """Sample one event of every idea: rows (ideas, 8) and nats (ideas,)."""
        matches = np.array([memory.find() for memory in self.memories])
        hidden = self._advance(matches) if self.config.every_step else self._through_window()
        chance = torch.from_numpy(np.stack([generator.random(len(DRAWN)) for generator in self.generators], 1)).to(
            self.device
        )
        nats = torch.zeros(len(self.generators), device=self.device)
        sampled: dict[str, Tensor] = {}
        nothing = torch.zeros(len(self.generators), dtype=torch.long, device=self.device)
        for head, chances in zip(DRAWN, chance, strict=True):
            if head not in self.config.heads:
                continue
            logits = self.network.given(head, hidden, sampled.get("gap", nothing), sampled.get("pitch_class", nothing))
            cut_off = top_p if head in TRUNCATED else 1.0
            allowed = self._not_too_early(logits) if head == "gap" else logits
            sampled[head] = nucleus(allowed, chances, temperature, cut_off)
            if head == "gap" and not self.songs[0]:
                sampled[head] = nothing  # an idea without a seed clip begins on the beat
            nats += functional.cross_entropy(logits, sampled[head], reduction="none")
        rows = self._rows({head: found.cpu().numpy() for head, found in sampled.items()}, matches)
        for song, memory, row in zip(self.songs, self.memories, rows, strict=True):
            memory.add((int(row[ROOT] - (song[-1][ROOT] if song else row[ROOT])), int(row[GAP])))
            song.append(row)
        rows = rows.copy()
        rows[:, GAP] -= self.silence
        self.silence = 0
        return rows.astype(np.int32), nats.cpu().double().numpy()

    def _not_too_early(self, logits: Tensor) -> Tensor:
        """Logits of the time since the last event (ideas, times), without times within the seed's silence."""
        early = torch.arange(logits.shape[1], device=self.device) * self.config.grid < self.silence
        return logits.masked_fill(early, -torch.inf)

    def _advance(self, matches: Rows) -> Tensor:
        """The LSTM's output (ideas, hidden) for the last event and the event that followed the longest match."""
        cuts = []
        for song, (distance, match_length) in zip(self.songs, matches.tolist(), strict=True):
            last, coming, matched = (np.zeros(8, np.int64) for _ in range(3))
            last[ROOT] = matched[ROOT] = START
            coming[MATCH_LENGTH] = match_length
            if song:
                last = song[-1]
            if distance:
                matched = song[-distance].copy()
                matched[ROOT] = np.clip(last[ROOT] + song[-distance][ROOT] - song[-distance - 1][ROOT], 0, 127)
            cuts.append((np.stack([last, coming]), matched[None]))
        inputs = self.network.inputs(collate(cuts, self.config).to(self.device))[:, 0]
        # A single step of nn.LSTM has oneDNN repack the weights, which costs more than the step.
        self.state = torch.lstm_cell(inputs, self.state, *(w for w in self.network.lstm.parameters()))
        return self.state[0]

    def _through_window(self) -> Tensor:
        rows = np.stack([np.stack(song[-self.config.window :]) for song in self.songs])
        found = torch.from_numpy(symbols(rows, self.config)).to(self.device)
        output: Tensor = self.network(windowed(found))[:, -1]
        return output

    def _rows(self, sampled: dict[str, NDArray[Any]], matches: Rows) -> Rows:
        """The symbols sampled, (ideas,) by head, as rows (ideas, 8)."""
        config, ideas = self.config, len(self.generators)
        gap = sampled.get("gap", np.zeros(ideas, np.int64)) * config.grid
        place = [(song[-1][PLACE] if song else 0) + wait for song, wait in zip(self.songs, gap, strict=True)]
        root = (
            sampled["octave"] * 12 + sampled["pitch_class"]
            if "octave" in sampled
            else MIDDLE_C + sampled["pitch_class"]
        )
        shapes = np.array(config.chords or ((0, 1),))[sampled.get("chord", np.zeros(ideas, np.int64))]
        lasts = np.array([round(d * TICKS_PER_QUARTER) for d in config.durations])[sampled["duration"]]
        columns = (
            np.array(place) % WHOLE,
            gap,
            root,
            shapes[:, 0],
            shapes[:, 1],
            lasts,
            matches[:, 0],
            matches[:, 1],
        )
        return np.stack(columns, 1).astype(np.int64)
