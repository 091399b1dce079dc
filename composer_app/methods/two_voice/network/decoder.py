"""The decoder: an LSTM over the events of a voice, with attention over the earlier events of the same piece.

Before an event is chosen, the LSTM's output attends over all earlier events; the values are the events that were
chosen there, so that the network can see that a phrase returns and how it went on. The attention is scaled dot-product
(Vaswani et al. 2017) with learned biases for the distance in bars, for the same place in the bar, for the bar that the
phrasing names as repeated, for the same place in an earlier section of the same letter, and for the number of matching
events before the two, exact or transposed; and with a null entry for "nothing like it". Events of the context that lie
ahead are attended as well, by these biases alone: the LSTM's key would know what lies between. The heads may copy the
attended events into the logits (a pointer network, Vinyals et al. 2015).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from composer_app.methods.two_voice.network.config import TwoVoiceConfig

HEADS = 4
FARTHEST = 33  # bars up to which the attention distinguishes distances
LONGEST_MATCH = 8  # events
FEWEST_FUTURE_MATCHES = 2  # events that must match before an event of the context ahead is attended


@dataclass(frozen=True, slots=True)
class Positions:
    """Where events stand, (songs, events) each: bar, and place in the bar in slots.

    `source` is how many bars ago the bar was that the phrasing names as repeated, `again` the same place in an earlier
    section of the letter (0: none).
    """

    bar: Tensor
    place: Tensor
    source: Tensor
    again: Tensor


@dataclass(frozen=True, slots=True)
class EventHistory:
    """The events that may be attended, (songs, earlier) each."""

    token: Tensor
    length: Tensor
    interval: Tensor

    def then(self, later: EventHistory) -> EventHistory:
        """These events, and then those of `later` (songs, others)."""
        pairs = (self.token, later.token), (self.length, later.length), (self.interval, later.interval)
        return EventHistory(*(torch.cat(pair, 1) for pair in pairs))


@dataclass(frozen=True, slots=True)
class FutureContext:
    """All events of songs, of which those in the context may be attended before they are reached.

    `is_context` (songs, events) says which. `history` holds them without the intervals that would give away a note
    still to be written, `events` (songs, events, size) their vectors as the attention's values.
    """

    is_context: Tensor
    positions: Positions
    history: EventHistory
    events: Tensor


@dataclass(frozen=True, slots=True)
class Matches:
    """How many events before each pair match, (songs, now, earlier): as they stand, and by interval and length."""

    exact: Tensor
    transposed: Tensor


@dataclass(frozen=True, slots=True)
class Attended:
    """The heads' input (songs, now, size), and the attention weights (songs, heads, now, earlier) over `history`."""

    context: Tensor
    weights: Tensor
    history: EventHistory

    def copy_logits(self, gates: Tensor, symbol: Tensor, symbols: int, alike: Tensor | None = None) -> Tensor:
        """Logits (songs, now, symbols) that copy the `symbol` (songs, earlier) of each attended event.

        `gates` (songs, now, heads) weigh the heads; `alike` (songs, now, earlier) masks events that do not count.
        """
        weight = torch.einsum("bnh,bhnj->bnj", gates, self.weights.to(gates.dtype))
        if alike is not None:
            weight = weight * alike
        if weight.shape[1] == 1:  # as where ideas are written event by event
            return weight.new_zeros(len(weight), 1, symbols).scatter_add_(2, symbol[:, None], weight)
        return weight @ functional.one_hot(symbol, symbols).to(weight.dtype)


