"""The network over beats, its loss and its optimiser."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from composer_app.methods.beat_roll.batches import Batch
from composer_app.methods.beat_roll.roll import CONTEXTS, MAX_BAR, Config

State = tuple[Tensor, Tensor]


@dataclass(frozen=True, slots=True)
class Prediction:
    """Logits of beats: choices (songs, beats, choices), what sounds by choice (songs, beats, choices, rows).

    A beat is a mixture over choices; given one, notes are independent. Which notes are struck, (songs, beats, 1, rows),
    does not depend on it.
    """

    choice: Tensor
    sounds: Tensor
    struck: Tensor | None


class Network(nn.Module):
    """An LSTM over beats and a probability for every note of the next; as published that is all.

    Mended, the next beat is a mixture of Bernoulli products, so that the notes of a chord come together; each choice
    has logit biases, note by note, towards the beat before and the beat that followed the longest match.
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
        # Logit biases of each choice towards the notes before and the matched ones, what sounds and what does not.
        self.leans = nn.Linear(hidden, choices * 4)
        self.trust = nn.Embedding(max(CONTEXTS) + 1, choices * 5)
        self.again = nn.Linear(hidden, 2)

    def forward(self, batch: Batch, state: State | None = None) -> tuple[Prediction, State]:
        """The prediction of every beat, and the LSTM's state after the last, (layers, songs, hidden) twice."""
        songs, beats, _, rows = batch.previous.shape
        if self.config.published:
            outputs, after = self.lstm(batch.previous[:, :, 0], state)
            one = outputs.new_zeros(songs, beats, 1)
            return Prediction(one, self.sounds(self.dropout(outputs))[:, :, None], None), after
        choices, has_match = self.config.choices, (batch.match > 0)[..., None]
        features = [batch.previous.flatten(2), batch.matched.flatten(2)]
        features += [self.place(batch.place), self.bar(batch.bar), self.match(batch.match)]
        outputs, after = self.lstm(self.dropout(torch.cat(features, -1)), state)
        outputs = self.dropout(outputs)
        trust = self.trust(batch.match)
        choice = self.choice(outputs) + trust[..., :choices]
        biases = (self.leans(outputs) + trust[..., choices:]).view(songs, beats, choices, 4, 1)
        before, then = batch.previous[:, :, None], batch.matched[:, :, None]
        sounds = self.sounds(outputs).view(songs, beats, choices, rows)
        sounds = sounds + biases[..., 0, :] * before[..., 0, :] - biases[..., 1, :] * (1 - before[..., 0, :])
        matched = biases[..., 2, :] * then[..., 0, :] - biases[..., 3, :] * (1 - then[..., 0, :])
        sounds = sounds + matched * has_match[..., None]
        again = self.again(outputs)[:, :, None] * has_match[..., None]
        struck = (
            self.struck(outputs)[:, :, None] + again[..., :1] * then[..., 1, :] - again[..., 1:] * (1 - then[..., 1, :])
        )
        return Prediction(choice, sounds, struck), after


def nats_of(predicted: Prediction, batch: Batch) -> tuple[Tensor, Tensor]:
    """Nats of what sounds at each beat, and of which of the notes that sound on are struck again, (songs, beats)."""
    target = batch.target[:, :, 0]
    by_choice = target[:, :, None].expand_as(predicted.sounds)
    each = -functional.binary_cross_entropy_with_logits(predicted.sounds.float(), by_choice, reduction="none").sum(-1)
    sounding = -(predicted.choice.float().log_softmax(-1) + each).logsumexp(-1)
    if predicted.struck is None:
        return sounding, torch.zeros_like(sounding)
    # A note that did not sound before can only be struck.
    sounds_on = target * batch.previous[:, :, 0]
    struck = functional.binary_cross_entropy_with_logits(
        predicted.struck[:, :, 0].float(), batch.target[:, :, 1], reduction="none"
    )
    return sounding, (struck * sounds_on).sum(-1)


@dataclass(frozen=True, slots=True)
class BatchLoss:
    """Summed nats and what to divide them by; scalar tensors."""

    nats: Tensor
    counts: Tensor

    @property
    def loss(self) -> Tensor:
        """Nats a beat; as published a beat and row, the binary cross-entropy; a scalar tensor."""
        return self.nats / self.counts.clamp(min=1)


def batch_loss(network: Network, batch: Batch) -> BatchLoss:
    """The negative log-likelihood of a batch, each beat from its past."""
    predicted, _ = network(batch)
    sounding, struck = nats_of(predicted, batch)
    each = network.config.rows if network.config.published else 1
    return BatchLoss(((sounding + struck) * batch.counts).sum(), batch.counts.sum() * each)


def optimizer(network: Network, config: Config) -> torch.optim.Optimizer:
    """Adam, as published; with weight decay where mended."""
    if config.published:
        return torch.optim.Adam(network.parameters(), lr=config.rate)
    return torch.optim.AdamW(network.parameters(), lr=config.rate, betas=(0.9, 0.99), weight_decay=0.02)
