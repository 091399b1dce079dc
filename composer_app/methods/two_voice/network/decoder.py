"""An LSTM that goes from event to event and looks back over the events of the same piece.

Before an event is chosen, the LSTM's output attends over all earlier events: the value is the event that was chosen
there, so that it can tell that a phrase comes back and how it goes on. The attention is scaled dot-product (Vaswani
et al. 2017) with learned biases for the distance in bars, for the same place in the bar, for the bar that the plan
names as this one's model, for the same place in an earlier section of the letter, and for how many events before the
two were the same, as they stand or moved; and a null entry for "nothing like it". Events that are given later are
recalled as well, by all of these but the LSTM's own key, which would know what lies between. What it attends to speaks
for itself: the heads may copy it (a pointer, Vinyals et al. 2015).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from composer_app.methods.two_voice.network.config import TwoVoiceConfig

HEADS = 4
FARTHEST = 33  # bars up to which the attention tells distances apart
LONGEST_MATCH = 8  # events
FEWEST_AHEAD = 2  # events that must match before something given ahead is recalled


@dataclass(frozen=True, slots=True)
class Where:
    """Where events stand, (songs, events) each: bar, place in the bar, how many bars ago the bar that the plan names
    as its model and the same place of an earlier section of the letter were (0: none)."""

    bar: Tensor
    place: Tensor
    source: Tensor
    again: Tensor


@dataclass(frozen=True, slots=True)
class Past:
    """The events that may be recalled, (songs, before) each."""

    token: Tensor
    length: Tensor
    interval: Tensor

    def before(self, later: Past) -> Past:
        """These events and then others."""
        pairs = (self.token, later.token), (self.length, later.length), (self.interval, later.interval)
        return Past(*(torch.cat(pair, 1) for pair in pairs))


@dataclass(frozen=True, slots=True)
class Ahead:
    """All events of songs, of which those `given` (songs, events) may be recalled before they are reached.

    `past` holds them without the intervals that would betray a note still to be written, `events` (songs, events,
    size) as the attention recalls them.
    """

    given: Tensor
    where: Where
    past: Past
    events: Tensor


@dataclass(frozen=True, slots=True)
class Matches:
    """How many events before two were the same, (songs, now, before): as they stand, and by interval and length."""

    exact: Tensor
    moved: Tensor


@dataclass(frozen=True, slots=True)
class Recalled:
    """What the heads see (songs, now, size), and the `shares` of earlier events in it (songs, heads, now, before)."""

    context: Tensor
    shares: Tensor
    past: Past

    def copied(self, gates: Tensor, symbol: Tensor, symbols: int, alike: Tensor | None = None) -> Tensor:
        """What speaks for each of so many symbols (songs, now, symbols) by the `symbol` (songs, before) that each
        recalled event had; `gates` (songs, now, heads) weigh the heads. `alike` (songs, now, before) narrows it."""
        weight = torch.einsum("bnh,bhnj->bnj", gates, self.shares.to(gates.dtype))
        if alike is not None:
            weight = weight * alike
        if weight.shape[1] == 1:  # as where ideas are written event by event
            return weight.new_zeros(len(weight), 1, symbols).scatter_add_(2, symbol[:, None], weight)
        return weight @ functional.one_hot(symbol, symbols).to(weight.dtype)


class Decoder(nn.Module):
    """Outputs at events and what they recall."""

    def __init__(self, config: TwoVoiceConfig, inputs: int, event: int, hidden: int) -> None:
        super().__init__()
        self.hidden, self.layers, self.event_size = hidden, config.layers, event
        self.lstm = nn.LSTM(inputs, hidden, config.layers, batch_first=True, dropout=config.dropout)
        self.query = nn.Linear(hidden + inputs, HEADS * config.memory)
        self.key = nn.Linear(hidden + inputs, HEADS * config.memory)
        self.event_value = nn.Linear(event, HEADS * config.value)
        self.distance = nn.Embedding(FARTHEST + 1, HEADS)
        self.alike = nn.Parameter(torch.zeros(3, HEADS))
        self.exact, self.moved = (nn.Embedding(LONGEST_MATCH + 1, HEADS) for _ in range(2))
        self.null_key = nn.Parameter(torch.zeros(HEADS, config.memory))
        self.null_value = nn.Parameter(torch.zeros(HEADS, config.value))
        nn.init.normal_(self.distance.weight, std=0.1)
        # Half the heads look from the start for what was played the same before, the others for what was moved.
        ramp = torch.arange(LONGEST_MATCH + 1)[:, None] * torch.tensor([1.0, 1.0, 0.0, 0.0])
        self.exact.weight.data = ramp.clone()
        self.moved.weight.data = ramp.flip(1).clone()
        self.size = hidden + HEADS * config.value

    def forward(
        self, inputs: Tensor, events: Tensor, where: Where, past: Past, matches: Matches, ahead: Ahead | None = None
    ) -> Recalled:
        """What is known before each event (songs, events, size), from the inputs before it and earlier events.

        What is given `ahead` is recalled, too, where as many events before it match.
        """
        outputs, _ = self.lstm(inputs)
        known = torch.cat([outputs, inputs], -1)
        order = torch.arange(inputs.shape[1], device=inputs.device)
        bias = self.bias(where, where, matches).masked_fill(order[:, None] <= order[None], -math.inf)
        keys, values = self.key(known), self.event_value(events)
        if ahead is not None:
            later = (order[:, None] < order[None]) & ahead.given[:, None]
            bias = torch.cat([bias, self.later_bias(where, ahead, ahead_matches(past, ahead), later)], -1)
            keys, values = self.with_ahead(keys, values, ahead)
            past = past.before(ahead.past)
        recalled, shares = self.attend(self.query(known), keys, values, bias)
        return Recalled(torch.cat([outputs, recalled], -1), shares, past)

    def with_ahead(self, keys: Tensor, values: Tensor, ahead: Ahead) -> tuple[Tensor, Tensor]:
        """Keys and values with those of what is given ahead, whose keys say nothing: the LSTM has not been there."""
        later = self.event_value(ahead.events)
        nothing = keys.new_zeros(*later.shape[:2], keys.shape[-1])
        return torch.cat([keys, nothing], 1), torch.cat([values, later.to(values.dtype)], 1)

    def later_bias(self, now: Where, ahead: Ahead, matches: Matches, later: Tensor) -> Tensor:
        """As `bias`, of what is given ahead and matches; `later` (songs, now, ahead) says what is ahead of each."""
        near = later & ((matches.exact >= FEWEST_AHEAD) | (matches.moved > FEWEST_AHEAD))
        return self.bias(now, ahead.where, matches).masked_fill(~near[:, None], -math.inf)

    def bias(self, now: Where, before: Where, matches: Matches) -> Tensor:
        """How near each event before is to each now, (songs, heads, now, before)."""
        apart = now.bar[:, :, None] - before.bar[:, None]
        kinds = [
            now.place[:, :, None] == before.place[:, None],
            (apart == now.source[:, :, None]) & (apart > 0),
            (apart == now.again[:, :, None]) & (apart > 0),
        ]
        bias = self.distance(apart.abs().clamp(max=FARTHEST)) + self.exact(matches.exact) + self.moved(matches.moved)
        found: Tensor = bias + torch.stack(kinds, -1).to(bias.dtype) @ self.alike
        return found.permute(0, 3, 1, 2)

    def attend(self, query: Tensor, keys: Tensor, values: Tensor, bias: Tensor) -> tuple[Tensor, Tensor]:
        """What is recalled (songs, now, heads x value) and how much of each (songs, heads, now, before)."""
        query, keys, values = (_by_head(x) for x in (query, keys, values))
        scale = 1 / math.sqrt(query.shape[-1])
        null = (query * self.null_key[:, None].to(query.dtype)).sum(-1, keepdim=True) * scale
        scores = query @ keys.transpose(-1, -2) * scale + bias
        share = torch.cat([null.to(scores.dtype), scores], -1).float().softmax(-1).to(values.dtype)
        found = share[..., :1] * self.null_value[:, None] + share[..., 1:] @ values
        return found.transpose(1, 2).flatten(2), share[..., 1:]


def matches_of(past: Past) -> Matches:
    """The matches between all events of songs (songs, events, events)."""
    return Matches(*(_runs(past, kind) for kind in ((past.token,), (past.interval,))))


def _runs(past: Past, symbols: tuple[Tensor, ...]) -> Tensor:
    """How many events in a row were the same before each pair of events, LONGEST_MATCH at most."""
    equal = past.length[:, :, None] == past.length[:, None]
    for symbol in symbols:
        equal = equal & (symbol[:, :, None] == symbol[:, None])
    return _counted(equal)


def _counted(equal: Tensor) -> Tensor:
    """How many pairs of events in a row were `equal` (songs, events, events) before each pair."""
    run = torch.zeros_like(equal, dtype=torch.long)
    for _ in range(LONGEST_MATCH):
        run = functional.pad(torch.where(equal, run + 1, 0)[:, :-1, :-1], (1, 0, 1, 0))
    return run.clamp(max=LONGEST_MATCH)


def ahead_matches(past: Past, ahead: Ahead) -> Matches:
    """How many events before each one were the same as those given before each one ahead, (songs, events, events)."""
    later = ahead.past
    same = (past.length[:, :, None] == later.length[:, None]) & ahead.given[:, None]
    kinds = (past.token, later.token), (past.interval, later.interval)
    return Matches(*(_counted(same & (now[:, :, None] == then[:, None])) for now, then in kinds))


def _by_head(x: Tensor) -> Tensor:
    """(songs, n, heads x size) as (songs, heads, n, size)."""
    return x.reshape(*x.shape[:-1], HEADS, x.shape[-1] // HEADS).transpose(1, 2)
