"""The mended and the published network, their loss and optimiser."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from composer_app.methods.melody_grid.batches import LONGEST, LOOK_BACK, Batch
from composer_app.methods.melody_grid.grid import HOLD, MATCH_LENGTHS, MAX_BAR, START, Config

State = tuple[Tensor, Tensor]


class Mended(nn.Module):
    """An LSTM over the inputs of each step; a head predicts the token, gates may copy an earlier one."""

    def __init__(self, config: Config) -> None:
        super().__init__()
        self.config = config
        size, small = config.embedding, config.embedding // 2
        self.token = nn.Embedding(START + 1, size)
        self.heard = nn.Embedding(START + 1, size)
        self.past = nn.Embedding(START + 1, small)
        self.past_heard = nn.Embedding(START + 1, small)
        self.age = nn.Embedding(LONGEST, 8)
        self.place = nn.Embedding(MAX_BAR, 16)
        self.bar = nn.Embedding(MAX_BAR + 1, 8)
        self.echo_length = nn.Embedding(len(MATCH_LENGTHS) + 1, 8)
        inputs = 2 * size + (2 * len(LOOK_BACK) + 1) * small + 40
        self.lstm = nn.LSTM(inputs, config.hidden, config.layers, batch_first=True)
        self.dropout = nn.Dropout(config.dropout)
        self.head = nn.Linear(config.hidden, HOLD + 1)
        self.gates = nn.Linear(config.hidden, len(LOOK_BACK) + 1)

    def forward(self, batch: Batch, state: State | None = None) -> tuple[Tensor, State]:
        """Logits (parts, steps, 130) and the state after the last step."""
        features = [
            self.token(batch.last),
            self.heard(batch.sounding),
            self.past(batch.past).flatten(2),
            self.past_heard(batch.past_sounding).flatten(2),
            self.age(batch.age),
            self.place(batch.place),
            self.bar(batch.bar),
            self.past(batch.match),
            self.echo_length(batch.match_length),
        ]
        outputs, after = self.lstm(self.dropout(torch.cat(features, -1)), state)
        outputs = self.dropout(outputs)
        logits, gates = self.head(outputs), self.gates(outputs)
        candidates = torch.cat([batch.past, batch.match[:, :, None]], 2)
        absent = torch.cat([batch.past == START, (batch.match_length == 0)[:, :, None]], 2)
        gates = gates.masked_fill(absent, 0.0)
        return logits.scatter_add(2, candidates.clamp(max=HOLD), gates.to(logits.dtype)), after


class Published(nn.Module):
    """One-hot steps, one LSTM, dropout, softmax over pitches and rest: from a window to its next step."""

    def __init__(self, config: Config) -> None:
        super().__init__()
        self.config = config
        self.lstm = nn.LSTM(HOLD, config.hidden, config.layers, batch_first=True)
        self.dropout = nn.Dropout(config.dropout)
        self.head = nn.Linear(config.hidden, HOLD)

    def forward(self, batch: Batch) -> Tensor:
        """Logits (windows, 1, 129) of the step to predict."""
        outputs, _ = self.lstm(functional.one_hot(batch.last, HOLD).float())
        logits: Tensor = self.head(self.dropout(outputs[:, -1:]))
        return logits


def Network(config: Config) -> Mended | Published:
    """The network of a preset."""
    return Published(config) if config.published else Mended(config)


def optimizer(network: nn.Module, config: Config) -> torch.optim.Optimizer:
    """Adam, as published; with weight decay where mended."""
    if config.published:
        return torch.optim.Adam(network.parameters(), lr=config.rate)
    return torch.optim.AdamW(network.parameters(), lr=config.rate, betas=(0.9, 0.99), weight_decay=0.01)


@dataclass(frozen=True, slots=True)
class BatchLoss:
    """Summed nats and the number of steps predicted; scalar tensors."""

    nats: Tensor
    steps: Tensor

    @property
    def loss(self) -> Tensor:
        """Nats a step; a scalar tensor."""
        return self.nats / self.steps.clamp(min=1)


def logits_of(network: Mended | Published, batch: Batch) -> Tensor:
    """Logits of a batch, (parts, steps, 130) or published (windows, 1, 129), from a state of zeros."""
    found: Tensor = network(batch) if isinstance(network, Published) else network(batch)[0]
    return found


def batch_loss(network: Mended | Published, batch: Batch) -> BatchLoss:
    """The negative log-likelihood of a batch, each step from its past."""
    logits = logits_of(network, batch).float().flatten(0, 1)
    nats = functional.cross_entropy(logits, batch.target.flatten(), ignore_index=-1, reduction="sum")
    return BatchLoss(nats, (batch.target >= 0).sum())
