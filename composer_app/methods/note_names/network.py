"""The mended and the published network, their losses and optimisers."""

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
    """Embeddings and an LSTM; an element's time is predicted, then its name, then voicing, pitch, length and loudness.

    Gates may copy from the element that followed the longest match and from the one before (after Merity et al.
    2016, pointer sentinel mixtures): they add to the logits of its classes.
    """

    def __init__(self, config: Config) -> None:
        super().__init__()
        self.config = config
        size, hidden = config.embedding, config.hidden
        # One more name and voicing for unknown ones. Inputs have one more class for no element.
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
        """The LSTM's outputs (songs, elements, hidden), and its state after the last element."""
        features: Tensor = sum(
            embed(ids[..., column])
            for embeds, ids in ((self.given, batch.previous), (self.recalled, batch.matched))
            for column, embed in enumerate(embeds)
        )
        outputs, after = self.lstm(self.dropout(features), state)
        return self.dropout(outputs), after

    def times(self, past: Tensor, batch: Batch) -> Tensor:
        """Logits of the time since the element before, (songs, elements, times).

        `past` (songs, elements, hidden) are the LSTM's outputs, here and below.
        """
        return self._pointed(TIME, self.time(past), past, batch)

    def names(self, past: Tensor, batch: Batch, time: Tensor) -> Tensor:
        """Logits of the name (songs, elements, names), given the class of its time (songs, elements)."""
        hidden = self.dropout(functional.gelu(self.name_hidden(past + self.at_time(time))))
        return self._pointed(NAME, self.name(hidden), past, batch)

    def played(self, past: Tensor, batch: Batch, time: Tensor, name: Tensor) -> tuple[Tensor, Tensor]:
        """Logits of the voicing (songs, elements, voicings), and the hidden layer (songs, elements, dense).

        Given the ids of `time` and `name` (songs, elements).
        """
        features = torch.cat([past + self.at_time(time), self.given[NAME](name)], -1)
        hidden = self.dropout(functional.gelu(self.played_hidden(features)))
        return self._pointed(VOICING, self.voicing(hidden), past, batch), hidden

    def details(self, past: Tensor, batch: Batch, hidden: Tensor, voicing: Tensor) -> tuple[Tensor, ...]:
        """Logits of lowest pitch, duration and loudness, (songs, elements, classes) each.

        Given the `hidden` layer (songs, elements, dense) and the ids of `voicing` (songs, elements).
        """
        hidden = hidden + self.in_voicing(voicing)
        heads = ((LOW, self.low), (LENGTH, self.length), (LOUD, self.loud))
        return tuple(self._pointed(column, head(hidden), past, batch) for column, head in heads)

    def _pointed(self, column: int, logits: Tensor, past: Tensor, batch: Batch) -> Tensor:
        match, most = batch.matched[..., WHERE], logits.shape[-1] - 1
        gates = self.gates(past)
        again = (gates[..., column] + self.trust(match)[..., column]).masked_fill(match == 0, 0.0)
        # A song's first element has none before it; its gate adds to the last class, which hardly matters.
        for gate, at in ((again, batch.matched), (gates[..., WHERE + column], batch.previous)):
            logits = logits.scatter_add(-1, at[..., column, None].clamp(max=most), gate[..., None].to(logits.dtype))
        return logits

    def nats(self, batch: Batch) -> Tensor:
        """Nats of time, name, voicing, lowest pitch, duration and loudness, (6, songs, elements)."""
        past, _ = self(batch)
        return self.nats_after(past, batch)

    def nats_after(self, past: Tensor, batch: Batch) -> Tensor:
        """As `nats`, (6, songs, elements), from the LSTM's outputs `past` (songs, elements, hidden)."""
        target = batch.target
        name, voicing, time = (target[..., column].clamp(min=0) for column in (NAME, VOICING, TIME))
        # A note's voicing and pitch follow from its name.
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
        return torch.stack([cross_entropy(logits, ids) for logits, ids in parts])


def cross_entropy(logits: Tensor, target: Tensor) -> Tensor:
    """Nats of every target (songs, elements) by logits (songs, elements, classes); 0 where there is none."""
    flat = functional.cross_entropy(
        logits.float().flatten(0, -2), target.flatten(), ignore_index=NONE, reduction="none"
    )
    return flat.view(target.shape)


class Recurrent(nn.Module):
    """A published LSTM layer: one bias, and recurrent dropout with one mask a window.

    Initialised as in Keras: Glorot for the input, orthogonal for the recurrent weights, forget gates at 1.
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
    """The network of the published code: three LSTM layers over ids scaled to one number, and the name that follows.

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
    """Summed nats and the number of elements predicted; scalar tensors."""

    nats: Tensor
    elements: Tensor

    @property
    def loss(self) -> Tensor:
        """Nats an element: of all its columns where mended, of its name as published; a scalar tensor."""
        return self.nats / self.elements.clamp(min=1)


def batch_loss(network: Mended | Published, batch: Batch) -> BatchLoss:
    """The negative log-likelihood of a batch, each element from its past."""
    target = batch.target[..., NAME]
    if isinstance(network, Mended):
        nats = network.nats(batch)
    else:
        # The published network has no class for unknown names, which come in songs that it is trained on further.
        target = torch.where(target < len(network.config.names), target, NONE)
        nats = cross_entropy(network(batch.previous[..., NAME])[:, None], target)
    return BatchLoss(nats.sum(), (target != NONE).sum())
