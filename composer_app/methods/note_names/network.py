"""The two networks, mended and published, their losses and what trains them."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from composer_app.learning.locked_dropout import LockedDropout
from composer_app.methods.note_names.batches import LENGTH, LOUD, LOW, NAME, NONE, TIME, VOICING, WHERE, Batch
from composer_app.methods.note_names.elements import CHORD, CONTEXTS, CYCLE, LENGTHS, Config

State = tuple[Tensor, Tensor]
TIMES = len(LENGTHS)


class Mended(nn.Module):
    """Embeddings and an LSTM; an element is predicted as its time, its name at that time, then how it is played.

    Gates may point at what followed the last time the song came by here, and at the element before (after Merity et
    al. 2016, pointer sentinel mixtures): they add to the logit of the very same.
    """

    def __init__(self, config: Config) -> None:
        super().__init__()
        self.config = config
        size, hidden = config.embedding, config.hidden
        # One name and one voicing more than known: those never met. Inputs know "nothing before" besides.
        names, voicings = len(config.names) + 1, len(config.voicings) + 1
        classes = (names, voicings, 128, TIMES, TIMES, 8, CYCLE)
        self.given = nn.ModuleList(nn.Embedding(count + 1, size) for count in classes)
        self.recalled = nn.ModuleList(nn.Embedding(count + 1, size) for count in (*classes[:WHERE], max(CONTEXTS)))
        self.lstm = nn.LSTM(size, hidden, config.layers, batch_first=True)
        self.dropout = LockedDropout(config.dropout)
        self.time = nn.Linear(hidden, TIMES)
        self.at_time = nn.Embedding(TIMES, hidden)
        self.name_hidden = nn.Linear(hidden, size)
        self.name = nn.Linear(size, names)
        self.played_hidden = nn.Linear(hidden + size, config.dense)
        self.voicing = nn.Linear(config.dense, voicings)
        self.in_voicing = nn.Embedding(voicings, config.dense)
        self.low = nn.Linear(config.dense, 128)
        self.length = nn.Linear(config.dense, TIMES)
        self.loud = nn.Linear(config.dense, 8)
        self.gates = nn.Linear(hidden, 2 * WHERE)
        self.trust = nn.Embedding(max(CONTEXTS) + 1, WHERE)
        for module in self.modules():
            if isinstance(module, nn.Embedding):
                nn.init.normal_(module.weight, 0, 0.1)

    def forward(self, batch: Batch, state: State | None = None) -> tuple[Tensor, State]:
        """What the LSTM makes of the past, (songs, elements, hidden), and its state after the last element."""
        features: Tensor = sum(
            embed(ids[..., column])
            for embeds, ids in ((self.given, batch.previous), (self.recalled, batch.matched))
            for column, embed in enumerate(embeds)
        )
        outputs, after = self.lstm(self.dropout(features), state)
        return self.dropout(outputs), after

    def times(self, past: Tensor, batch: Batch) -> Tensor:
        """Logits of the time since the element before: (songs, elements, times)."""
        return self._pointed(TIME, self.time(past), past, batch)

    def names(self, past: Tensor, batch: Batch, time: Tensor) -> Tensor:
        """Logits of the name, given the class of its time: (songs, elements, names)."""
        hidden = self.dropout(functional.gelu(self.name_hidden(past + self.at_time(time))))
        return self._pointed(NAME, self.name(hidden), past, batch)

    def played(self, past: Tensor, batch: Batch, time: Tensor, name: Tensor) -> tuple[Tensor, Tensor]:
        """Logits of the voicing, given time and name, and what they come from.

        Shapes: (songs, elements, voicings) and (songs, elements, hidden).
        """
        features = torch.cat([past + self.at_time(time), self.given[NAME](name)], -1)
        hidden = self.dropout(functional.gelu(self.played_hidden(features)))
        return self._pointed(VOICING, self.voicing(hidden), past, batch), hidden

    def details(self, past: Tensor, batch: Batch, hidden: Tensor, voicing: Tensor) -> tuple[Tensor, ...]:
        """Logits of lowest pitch, duration and loudness, given all else: (songs, elements, classes) each."""
        hidden = hidden + self.in_voicing(voicing)
        heads = ((LOW, self.low), (LENGTH, self.length), (LOUD, self.loud))
        return tuple(self._pointed(column, head(hidden), past, batch) for column, head in heads)

    def _pointed(self, column: int, logits: Tensor, past: Tensor, batch: Batch) -> Tensor:
        match, most = batch.matched[..., WHERE], logits.shape[-1] - 1
        gates = self.gates(past)
        again = (gates[..., column] + self.trust(match)[..., column]).masked_fill(match == 0, 0.0)
        # A song's first element has none before it; its gate points at the last class, which is as good as none.
        for gate, at in ((again, batch.matched), (gates[..., WHERE + column], batch.previous)):
            logits = logits.scatter_add(-1, at[..., column, None].clamp(max=most), gate[..., None].to(logits.dtype))
        return logits

    def nats(self, batch: Batch) -> Tensor:
        """Nats of time, name, voicing, lowest pitch, duration and loudness, (6, songs, elements)."""
        past, _ = self(batch)
        return self.nats_after(past, batch)

    def nats_after(self, past: Tensor, batch: Batch) -> Tensor:
        """The same from the LSTM's outputs: (songs, elements)."""
        target = batch.target
        name, voicing, time = (target[..., column].clamp(min=0) for column in (NAME, VOICING, TIME))
        # A note's name says its voicing and its pitch.
        chord = target[..., NAME] >= CHORD
        voicings, hidden = self.played(past, batch, time, name)
        low, length, loud = self.details(past, batch, hidden, voicing)
        parts = [
            (self.times(past, batch), target[..., TIME]),
            (self.names(past, batch, time), target[..., NAME]),
            (voicings, torch.where(chord, target[..., VOICING], NONE)),
            (low, torch.where(chord, target[..., LOW], NONE)),
            (length, target[..., LENGTH]),
            (loud, target[..., LOUD]),
        ]
        return torch.stack([cross_entropy(logits, wanted) for logits, wanted in parts])


