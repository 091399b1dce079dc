"""The network over beats, its loss and what trains it."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from composer_app.methods.beat_roll.batches import Batch
from composer_app.methods.beat_roll.roll import CONTEXTS, MAX_BAR, Config

State = tuple[Tensor, Tensor]


@dataclass(frozen=True, slots=True)
class Said:
    """What the network expects of a beat, as logits: (songs, beats, choices) and (songs, beats, choices, rows).

    The beat is one of a few choices; given the choice each note sounds or not, and is struck, by itself.
    """

    choice: Tensor
    sounds: Tensor
    struck: Tensor | None


class Network(nn.Module):
    """An LSTM over beats and a probability for every note of the next; as published that is all.

    Mended, the next beat is a mixture of a few choices (a mixture of Bernoulli products), so that the notes of a chord
    come together; each choice may lean, note by note, on the beat before and on what followed the last time.
    """

    def __init__(self, config: Config) -> None:
        super().__init__()
        self.config = config
        rows, hidden, choices = config.rows, config.hidden, config.choices
        self.dropout = nn.Dropout(config.dropout)
        if config.published:
            self.lstm = nn.LSTM(rows, hidden, config.layers, batch_first=True)
            self.sounds = nn.Linear(hidden, rows)
            return
        self.place = nn.Embedding(MAX_BAR, 16)
        self.bar = nn.Embedding(MAX_BAR + 1, 8)
        self.match = nn.Embedding(max(CONTEXTS) + 1, 16)
        self.lstm = nn.LSTM(4 * rows + 40, hidden, config.layers, batch_first=True)
        self.choice = nn.Linear(hidden, choices)
        self.sounds = nn.Linear(hidden, choices * rows)
        self.struck = nn.Linear(hidden, rows)
        # How far each choice leans on the notes before and on those recalled, on what sounds and what does not.
        self.leans = nn.Linear(hidden, choices * 4)
        self.trust = nn.Embedding(max(CONTEXTS) + 1, choices * 5)
        self.again = nn.Linear(hidden, 2)

    def forward(self, batch: Batch, state: State | None = None) -> tuple[Said, State]:
        """What is expected of every beat, and the LSTM's state after the last."""
        songs, beats, _, rows = batch.given.shape
        if self.config.published:
            outputs, after = self.lstm(batch.given[:, :, 0], state)
            one = outputs.new_zeros(songs, beats, 1)
            return Said(one, self.sounds(self.dropout(outputs))[:, :, None], None), after
        choices, recalls = self.config.choices, (batch.match > 0)[..., None]
        told = [batch.given.flatten(2), batch.recalled.flatten(2)]
        told += [self.place(batch.place), self.bar(batch.bar), self.match(batch.match)]
        outputs, after = self.lstm(self.dropout(torch.cat(told, -1)), state)
        outputs = self.dropout(outputs)
        trust = self.trust(batch.match)
        choice = self.choice(outputs) + trust[..., :choices]
        leans = (self.leans(outputs) + trust[..., choices:]).view(songs, beats, choices, 4, 1)
        before, then = batch.given[:, :, None], batch.recalled[:, :, None]
        sounds = self.sounds(outputs).view(songs, beats, choices, rows)
        sounds = sounds + leans[..., 0, :] * before[..., 0, :] - leans[..., 1, :] * (1 - before[..., 0, :])
        recalled = leans[..., 2, :] * then[..., 0, :] - leans[..., 3, :] * (1 - then[..., 0, :])
        sounds = sounds + recalled * recalls[..., None]
        again = self.again(outputs)[:, :, None] * recalls[..., None]
        struck = (
            self.struck(outputs)[:, :, None] + again[..., :1] * then[..., 1, :] - again[..., 1:] * (1 - then[..., 1, :])
        )
        return Said(choice, sounds, struck), after


def nats_of(said: Said, batch: Batch) -> tuple[Tensor, Tensor]:
    """Nats of what sounds at each beat, and of which of the notes that sound on are struck again, (songs, beats)."""
    target = batch.target[:, :, 0]
    wanted = target[:, :, None].expand_as(said.sounds)
    each = -functional.binary_cross_entropy_with_logits(said.sounds.float(), wanted, reduction="none").sum(-1)
    sounding = -(said.choice.float().log_softmax(-1) + each).logsumexp(-1)
    if said.struck is None:
        return sounding, torch.zeros_like(sounding)
    # A note that did not sound before can only be struck.
    open_ = target * batch.given[:, :, 0]
    struck = functional.binary_cross_entropy_with_logits(
        said.struck[:, :, 0].float(), batch.target[:, :, 1], reduction="none"
    )
    return sounding, (struck * open_).sum(-1)


@dataclass(frozen=True, slots=True)
class Likelihood:
    """Summed nats and what to divide them by; tensors while training."""

    nats: Tensor
    counts: Tensor

    @property
    def loss(self) -> Tensor:
        """Nats a beat; as published nats a beat and row, which is the binary cross-entropy."""
        return self.nats / self.counts.clamp(min=1)


def likelihood(network: Network, batch: Batch) -> Likelihood:
    """The negative log-likelihood of a batch, each beat from its past."""
    said, _ = network(batch)
    sounding, struck = nats_of(said, batch)
    each = network.config.rows if network.config.published else 1
    return Likelihood(((sounding + struck) * batch.counts).sum(), batch.counts.sum() * each)


def optimizer(network: Network, config: Config) -> torch.optim.Optimizer:
    """Adam, as published; with weight decay where mended."""
    if config.published:
        return torch.optim.Adam(network.parameters(), lr=config.rate)
    return torch.optim.AdamW(network.parameters(), lr=config.rate, betas=(0.9, 0.99), weight_decay=0.02)
