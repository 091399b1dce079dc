"""Writing beat by beat, all ideas at once, the network's state carried along."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import torch
from numpy.typing import NDArray

from composer_app.learning.nucleus import by_chance
from composer_app.learning.single_steps import without_onednn
from composer_app.methods.beat_roll.batches import Batch, collate, known, low_of, planes
from composer_app.methods.beat_roll.network import Network, Prediction, State, nats_of
from composer_app.methods.beat_roll.roll import (
    BAR,
    CONTEXTS,
    MATCH_DISTANCE,
    MATCH_LENGTH,
    PLACE,
    WORDS,
    Rows,
    key_of,
    words_of,
)
from composer_app.methods.left_to_right.longest_match import LongestMatch

COMMON_METER = 4  # quarters in a bar without a seed clip


def write(
    network: Network, start: Rows, seeds: Sequence[int], temperature: float, top_p: float
) -> Iterator[tuple[Rows, NDArray[np.float64]]]:
    """One beat of every idea at a time, without end: rows (ideas, 12) and nats (ideas,).

    Continues `start` (beats, 12). Idea k is sampled by seeds[k] alone. A note less likely than 1 - `top_p` is left
    out, one likelier than `top_p` always sounds.
    """
    network.eval()
    decoder = DecoderState(network, start, seeds)
    while True:
        with torch.no_grad(), without_onednn():
            written = decoder.beat(temperature, top_p)
        yield written


class DecoderState:
    """The network's state while it writes, and the longest matches of each idea."""

    def __init__(self, network: Network, start: Rows, seeds: Sequence[int]) -> None:
        self.network, self.config = network, network.config
        self.device = next(network.parameters()).device
        self.generators = [np.random.default_rng(seed) for seed in seeds]
        self.low = low_of(start, self.config)
        self.count = len(start)
        self.songs = np.zeros((len(seeds), self.count + 512, 2 * WORDS + 4), np.int32)
        self.songs[:, : self.count] = start
        self.state: State | None = None
        if self.count:
            context = known(start, 0, self.count, self.low, self.config)
            with torch.no_grad():
                _, (out, cell) = network(collate([context]).to(self.device))
            self.state = out.repeat(1, len(seeds), 1), cell.repeat(1, len(seeds), 1)
        self.memories = [LongestMatch(CONTEXTS) for _ in seeds]
        self.returned = np.zeros(len(seeds), int)  # beats in a row that came as they had before
        for memory in self.memories:
            for row in start:
                memory.find()
                memory.add(key_of(row))

    def beat(self, temperature: float, top_p: float) -> tuple[Rows, NDArray[np.float64]]:
        """Sample the next beat of every idea: rows (ideas, 12) and nats (ideas,)."""
        if self.count == self.songs.shape[1]:
            self.songs = np.concatenate([self.songs, np.zeros_like(self.songs)], 1)
        rows = self.songs[:, self.count]
        self._place(rows)
        rows[:, [MATCH_DISTANCE, MATCH_LENGTH]] = [memory.find() for memory in self.memories]
        then = self.songs[np.arange(len(rows)), self.count - rows[:, MATCH_DISTANCE], :PLACE]
        came_back = rows[:, MATCH_LENGTH] > 0
        rows[self.returned >= np.maximum(rows[:, MATCH_DISTANCE], self.config.returns), MATCH_LENGTH] = 0
        batch = self._known(rows)
        predicted, self.state = self.network(batch, self.state)
        sampled = np.array([generator.random((3, self.config.rows)) for generator in self.generators], np.float32)
        sounds = self._sounds(predicted, sampled, temperature, top_p)
        before = batch.previous[:, 0, 0].cpu().numpy() > 0
        struck = sounds & ~before
        if predicted.struck is not None:
            share = predicted.struck[:, 0, 0].cpu().float().sigmoid().numpy()
            struck |= sounds & before & (sampled[:, 2] < share)
        whole = np.zeros((2, len(rows), 384), bool)
        whole[:, :, 128 + self.low : 128 + self.low + self.config.rows] = sounds, struck
        rows[:, :WORDS], rows[:, WORDS:PLACE] = (words_of(plane[:, 128:256]) for plane in whole)
        came_back &= (rows[:, :PLACE] == then).all(1)
        self.returned = np.where(came_back, self.returned + 1, 0)
        for memory, row in zip(self.memories, rows, strict=True):
            memory.add(key_of(row))
        self.count += 1
        target = torch.from_numpy(np.stack([sounds, struck], 1)[:, None].astype(np.float32)).to(self.device)
        sounding, again = nats_of(predicted, Batch(batch.previous, batch.matched, target, *(batch.place,) * 4))
        return rows.copy(), (sounding + again)[:, 0].cpu().double().numpy()

    def _place(self, rows: Rows) -> None:
        """The place in the bar of the next beat."""
        if self.config.seconds_a_beat:
            return
        bar = COMMON_METER * self.config.beats_a_quarter
        before = self.songs[:, self.count - 1] if self.count else None
        rows[:, BAR] = bar if before is None else np.where(before[:, BAR] > 0, before[:, BAR], bar)
        rows[:, PLACE] = 0 if before is None else (before[:, PLACE] + 1) % rows[:, BAR]

    def _known(self, rows: Rows) -> Batch:
        """The beat before of every idea, and the one that followed its longest match."""
        ideas = np.arange(len(rows))
        previous = planes(self.songs[:, max(0, self.count - 1)], self.low, self.config)
        matched = planes(self.songs[ideas, self.count - rows[:, MATCH_DISTANCE]], self.low, self.config)
        matched[rows[:, MATCH_LENGTH] == 0] = 0
        columns = [*(rows[:, [PLACE, BAR, MATCH_LENGTH]].astype(np.int64).T), np.ones(len(rows), np.float32)]
        context = (previous * (self.count > 0), matched, np.zeros_like(previous), *columns)
        return Batch(*(torch.from_numpy(column)[:, None] for column in context)).to(self.device)

    def _sounds(
        self, predicted: Prediction, sampled: NDArray[np.float32], temperature: float, top_p: float
    ) -> NDArray[np.bool_]:
        """Which notes sound, (ideas, rows): sample a choice, then each note, or take the likeliest few."""
        choices = (predicted.choice[:, 0].cpu().double() / temperature).softmax(-1)
        choice = by_chance(choices, torch.from_numpy(sampled[:, 0, 0]))
        logits = predicted.sounds[:, 0].cpu().float()[torch.arange(len(choice)), choice]
        playable = np.arange(self.low, self.low + self.config.rows)
        allowed = (playable >= 0) & (playable < 128)
        if self.config.notes:
            # As published: noise added to the probability of each note, then the likeliest few.
            noise = self.config.noise * np.sqrt(-2 * np.log1p(-sampled[:, 1])) * np.cos(2 * np.pi * sampled[:, 2])
            noisy = np.where(allowed, logits.sigmoid().numpy() + temperature * noise, -np.inf)
            few = np.zeros(noisy.shape, bool)
            np.put_along_axis(few, np.argsort(-noisy, 1)[:, : self.config.notes], True, 1)
            return few
        share = (logits / temperature).sigmoid().numpy()
        share = np.where(share < 1 - top_p, 0.0, np.where(share > top_p, 1.0, share))
        sounds: NDArray[np.bool_] = (sampled[:, 1] < share) & allowed
        return sounds