def cross_entropy(logits: Tensor, target: Tensor) -> Tensor:
    """Nats of every target (songs, elements); 0 where there is none."""
    flat = functional.cross_entropy(
        logits.float().flatten(0, -2), target.flatten(), ignore_index=NONE, reduction="none"
    )
    return flat.view(target.shape)


class Recurrent(nn.Module):
    """One of the published LSTM layers: one bias, and one mask a window for what is carried from step to step.

    Begun as Keras does: Glorot for the input, orthogonal for the carried, forget gates at 1.
    """

    def __init__(self, inputs: int, hidden: int, dropout: float) -> None:
        super().__init__()
        self.hidden, self.dropout = hidden, dropout
        self.input = nn.Linear(inputs, 4 * hidden)
        self.carried = nn.Linear(hidden, 4 * hidden, bias=False)
        nn.init.xavier_uniform_(self.input.weight)
        nn.init.orthogonal_(self.carried.weight)
        nn.init.zeros_(self.input.bias)
        nn.init.ones_(self.input.bias[hidden : 2 * hidden])

    def forward(self, x: Tensor) -> Tensor:
        """(windows, steps, inputs) to (windows, steps, hidden), from a state of zeros."""
        out = cell = x.new_zeros(len(x), self.hidden)
        mask = torch.ones_like(out)
        if self.training and self.dropout:
            mask = mask.bernoulli_(1 - self.dropout) / (1 - self.dropout)
        steps = []
        for features in self.input(x).unbind(1):
            into, forget, new, shown = (features + self.carried(out * mask)).chunk(4, 1)
            cell = forget.sigmoid() * cell + into.sigmoid() * new.tanh()
            out = shown.sigmoid() * cell.tanh()
            steps.append(out)
        return torch.stack(steps, 1)


class Published(nn.Module):
    """The network of the write-up's code: three LSTM layers over ids as one number, and the name that follows.

    Recurrent dropout in the first two layers; batch normalisation and dropout around a dense layer.
    """

    def __init__(self, config: Config) -> None:
        super().__init__()
        self.config = config
        names, hidden = len(config.names), config.hidden
        shares = [config.dropout] * (config.layers - 1) + [0.0]
        self.layers = nn.Sequential(
            *(Recurrent(hidden if layer else 1, hidden, share) for layer, share in enumerate(shares))
        )
        self.head = nn.Sequential(
            nn.BatchNorm1d(hidden, eps=1e-3, momentum=0.01),
            nn.Dropout(config.dropout),
            nn.Linear(hidden, config.dense),
            nn.ReLU(),
            nn.BatchNorm1d(config.dense, eps=1e-3, momentum=0.01),
            nn.Dropout(config.dropout),
            nn.Linear(config.dense, names),
        )

    def forward(self, previous: Tensor) -> Tensor:
        """Logits (windows, names) of the name after windows of ids (windows, steps)."""
        scaled = previous.float()[..., None] / len(self.config.names)
        logits: Tensor = self.head(self.layers(scaled)[:, -1])
        return logits


def Network(config: Config) -> Mended | Published:
    """The network of a preset."""
    return Published(config) if config.published else Mended(config)


def optimizer(network: nn.Module, config: Config) -> torch.optim.Optimizer:
    """RMSprop, as published; AdamW where mended."""
    if config.published:
        return torch.optim.RMSprop(network.parameters(), lr=config.rate, alpha=0.9, eps=1e-7)
    return torch.optim.AdamW(network.parameters(), lr=config.rate, betas=(0.9, 0.99), weight_decay=0.02)


@dataclass(frozen=True, slots=True)
class BatchLoss:
    """Summed nats and how many elements were predicted; tensors while training."""

    nats: Tensor
    elements: Tensor

    @property
    def loss(self) -> Tensor:
        """Nats an element: all there is to it where mended, its name as published.

        Shapes: a scalar.
        """
        return self.nats / self.elements.clamp(min=1)


def batch_loss(network: Mended | Published, batch: Batch) -> BatchLoss:
    """The negative log-likelihood of a batch, each element from its past."""
    wanted = batch.target[..., NAME]
    if isinstance(network, Mended):
        nats = network.nats(batch)
    else:
        # The published network has no name for what it never met, as in songs that it goes on learning from.
        wanted = torch.where(wanted < len(network.config.names), wanted, NONE)
        nats = cross_entropy(network(batch.previous[..., NAME])[:, None], wanted)
    return BatchLoss(nats.sum(), (wanted != NONE).sum())
