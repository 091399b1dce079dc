"""The published and the mended network, their losses and optimisers."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from composer_app.methods.musical_regression.batches import Batch
from composer_app.methods.musical_regression.loss import (
    PITCHES,
    Scale,
    mixture_nats,
    musical_cost,
    polynomial_cost,
)
from composer_app.methods.musical_regression.notes import (
    LASTS,
    LONGEST,
    LONGEST_WAIT,
    MATCH_LENGTH,
    PITCH,
    VELOCITY,
    WAIT,
    Config,
)

WAITS = Scale(0, LONGEST_WAIT, True)
LENGTHS = Scale(1, LONGEST, True)
VELOCITIES = Scale(1, 127, False)


class Published(nn.Module):
    """LSTM, dense, dense to three numbers: note, velocity, seconds. A constant input is the gates' single bias."""

    def __init__(self, config: Config) -> None:
        super().__init__()
        self.config = config
        self.lstm = nn.LSTM(3 + 1, config.hidden, batch_first=True, bias=False)
        self.dense = nn.Linear(config.hidden, config.dense)
        self.out = nn.Linear(config.dense, 3)

    def forward(self, before: Tensor) -> Tensor:
        """Rows (songs, steps, 6) to the three numbers of the message after each, (songs, steps, 3)."""
        numbers = published_numbers(before)
        hidden, _ = self.lstm(torch.cat([numbers, torch.ones_like(numbers[..., :1])], -1))
        found: Tensor = self.out(torch.relu(self.dense(hidden))).float()
        return found


def published_numbers(rows: Tensor) -> Tensor:
    """Note, velocity and seconds (messages, 3) of rows (messages, 6), or with further axes in front of both."""
    return torch.stack([rows[..., PITCH], rows[..., VELOCITY], rows[..., WAIT] / 1000], -1).float()


class Mended(nn.Module):
    """Pitch by softmax, velocity, time and length by mixtures of logistics, each note from its past."""

    def __init__(self, config: Config) -> None:
        super().__init__()
        self.config = config
        self.pitch = nn.Embedding(PITCHES + 1, config.embedding)
        self.lstm = nn.LSTM(2 * (config.embedding + 5), config.hidden, batch_first=True)
        self.wait = nn.Linear(config.hidden, 3 * config.mixture)
        self.note = nn.Linear(config.hidden, 2 * PITCHES)
        self.dense = nn.Linear(config.hidden + config.embedding + 1, config.dense)
        self.velocity = nn.Linear(config.dense, 3 * config.mixture)
        self.lasts = nn.Linear(config.dense, 3 * config.mixture)
        self.dropout = nn.Dropout(config.dropout)
        for head in (self.wait, self.velocity, self.lasts):
            # The components begin spread over the scale.
            nn.init.zeros_(head.bias)
            head.bias.data[config.mixture : 2 * config.mixture] = torch.linspace(0.0, 4.5, config.mixture)
            head.bias.data[2 * config.mixture :] = -1.5

    def numbers(self, rows: Tensor) -> Tensor:
        """Rows (..., 6) as vectors (..., embedding + 5): the pitch embedded, the rest as real numbers."""
        real = torch.stack(
            [
                rows[..., VELOCITY] / 64 - 1,
                torch.log1p(rows[..., WAIT].clamp(min=0).float()) - 1,
                torch.log1p(rows[..., LASTS].clamp(min=0).float()) - 2,
                rows[..., WAIT] == 0,
                rows[..., MATCH_LENGTH] / 12,
            ],
            -1,
        )
        pitch = rows[..., PITCH]
        return torch.cat([self.pitch(torch.where(pitch < 0, PITCHES, pitch)), real], -1)

    def inputs(self, before: Tensor, matched: Tensor) -> Tensor:
        """The LSTM's inputs (songs, steps, width) from rows (songs, steps, 6); for one step without the second axis."""
        found: Tensor = self.dropout(torch.cat([self.numbers(before), self.numbers(matched)], -1))
        return found

    def forward(self, batch: Batch) -> Tensor:
        """The LSTM's output (songs, steps, hidden)."""
        found: Tensor = self.dropout(self.lstm(self.inputs(batch.before, batch.matched))[0])
        return found

    def pitches(self, hidden: Tensor, together: Tensor) -> Tensor:
        """Logits of the next pitch (notes, 128) from outputs (notes, hidden).

        `together` (notes,) says whether it is struck together with the last note.
        """
        logits = self.note(hidden).float().view(*hidden.shape[:-1], 2, PITCHES)
        found: Tensor = torch.take_along_dim(logits, together.long()[..., None, None], -2).squeeze(-2)
        return found

    def unaware(self, hidden: Tensor) -> Tensor:
        """The probabilities of the next pitch (notes, 128) from outputs (notes, hidden), whatever its time."""
        share = self.note(hidden).float().view(*hidden.shape[:-1], 2, PITCHES).softmax(-1)
        zero = torch.zeros(hidden.shape[:-1], device=hidden.device)
        together = torch.exp(-mixture_nats(self.wait(hidden), zero, WAITS))[..., None]
        found: Tensor = share[..., 0, :] * (1 - together) + share[..., 1, :] * together
        return found

    def expression(self, hidden: Tensor, together: Tensor, pitch: Tensor) -> tuple[Tensor, Tensor]:
        """The mixtures of velocity and length, (notes, 3 * components) each, from outputs (notes, hidden).

        Given `pitch` (notes,), and in `together` (notes,) whether it is struck together with the last note.
        """
        predicted = torch.cat([hidden, self.pitch(pitch), together.float()[..., None]], -1)
        dense = functional.gelu(self.dense(predicted))
        return self.velocity(dense), self.lasts(dense)


