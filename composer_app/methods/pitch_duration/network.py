"""The network, its loss and its optimiser."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from composer_app.methods.left_to_right.longest_match import MATCHES
from composer_app.methods.pitch_duration.batches import Batch
from composer_app.methods.pitch_duration.events import WHOLE, Config


class Network(nn.Module):
    """Concatenated embeddings, an LSTM, and a softmax head for each symbol of the next event."""

    def __init__(self, config: Config) -> None:
        super().__init__()
        self.config = config
        self.cases = 2 if "gap" in config.heads else 1
        self.embeddings = nn.ModuleList(
            nn.Embedding(size + config.every_step, width)
            for size, width in zip(config.sizes, config.embeddings, strict=True)
        )
        width = sum(config.embeddings)
        if config.recall:
            self.place = nn.Embedding(WHOLE // config.grid, 16)
            self.alike = nn.Embedding(max(MATCHES) + 1, 8)
            width = 2 * width + 24
        self.lstm = nn.LSTM(width, config.hidden, batch_first=True)
        self.dropout = nn.Dropout(config.dropout)
        # Of the highest octave only C to G are MIDI pitches.
        beyond = torch.zeros(12, 11).index_fill(1, torch.tensor([10]), -1e4) * (torch.arange(12) > 7)[:, None]
        self.register_buffer("beyond", beyond, persistent=False)
        times = {"gap": 1, "octave": 12 * self.cases}
        self.heads = nn.ModuleDict(
            {head: nn.Linear(config.hidden, size * times.get(head, self.cases))
             for head, size in zip(config.heads, config.sizes, strict=True)}
        )  # fmt: skip

    def inputs(self, batch: Batch) -> Tensor:
        """The LSTM's inputs, (songs, steps, width)."""
        parts = [embed(batch.before[..., i]) for i, embed in enumerate(self.embeddings)]
        if self.config.recall:
            parts += [embed(batch.matched[..., i]) for i, embed in enumerate(self.embeddings)]
            parts += [self.place(batch.position[..., 0] // self.config.grid), self.alike(batch.position[..., 1])]
        found: Tensor = self.dropout(torch.cat(parts, -1))
        return found

    def forward(self, batch: Batch) -> Tensor:
        """The LSTM's output (songs, steps, hidden)."""
        found: Tensor = self.dropout(self.lstm(self.inputs(batch))[0])
        return found

    def logits(self, head: str, hidden: Tensor) -> Tensor:
        """A head's logits (events, cases, symbols), of the octave (events, cases, 12, 11) by pitch class.

        From outputs (events, hidden), or with further axes in front of both. The cases are an event later than the last
        one and one together with it; the head of the time has one case, as have all heads without it.
        """
        found: Tensor = self.heads[head](hidden).float()
        shape = (1 if head == "gap" else self.cases, *([12] if head == "octave" else []), -1)
        found = found.view(*hidden.shape[:-1], *shape)
        return found + self.get_buffer("beyond") if head == "octave" else found

    def given(self, head: str, hidden: Tensor, gap: Tensor, pitch_class: Tensor) -> Tensor:
        """A head's logits (events, symbols) from outputs (events, hidden), or with further axes in front of both.

        Given the symbols (events,) of the time since the last event and, for octaves, of the pitch class.
        """
        found = self.logits(head, hidden)
        if head == "octave":
            found = torch.take_along_dim(found, pitch_class[..., None, None, None], -2).squeeze(-2)
        if head == "gap" or self.cases == 1:
            return found[..., 0, :]
        return torch.take_along_dim(found, (gap == 0).long()[..., None, None], -2).squeeze(-2)

    def unaware(self, head: str, hidden: Tensor) -> Tensor:
        """The probabilities (events, symbols) of a head, whatever the next event's time, from outputs (events, hidden).

        Not for the heads of time and octave.
        """
        share = self.logits(head, hidden).softmax(-1)
        if self.cases == 1:
            return share[..., 0, :]
        together = self.logits("gap", hidden).softmax(-1)[..., :1]
        return share[..., 0, :] * (1 - together)[..., 0, :] + share[..., 1, :] * together[..., 0, :]

    def nats(self, hidden: Tensor, target: Tensor) -> Tensor:
        """The negative log-likelihood of symbols `target` (events, heads) from outputs (events, hidden); 0 for padding.

        (events, heads), or with further axes in front of all three.
        """
        where = {head: target[..., i].clamp(min=0) for i, head in enumerate(self.config.heads)}
        gap = where.get("gap", where["pitch_class"])
        found = []
        for i, head in enumerate(self.config.heads):
            logits = self.given(head, hidden, gap, where["pitch_class"])
            ids = target[..., i].flatten()
            loss = functional.cross_entropy(logits.flatten(0, -2), ids, ignore_index=-1, reduction="none")
            found.append(loss.view(target.shape[:-1]))
        return torch.stack(found, -1)


def optimizer(network: Network, config: Config) -> torch.optim.Optimizer:
    """AdamW; the published network has Adam."""
    if not config.every_step:
        return torch.optim.Adam(network.parameters(), config.rate)
    return torch.optim.AdamW(network.parameters(), config.rate, betas=(0.9, 0.99), weight_decay=0.01)


@dataclass(frozen=True, slots=True)
class BatchLoss:
    """Summed nats of all heads and the number of events; scalar tensors."""

    nats: Tensor
    events: Tensor

    @property
    def loss(self) -> Tensor:
        """Nats an event; a scalar tensor."""
        return self.nats / self.events.clamp(min=1)


def batch_loss(network: Network, batch: Batch) -> BatchLoss:
    """The negative log-likelihood of a batch: of every event, or the published one after the window."""
    hidden, target = network(batch), batch.target
    if not network.config.every_step:
        hidden, target = hidden[:, -1:], target[:, -1:]
    return BatchLoss(network.nats(hidden, target).sum(), (target[..., 0] >= 0).sum())
