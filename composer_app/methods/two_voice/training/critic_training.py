"""Training of the critic: passages of songs beside passages that the network writes itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import torch
from torch.nn import functional

from composer_app.methods.two_voice.encoding.batch import collate
from composer_app.methods.two_voice.encoding.excerpts import bar_starts, cut_song, phrase_starts
from composer_app.methods.two_voice.encoding.grid import Song
from composer_app.methods.two_voice.encoding.tokens import FIRST, UNKNOWN_KEY
from composer_app.methods.two_voice.encoding.transposition import estimate_key, transpose_to_c
from composer_app.methods.two_voice.network.critic import BARS, notes_only, passages_of
from composer_app.methods.two_voice.network.two_voice import TwoVoice
from composer_app.methods.two_voice.sampling.drafts import written_songs
from composer_app.methods.two_voice.sampling.options import Sampling
from composer_app.methods.two_voice.sampling.planner import Planner
from composer_app.methods.two_voice.sampling.sample import write

IDEA_BARS = 16
IDEAS = 64  # written at once
RATE = 1e-3
PASSAGES = 48  # of songs, and as many of the network's, in a step
FEWEST_NOTES, TRIES = 12, 50
ON_PHRASES = 0.9


class CriticTraining:
    """Trains a network's critic on songs beside what the network writes by `plans`, which are as its file holds them.

    `minor` is the share of ideas in minor.
    """

    def __init__(self, network: TwoVoice, songs: Sequence[Song], plans: Sequence[Any], minor: float, seed: int) -> None:
        by_meter: dict[tuple[int, bool], list[Song]] = {}
        for song in songs:
            if song.weight:
                by_meter.setdefault((song.bar, song.compound), []).append(song)
        # Only songs in the usual meter: harmony and line are the same in the others.
        self.meter = max(by_meter, key=lambda meter: sum(s.weight * len(s) for s in by_meter[meter]))
        self.songs = by_meter[self.meter]
        weights = np.array([song.weight * len(song) for song in self.songs])
        self.shares = weights / weights.sum()
        self.network, self.minor = network, minor
        self.planner = Planner(plans, IDEA_BARS, self.meter, {}, network.config.features)
        self.rng = np.random.default_rng((seed, 5))
        self.written: list[Song] = []
        self.optimizer = torch.optim.AdamW(network.critic.parameters(), lr=RATE, weight_decay=0.02)

    def write(self, ideas: int = IDEAS) -> list[Song]:
        """Let the network write so many more ideas, with the sampling options of new ideas, and keep their passages."""
        songs = []
        for _ in range(ideas):
            mode = int(self.rng.random() < self.minor)
            songs.append(self.planner.sample(self.rng, mode=mode).blank(self.meter, mode))
        seeds = [int(seed) for seed in self.rng.integers(0, 2**31, ideas)]
        (written,) = write(self.network, collate(songs), Sampling(), seeds, sketched=False)
        found = written_songs(songs, written)
        self.written += [passage for song in found for passage in passages_of(song)]
        return found

    def sample_passage(self) -> Song:
        """Eight bars of a song in C, sampled by length and weight; fewer, or in any key, where 50 tries find none."""
        for _ in range(TRIES):
            song = self.songs[self.rng.choice(len(self.songs), p=self.shares)]
            steps = BARS * song.bar
            starts = phrase_starts(song, steps) if self.rng.random() < ON_PHRASES else bar_starts(song, steps)
            begin = int(self.rng.choice(starts))
            cut = estimate_key(cut_song(song, begin, begin + steps))
            if (cut.melody >= FIRST).sum() >= FEWEST_NOTES and cut.key != UNKNOWN_KEY and len(cut) == steps:
                break
        return notes_only(transpose_to_c(cut), 0, steps)

    def step(self, rate: float = RATE) -> float:
        """One step of the critic's optimiser; returns the loss in nats a passage."""
        critic = self.network.critic
        songs = [self.sample_passage() for _ in range(PASSAGES)]
        own = [self.written[i] for i in self.rng.integers(0, len(self.written), PASSAGES)]
        batch = collate(songs + own).to(next(critic.parameters()).device)
        target = torch.cat([torch.ones(PASSAGES), torch.zeros(PASSAGES)]).to(batch.ends.device)
        critic.train()
        for group in self.optimizer.param_groups:
            group["lr"] = rate
        self.optimizer.zero_grad(set_to_none=True)
        loss = functional.binary_cross_entropy_with_logits(critic(batch).float(), target)
        torch.autograd.backward(loss)
        self.optimizer.step()
        critic.examples_seen += 2 * PASSAGES
        self.optimizer.zero_grad(set_to_none=True)
        return float(loss.detach())

    def run(self, rounds: int, steps: int) -> Iterator[float]:
        """Rounds of ideas, each followed by `steps` on all that was written so far; yields each step's loss."""
        total, done = rounds * steps, 0
        for _ in range(rounds):
            self.write()
            for _ in range(steps):
                done += 1
                yield self.step(RATE * max(0.05, 1 - done / total))