class Decoder(nn.Module):
    """The LSTM's outputs at events, and what they attend to."""

    def __init__(self, config: TwoVoiceConfig, inputs: int, event: int, hidden: int) -> None:
        super().__init__()
        self.hidden, self.layers, self.event_size = hidden, config.layers, event
        self.lstm = nn.LSTM(inputs, hidden, config.layers, batch_first=True, dropout=config.dropout)
        self.query = nn.Linear(hidden + inputs, HEADS * config.memory)
        self.key = nn.Linear(hidden + inputs, HEADS * config.memory)
        self.event_value = nn.Linear(event, HEADS * config.value)
        self.distance = nn.Embedding(FARTHEST + 1, HEADS)
        self.relation = nn.Parameter(torch.zeros(3, HEADS))
        self.exact, self.transposed = (nn.Embedding(LONGEST_MATCH + 1, HEADS) for _ in range(2))
        self.null_key = nn.Parameter(torch.zeros(HEADS, config.memory))
        self.null_value = nn.Parameter(torch.zeros(HEADS, config.value))
        nn.init.normal_(self.distance.weight, std=0.1)
        # Half the heads look from the start for exact matches, the others for transposed ones.
        ramp = torch.arange(LONGEST_MATCH + 1)[:, None] * torch.tensor([1.0, 1.0, 0.0, 0.0])
        self.exact.weight.data = ramp.clone()
        self.transposed.weight.data = ramp.flip(1).clone()
        self.size = hidden + HEADS * config.value

    def forward(
        self,
        inputs: Tensor,
        events: Tensor,
        positions: Positions,
        history: EventHistory,
        matches: Matches,
        future: FutureContext | None = None,
    ) -> Attended:
        """The context of each event (songs, events, size), from `inputs` (songs, events, inputs) and earlier events.

        `events` (songs, events, event size) are their vectors, `matches` (songs, events, events) those between them.
        Events of the `future` are attended where enough events before them match.
        """
        outputs, _ = self.lstm(inputs)
        known = torch.cat([outputs, inputs], -1)
        order = torch.arange(inputs.shape[1], device=inputs.device)
        bias = self.bias(positions, positions, matches).masked_fill(order[:, None] <= order[None], -math.inf)
        keys, values = self.key(known), self.event_value(events)
        if future is not None:
            later = (order[:, None] < order[None]) & future.is_context[:, None]
            bias = torch.cat([bias, self.future_bias(positions, future, future_matches(history, future), later)], -1)
            keys, values = self.with_future(keys, values, future)
            history = history.then(future.history)
        attended, weights = self.attend(self.query(known), keys, values, bias)
        return Attended(torch.cat([outputs, attended], -1), weights, history)

    def with_future(self, keys: Tensor, values: Tensor, future: FutureContext) -> tuple[Tensor, Tensor]:
        """Keys and values (songs, earlier, ...) followed by those of the context ahead, whose keys are 0.

        The LSTM has not been there.
        """
        later = self.event_value(future.events)
        nothing = keys.new_zeros(*later.shape[:2], keys.shape[-1])
        return torch.cat([keys, nothing], 1), torch.cat([values, later.to(values.dtype)], 1)

    def future_bias(self, now: Positions, future: FutureContext, matches: Matches, later: Tensor) -> Tensor:
        """`bias` for the context ahead (songs, heads, now, events), masked where too few events match.

        `later` (songs, now, events) says which events lie ahead of each.
        """
        near = later & ((matches.exact >= FEWEST_FUTURE_MATCHES) | (matches.transposed > FEWEST_FUTURE_MATCHES))
        return self.bias(now, future.positions, matches).masked_fill(~near[:, None], -math.inf)

    def bias(self, now: Positions, before: Positions, matches: Matches) -> Tensor:
        """The attention bias (songs, heads, now, earlier) by position and by `matches` (songs, now, earlier)."""
        apart = now.bar[:, :, None] - before.bar[:, None]
        kinds = [
            now.place[:, :, None] == before.place[:, None],
            (apart == now.source[:, :, None]) & (apart > 0),
            (apart == now.again[:, :, None]) & (apart > 0),
        ]
        bias = (
            self.distance(apart.abs().clamp(max=FARTHEST))
            + self.exact(matches.exact)
            + self.transposed(matches.transposed)
        )
        found: Tensor = bias + torch.stack(kinds, -1).to(bias.dtype) @ self.relation
        return found.permute(0, 3, 1, 2)

    def attend(self, query: Tensor, keys: Tensor, values: Tensor, bias: Tensor) -> tuple[Tensor, Tensor]:
        """The attended values (songs, now, heads x value) and their weights (songs, heads, now, earlier).

        `query` (songs, now, ...), `keys` and `values` (songs, earlier, ...), `bias` (songs, heads, now, earlier).
        """
        query, keys, values = (_by_head(x) for x in (query, keys, values))
        scale = 1 / math.sqrt(query.shape[-1])
        null = (query * self.null_key[:, None].to(query.dtype)).sum(-1, keepdim=True) * scale
        scores = query @ keys.transpose(-1, -2) * scale + bias
        share = torch.cat([null.to(scores.dtype), scores], -1).float().softmax(-1).to(values.dtype)
        found = share[..., :1] * self.null_value[:, None] + share[..., 1:] @ values
        return found.transpose(1, 2).flatten(2), share[..., 1:]


def matches_of(history: EventHistory) -> Matches:
    """The matches between all events (songs, events) of songs, (songs, events, events)."""
    return Matches(*(_matches(history, kind) for kind in ((history.token,), (history.interval,))))


def _matches(history: EventHistory, symbols: tuple[Tensor, ...]) -> Tensor:
    """How many events in a row match before each pair, (songs, events, events), LONGEST_MATCH at most."""
    equal = history.length[:, :, None] == history.length[:, None]
    for symbol in symbols:
        equal = equal & (symbol[:, :, None] == symbol[:, None])
    return _run_lengths(equal)


def _run_lengths(equal: Tensor) -> Tensor:
    """How many pairs in a row are `equal` (songs, events, events) before each pair, as wide."""
    run = torch.zeros_like(equal, dtype=torch.long)
    for _ in range(LONGEST_MATCH):
        run = functional.pad(torch.where(equal, run + 1, 0)[:, :-1, :-1], (1, 0, 1, 0))
    return run.clamp(max=LONGEST_MATCH)


def future_matches(history: EventHistory, future: FutureContext) -> Matches:
    """How many events before each one match those of the context before each one ahead, (songs, events, events)."""
    later = future.history
    same = (history.length[:, :, None] == later.length[:, None]) & future.is_context[:, None]
    kinds = (history.token, later.token), (history.interval, later.interval)
    return Matches(*(_run_lengths(same & (now[:, :, None] == then[:, None])) for now, then in kinds))


def _by_head(x: Tensor) -> Tensor:
    """(songs, n, heads x size) as (songs, heads, n, size)."""
    return x.reshape(*x.shape[:-1], HEADS, x.shape[-1] // HEADS).transpose(1, 2)