def Network(config: Config) -> Mended | Published:
    """The network of a preset."""
    return Published(config) if config.messages else Mended(config)


def optimizer(network: nn.Module, config: Config) -> torch.optim.Optimizer:
    """AdamW; the published network has Adam."""
    if config.messages:
        return torch.optim.Adam(network.parameters(), config.rate)
    return torch.optim.AdamW(network.parameters(), config.rate, betas=(0.9, 0.99), weight_decay=0.01)


@dataclass(frozen=True, slots=True)
class BatchLoss:
    """The loss of every note predicted (notes,), and its terms, in nats where mended."""

    losses: Tensor
    note: Tensor
    wait: Tensor
    velocity: Tensor
    lasts: Tensor

    @property
    def loss(self) -> Tensor:
        """The mean loss a note; a scalar tensor."""
        return self.losses.sum() / max(1, len(self.losses))


def batch_loss(network: nn.Module, batch: Batch) -> BatchLoss:
    """The loss of every note of a batch from its past, or the published one after the window."""
    if isinstance(network, Published):
        return published_loss(network.config, network(batch.before)[:, -1], batch.target[:, -1])
    assert isinstance(network, Mended)
    there = batch.target[..., PITCH] >= 0
    return mended_loss(network, network(batch)[there], batch.target[there])


def published_loss(config: Config, predicted: Tensor, target: Tensor) -> BatchLoss:
    """The loss of predictions (messages, 3) of rows (messages, 6): the note's cost, and weighted squared errors."""
    off = predicted - published_numbers(target)
    note = polynomial_cost(off[:, 0]) if config.note_loss == "polynomial" else off[:, 0] ** 2
    velocity, wait = off[:, 1] ** 2, off[:, 2] ** 2
    return BatchLoss(note + config.others * (velocity + wait), note, wait, velocity, torch.zeros_like(note))


def mended_loss(network: Mended, hidden: Tensor, target: Tensor) -> BatchLoss:
    """The loss of rows (notes, 6) from outputs (notes, hidden): nats, and the expected musical cost of the pitch."""
    config, pitch, together = network.config, target[:, PITCH], target[:, WAIT] == 0
    logits = network.pitches(hidden, together)
    note = functional.cross_entropy(logits, pitch, reduction="none")
    musical = (logits.softmax(-1) * musical_cost().to(logits.device)[pitch]).sum(-1)
    loudness, length = network.expression(hidden, together, pitch)
    wait = mixture_nats(network.wait(hidden), target[:, WAIT], WAITS)
    velocity = mixture_nats(loudness, target[:, VELOCITY], VELOCITIES)
    lasts = mixture_nats(length, target[:, LASTS], LENGTHS)
    losses = note + config.musical * musical + config.others * (wait + velocity + lasts)
    return BatchLoss(losses, note, wait, velocity, lasts)
