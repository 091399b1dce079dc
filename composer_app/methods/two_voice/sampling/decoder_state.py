"""The state of a voice's decoder while ideas are written side by side: LSTM, keys and values, and the events so far."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional

from composer_app.methods.two_voice.encoding.batch import Batch, VoiceEvents, select_rows
from composer_app.methods.two_voice.encoding.events import FARTHEST_LEAP, LONGEST, NO_INTERVAL, NO_PITCH
from composer_app.methods.two_voice.encoding.tokens import FIRST, HOLD, REST
from composer_app.methods.two_voice.network.context import (
    PreviousEvent,
    VoiceSlots,
    positions_of,
    previous_events,
    slots_until_context,
    voice_slots,
)
from composer_app.methods.two_voice.network.decoder import (
    LONGEST_MATCH,
    Attended,
    Decoder,
    EventHistory,
    FutureContext,
    Matches,
    Positions,
    matches_of,
)

Inputs = Callable[["Conditioning", VoiceSlots, PreviousEvent, Tensor, Positions], Tensor]
Event = Callable[["Conditioning", Tensor, Tensor, Tensor, Tensor], Tensor]


@dataclass(frozen=True, slots=True)
class Conditioning:
    """What a voice's network is conditioned on: the batch, its bars' `conditions` (songs, bars, size), the context.

    `context` is what the network's `encode_context` returns; `chords` the harmony by slot, where it is written already.
    """

    batch: Batch
    conditions: Tensor
    context: Any
    chords: Any = None


ROOM = 64  # events
# What a decoder state holds by idea, beside the state of its LSTM.
BY_IDEA = (
    "conditioning", "voice", "history", "matches", "future", "future_onset", "future_matches", "places", "keys",
    "values", "mask", "until_context", "until_next", "last", "at", "token", "length", "interval", "last_pitch",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class VoiceTask:
    """A voice to be written: its tokens and mask (songs, slots), and its events.

    `column` of the phrasing names the bars that are repeated, `start` is the token that stands for the beginning,
    `future` its context.
    """

    tokens: Tensor
    mask: Tensor
    events: VoiceEvents
    column: int
    start: int
    future: FutureContext | None = None


class DecoderState:
    """The decoder's state for one voice of several ideas (rows), each at its own slot `at` (rows,).

    `inputs` and `event` are functions of the network: the decoder's input at an onset, and the vector of an event (from
    token, length, interval and onset).
    """

    def __init__(
        self, decoder: Decoder, conditioning: Conditioning, task: VoiceTask, inputs: Inputs, event: Event
    ) -> None:
        self.decoder, self.conditioning, self.column = decoder, conditioning, task.column
        self.inputs, self.event = inputs, event
        tokens, mask = task.tokens, task.mask
        rows, self.slots = tokens.shape
        device = tokens.device
        self.mask = mask
        context = torch.where(mask, HOLD, tokens)
        whole = voice_slots(tokens, task.events)
        kept = context != HOLD
        self.voice = VoiceSlots(
            context, torch.where(kept, whole.length, 0), torch.where(kept, whole.interval, NO_INTERVAL)
        )
        self.until_context = slots_until_context(mask).clamp(max=self.slots)
        opens = mask & ~torch.cat([torch.zeros_like(mask[:, :1]), mask[:, :-1]], 1)
        self.until_next = slots_until_context(~(kept | opens)).clamp(max=self.slots)
        # Behind the last masked slot comes one more event: silence, where what is written would sound on.
        index = torch.arange(self.slots, device=device)
        self.last = torch.where(mask, index + 1, 0).amax(1).clamp(max=self.slots - 1)
        self.at = torch.zeros(rows, dtype=torch.long, device=device)
        self.start = task.start
        self.token = torch.full((rows,), task.start, device=device)
        self.length = torch.zeros(rows, dtype=torch.long, device=device)
        self.interval = torch.full((rows,), NO_INTERVAL, device=device)
        self.last_pitch = torch.full((rows,), NO_PITCH, device=device)
        self.state: tuple[Tensor, Tensor] | None = None
        self.lstm_weights = tuple(decoder.lstm.parameters())
        # Keys, values and positions of the events so far, at the beginning of tables with room for more.
        layers = decoder.key, decoder.event_value
        self.keys, self.values = (torch.zeros(rows, 0, layer.out_features, device=device) for layer in layers)
        nothing = torch.zeros(rows, 0, dtype=torch.long, device=device)
        self.places = Positions(nothing, nothing, nothing, nothing)
        self.history = EventHistory(nothing, nothing, nothing)
        self.matches = Matches(nothing, nothing)
        # The context: when its events begin, and how many events before each of them match the last ones.
        self.future, self.future_onset = task.future, task.events.onset
        self.future_matches = Matches(torch.zeros_like(task.events.onset), torch.zeros_like(task.events.onset))

    @property
    def done(self) -> Tensor:
        """Which ideas are at their end, or have nothing more to be written, (rows,)."""
        return self.at > self.last

    @property
    def here(self) -> Tensor:
        """The slot of each idea, (rows,); the last one of an idea that is done."""
        return self.at.clamp(max=self.slots - 1)

    @property
    def count(self) -> int:
        """How many events each idea has so far, those of the context included."""
        return self.history.token.shape[1]

    @property
    def previous(self) -> PreviousEvent:
        """The event before the next one, (rows, 1) each."""
        return PreviousEvent(*(x[:, None] for x in (self.token, self.length, self.interval, self.last_pitch)))

    def step(self) -> tuple[Attended, Tensor]:
        """Advance the decoder to the next event: what it attends to and its input, (rows, 1, size) each."""
        onset = self.here[:, None]
        positions = positions_of(self.conditioning.batch, onset, self.column)
        inputs = self.inputs(self.conditioning, self.voice, self.previous, onset, positions)
        if self.state is None:
            shape = (self.decoder.layers, len(onset), self.decoder.hidden)
            self.state = (inputs.new_zeros(shape), inputs.new_zeros(shape))
        # nn.LSTM checks its weights at every call, which costs time in single steps.
        layers = self.decoder.layers
        output, *state = torch.lstm(inputs, self.state, self.lstm_weights, True, layers, 0.0, False, False, True)
        self.state = (state[0], state[1])
        known = torch.cat([output, inputs], -1)
        attended, weights = self._attend(known, positions)
        self._store(self.count, positions, keys=self.decoder.key(known))
        history = self.history if self.future is None else self.history.then(self.future.history)
        return Attended(torch.cat([output, attended], -1), weights, history), inputs

    def _attend(self, known: Tensor, positions: Positions) -> tuple[Tensor, Tensor]:
        decoder, count = self.decoder, self.count
        before = Positions(*(getattr(self.places, name)[:, :count] for name in Positions.__slots__))
        bias = decoder.bias(positions, before, Matches(self.matches.exact[:, None], self.matches.transposed[:, None]))
        keys, values = self.keys[:, :count], self.values[:, :count]
        if self.future is not None:
            later = (self.future.is_context & (self.future_onset > self.at[:, None]))[:, None]
            runs = Matches(self.future_matches.exact[:, None], self.future_matches.transposed[:, None])
            bias = torch.cat([bias, decoder.future_bias(positions, self.future, runs, later)], -1)
            keys, values = decoder.with_future(keys, values, self.future)
        return decoder.attend(decoder.query(known), keys, values, bias)

    def _store(self, number: int, positions: Positions, keys: Tensor) -> None:
        """Store the keys (rows, events, size) and positions of events, from number `number` on."""
        end = number + keys.shape[1]
        self._make_room(end)
        self.keys[:, number:end] = keys
        for name in Positions.__slots__:
            getattr(self.places, name)[:, number:end] = getattr(positions, name)

    def _make_room(self, events: int) -> None:
        """Make the tables hold so many events at least."""
        more = events - self.keys.shape[1]
        if more > 0:
            more = max(ROOM, more)
            self.keys, self.values = (functional.pad(table, (0, 0, 0, more)) for table in (self.keys, self.values))
            self.places = Positions(
                *(functional.pad(getattr(self.places, name), (0, more)) for name in Positions.__slots__)
            )

    def select(self, rows: Tensor) -> None:
        """Keep some ideas alone, by their indices `rows` (n,)."""
        for name in BY_IDEA:
            setattr(self, name, select_rows(getattr(self, name), rows))
        if self.state is not None:
            self.state = (self.state[0][:, rows], self.state[1][:, rows])

    def in_context(self) -> Tensor:
        """Which ideas stand at an event of the context, (rows,)."""
        return ~self.mask.gather(1, self.here[:, None])[:, 0]

    @property
    def mask_begins(self) -> Tensor:
        """Which ideas stand where the mask begins behind context, whose last event may go on, (rows,)."""
        before = self.mask.gather(1, (self.here - 1).clamp(min=0)[:, None])[:, 0]
        return ~before & (self.here > 0)

    def context_event(self) -> tuple[Tensor, Tensor]:
        """Token and length of the event of the context here, (rows,) each; silence where none begins."""
        here = self.here[:, None]
        token = self.voice.token.gather(1, here)[:, 0]
        after = self.until_next.gather(1, (here + 1).clamp(max=self.slots - 1))[:, 0] + 1
        token = torch.where(token == HOLD, REST, token)
        return token, torch.minimum(after, self.slots - self.at).clamp(1, LONGEST)

    def room(self) -> Tensor:
        """How many slots there are to the context or the end, (rows,)."""
        return torch.minimum(self.until_context.gather(1, self.here[:, None])[:, 0], self.slots - self.at).clamp(min=1)

    def append(self, token: Tensor, length: Tensor) -> None:
        """Append an event, `token` and `length` (rows,), to each idea that is not done, and go on behind it."""
        done, here = self.done, self.here
        sounds = token >= FIRST
        pitch = token - FIRST
        leap = (pitch - self.last_pitch).clamp(-FARTHEST_LEAP, FARTHEST_LEAP) + FARTHEST_LEAP
        interval = torch.where(sounds & (self.last_pitch != NO_PITCH), leap, NO_INTERVAL)
        event = self.event(self.conditioning, token[:, None], length[:, None], interval[:, None], here[:, None])
        self._make_room(self.count + 1)
        self.values[:, self.count] = self.decoder.event_value(event)[:, 0]
        self._remember(token, length, interval)
        index = here[:, None]
        for table, value in zip(
            (self.voice.token, self.voice.length, self.voice.interval), (token, length, interval), strict=True
        ):
            kept = table.gather(1, index)[:, 0]
            table.scatter_(1, index, torch.where(done, kept, value)[:, None])
        self.token, self.length = torch.where(done, self.token, token), torch.where(done, self.length, length)
        self.interval = torch.where(done, self.interval, interval)
        self.last_pitch = torch.where(sounds & ~done, pitch, self.last_pitch)
        self.at = torch.where(done, self.at, self.at + length)

    def _remember(self, token: Tensor, length: Tensor, interval: Tensor) -> None:
        """Append the event (rows,) to the history, and update the matches with it."""
        history, now = self.history, (token[:, None], length[:, None], interval[:, None])
        before = history.token, history.length, history.interval
        self.history = EventHistory(*(torch.cat(pair, 1) for pair in zip(before, now, strict=True)))
        same_length = history.length == now[1]
        runs = []
        for run, same in (
            (self.matches.exact, history.token == now[0]),
            (self.matches.transposed, history.interval == now[2]),
        ):
            longer = torch.where(same & same_length, (run + 1).clamp(max=LONGEST_MATCH), 0)
            runs.append(torch.cat([torch.zeros_like(now[0]), longer], 1))
        self.matches = Matches(*runs)
        self._match_future(*now)

    def _match_future(self, token: Tensor, length: Tensor, interval: Tensor) -> None:
        """Update the matches of the context ahead with an event (rows, 1)."""
        if self.future is None:
            return
        later, runs = self.future.history, []
        same_length = self.future.is_context & (later.length == length)
        matches = self.future_matches
        for run, same in ((matches.exact, later.token == token), (matches.transposed, later.interval == interval)):
            longer = torch.where(same & same_length, (run + 1).clamp(max=LONGEST_MATCH), 0)
            runs.append(functional.pad(longer[:, :-1], (1, 0)))
        self.future_matches = Matches(*runs)

    def prefill(self, events: VoiceEvents) -> None:
        """Feed the decoder at once with the context that begins all ideas, from their `events` (rows, events)."""
        slots = torch.arange(self.slots, device=self.at.device)
        first_open = int(torch.where(self.mask.any(0), slots, self.slots).min())
        ends = events.onset + events.length
        count = int(((ends <= first_open) & events.is_event).sum(1).min())
        if count < 2:
            return
        first = VoiceEvents(
            *(getattr(events, name)[:, :count] for name in VoiceEvents.__slots__ if name != "expression")
        )
        onset, token, length, interval = first.onset, first.token, first.length, first.interval
        positions, before = (
            positions_of(self.conditioning.batch, onset, self.column),
            previous_events(first, self.start),
        )
        inputs = self.inputs(self.conditioning, self.voice, before, onset, positions)
        outputs, self.state = self.decoder.lstm(inputs)
        self._store(0, positions, keys=self.decoder.key(torch.cat([outputs, inputs], -1)))
        self.history = EventHistory(token, length, interval)
        # A copy of the last event stands for the next one, whose matches are needed.
        longer = EventHistory(*(torch.cat([x, x[:, -1:]], 1) for x in (token, length, interval)))
        found = matches_of(longer)
        self.matches = Matches(found.exact[:, -1, :-1], found.transposed[:, -1, :-1])
        for event in range(max(0, count - LONGEST_MATCH), count):
            self._match_future(*(x[:, event, None] for x in (token, length, interval)))
        self.values[:, :count] = self.decoder.event_value(self.event(self.conditioning, token, length, interval, onset))
        self.token, self.length, self.interval = token[:, -1], length[:, -1], interval[:, -1]
        sounds = self.token >= FIRST
        self.last_pitch = torch.where(sounds, self.token - FIRST, events.last_pitch[:, count - 1])
        self.at = ends[:, count - 1].clone()
