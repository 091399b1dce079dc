"""Sampling step by step, all ideas at once.

Top-p (Holtzman et al. 2020) truncates the choice of pitch only, not whether a note begins, goes on or ends: over many
steps that would thin the notes out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from composer_app.learning.nucleus import by_chance, nucleus
from composer_app.learning.single_steps import without_onednn
from composer_app.methods.melody_grid.batches import LOOK_BACK, known, window_batch
from composer_app.methods.melody_grid.grid import COLUMNS, HOLD, MATCH_LENGTHS, PLAIN_BAR, REST, Rows, next_row
from composer_app.methods.melody_grid.network import Mended, Published, State


def write(
    network: Mended | Published, start: Rows, seeds: Sequence[int], temperature: float, top_p: float
) -> Iterator[tuple[Rows, NDArray[np.float64]]]:
    """One step of every idea at a time, without end: rows (ideas, 5) and nats (ideas,).

    Continues `start` (steps, 5). Idea k is sampled by seeds[k] alone.
    """
    network.eval()
    chances = [np.random.default_rng(seed) for seed in seeds]
    decoder = (
        Windowed(network, start, len(seeds)) if isinstance(network, Published) else Carried(network, start, len(seeds))
    )
    # The last place of a bar of 16, so that the first new row is at the beginning of one.
    row = start[-1] if len(start) else np.array([REST, PLAIN_BAR - 1, PLAIN_BAR, 0, 0], np.int16)
    while True:
        row = next_row(row, REST)
        with torch.no_grad(), without_onednn():
            logits = decoder.logits(row).float()
        sampled = torch.from_numpy(np.array([chance.random(2) for chance in chances]))
        tokens = choose(logits, sampled, temperature, top_p)
        nats = -logits.double().log_softmax(1).gather(1, tokens[:, None])[:, 0].numpy()
        decoder.put(tokens.numpy(), row)
        yield np.stack([np.array([token, row[1], row[2], 0, 0], np.int16) for token in tokens.tolist()]), nats


class Carried:
    """The state of the mended network, carried from step to step, and the last LOOK_BACK bars."""

    def __init__(self, network: Mended, start: Rows, ideas: int) -> None:
        self.network = network
        self.state: State | None = None
        self.rows = np.repeat(start[None].astype(int), ideas, 0)
        self.fresh = len(start)
        self.matches = [LongestMatch(start[:, 0].tolist()) for _ in range(ideas)]

    def logits(self, row: Rows) -> Tensor:
        """Logits (ideas, 130) of the step at the place of `row` (5,)."""
        current = np.array([[[REST, row[1], row[2], *match.find()]] for match in self.matches], int)
        batch = known(np.concatenate([self.rows, current], 1), self.fresh + 1)
        found, state = self.network(batch, self.state)
        self.state = state
        logits: Tensor = found[:, -1]
        if self.rows.shape[1] == 0:
            logits[:, HOLD] = -torch.inf  # nothing sounds yet that could be held
        return logits

    def put(self, tokens: Rows, row: Rows) -> None:
        """Append the tokens (ideas,) sampled for the step at the place of `row` (5,)."""
        for match, token in zip(self.matches, tokens.tolist(), strict=True):
            match.put(token)
        new = np.zeros((len(tokens), 1, COLUMNS), int)
        new[:, 0, 0], new[:, 0, 1:3] = tokens, row[1:3]
        keep = max(LOOK_BACK) * int(row[2])
        self.rows = np.concatenate([self.rows[:, -keep:], new], 1)
        self.fresh = 0


class LongestMatch:
    """The token that followed the last time the same steps came in one idea, updated as it is sampled."""

    def __init__(self, tokens: Sequence[int]) -> None:
        self.tokens: list[int] = []
        self.followed: dict[tuple[int, ...], int] = {}
        for token in tokens:
            self.put(token)

    def find(self) -> tuple[int, int]:
        """The token that followed the longest match, and its length, 1 to 3 for MATCH_LENGTHS; 0, 0 for none."""
        for length in range(len(MATCH_LENGTHS), 0, -1):
            token = self.followed.get(tuple(self.tokens[-MATCH_LENGTHS[length - 1] :]))
            if token is not None:
                return token, length
        return 0, 0

    def put(self, token: int) -> None:
        """Append a step."""
        for size in MATCH_LENGTHS:
            if len(self.tokens) >= size:
                self.followed[tuple(self.tokens[-size:])] = token
        self.tokens.append(token)


class Windowed:
    """As published: at every step the network reads the last window from a state of zeros."""

    def __init__(self, network: Published, start: Rows, ideas: int) -> None:
        self.network, size = network, network.config.window
        padded = np.concatenate([np.full(size, REST), start[:, 0].astype(int)])[-size:]
        self.tokens = np.repeat(padded[None], ideas, 0)

    def logits(self, _: Rows) -> Tensor:
        """Logits (ideas, 129) of the next step."""
        batch = window_batch(np.concatenate([self.tokens, self.tokens[:, -1:]], 1), self.tokens.shape[1])
        logits: Tensor = self.network(batch)
        return logits[:, 0]

    def put(self, tokens: Rows, _: Rows) -> None:
        """Append tokens (ideas,) to the windows and drop their first step."""
        self.tokens = np.concatenate([self.tokens[:, 1:], tokens[:, None]], 1)


def choose(logits: Tensor, chance: Tensor, temperature: float, top_p: float) -> Tensor:
    """Sample tokens (ideas,) from logits (ideas, tokens): first rest, hold or any pitch, then which pitch.

    `chance` (ideas, 2) are random numbers from 0 to 1.
    """
    classes = torch.cat([logits[:, REST:], logits[:, :REST].logsumexp(1, keepdim=True)], 1).double()
    sampled = by_chance(classes.softmax(1), chance[:, 0])
    pitch = nucleus(logits[:, :REST], chance[:, 1], temperature, top_p)
    return torch.where(sampled == classes.shape[1] - 1, pitch, REST + sampled)
