"""One voice of ideas written side by side: its decoder's state, what is written, and where each idea stands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional

from composer_app.methods.two_voice.encoding.batch import Batch, Row, picked
from composer_app.methods.two_voice.encoding.events import FARTHEST_LEAP, LONGEST, NO_INTERVAL, NO_PITCH
from composer_app.methods.two_voice.encoding.tokens import FIRST, HOLD, REST
from composer_app.methods.two_voice.network.context import Before, Lane, before_of, given_after, lane_of, where_of
from composer_app.methods.two_voice.network.decoder import (
    LONGEST_MATCH,
    Ahead,
    Decoder,
    Matches,
    Past,
    Recalled,
    Where,
    matches_of,
)

Inputs = Callable[["View", Lane, Before, Tensor, Where], Tensor]
Event = Callable[["View", Tensor, Tensor, Tensor, Tensor], Tensor]


@dataclass(frozen=True, slots=True)
class View:
    """What a voice's network sees of ideas while it writes them: the batch, what is told of bars, what is given.

    `seen` is as the network's own `seen` gives it; `chords` the harmony by slot, where it is written already.
    """

    batch: Batch
    told: Tensor
    seen: Any
    chords: Any = None


ROOM = 64  # events


@dataclass(frozen=True, slots=True)
class Part:
    """A voice of a batch: its tokens and which of them are open (songs, slots), and its events.

    `column` of the phrasing names its bars' models, `start` is the token that stands for the beginning, `ahead` what
    of it is given.
    """

    tokens: Tensor
    is_open: Tensor
    row: Row
    column: int
    start: int
    ahead: Ahead | None = None


class VoiceState:
    """Ideas (rows) of one voice; each stands at slot `at`, all before it written or given.

    `inputs` and `event` are the network's: what the decoder is fed at an onset, and an event as it recalls it (from
    token, length, interval and onset).
    """

    def __init__(self, decoder: Decoder, view: View, part: Part, inputs: Inputs, event: Event) -> None:
        self.decoder, self.view, self.column = decoder, view, part.column
        self.inputs, self.event = inputs, event
        tokens, is_open = part.tokens, part.is_open
        rows, self.slots = tokens.shape
        device = tokens.device
        self.is_open = is_open
        given = torch.where(is_open, HOLD, tokens)
        whole = lane_of(tokens, part.row)
        kept = given != HOLD
        self.lane = Lane(given, torch.where(kept, whole.length, 0), torch.where(kept, whole.interval, NO_INTERVAL))
        self.until_given = given_after(is_open).clamp(max=self.slots)
        opens = is_open & ~torch.cat([torch.zeros_like(is_open[:, :1]), is_open[:, :-1]], 1)
        self.until_next = given_after(~(kept | opens)).clamp(max=self.slots)
        # Behind the last open slot one event more is taken in: silence, where what is written would sound on.
        index = torch.arange(self.slots, device=device)
        self.last = torch.where(is_open, index + 1, 0).amax(1).clamp(max=self.slots - 1)
        self.at = torch.zeros(rows, dtype=torch.long, device=device)
        self.start = part.start
        self.token = torch.full((rows,), part.start, device=device)
        self.length = torch.zeros(rows, dtype=torch.long, device=device)
        self.interval = torch.full((rows,), NO_INTERVAL, device=device)
        self.last_pitch = torch.full((rows,), NO_PITCH, device=device)
        self.state: tuple[Tensor, Tensor] | None = None
        self.weights = tuple(decoder.lstm.parameters())
        # Keys, values and places of the events so far stand at the beginning of tables with room for more.
        layers = decoder.key, decoder.event_value
        self.keys, self.values = (torch.zeros(rows, 0, layer.out_features, device=device) for layer in layers)
        nothing = torch.zeros(rows, 0, dtype=torch.long, device=device)
        self.places = Where(nothing, nothing, nothing, nothing)
        self.past = Past(nothing, nothing, nothing)
        self.matches = Matches(nothing, nothing)
        # What is given ahead, when it begins, and how many events before each of it were the same as the last ones.
        self.ahead, self.ahead_onset = part.ahead, part.row.onset
        self.ahead_matches = Matches(torch.zeros_like(part.row.onset), torch.zeros_like(part.row.onset))

    @property
    def done(self) -> Tensor:
        """Which ideas are at their end, or have nothing more to be written, (rows,)."""
        return self.at > self.last

    @property
    def here(self) -> Tensor:
        """The slot of each idea, of one that is done its last."""
        return self.at.clamp(max=self.slots - 1)

    @property
    def count(self) -> int:
        """How many events each idea has, those that were given with them."""
        return self.past.token.shape[1]

    @property
    def before(self) -> Before:
        """What is known before the next event, (rows, 1) each."""
        return Before(*(x[:, None] for x in (self.token, self.length, self.interval, self.last_pitch)))

    def advance(self) -> tuple[Recalled, Tensor]:
        """Step the decoder to the next event: what it recalls and its input, (rows, 1, size)."""
        onset = self.here[:, None]
        where = where_of(self.view.batch, onset, self.column)
        inputs = self.inputs(self.view, self.lane, self.before, onset, where)
        if self.state is None:
            shape = (self.decoder.layers, len(onset), self.decoder.hidden)
            self.state = (inputs.new_zeros(shape), inputs.new_zeros(shape))
        # nn.LSTM looks over its weights at every call, which for single steps tells.
        layers = self.decoder.layers
        output, *state = torch.lstm(inputs, self.state, self.weights, True, layers, 0.0, False, False, True)
        self.state = (state[0], state[1])
        known = torch.cat([output, inputs], -1)
        recalled, shares = self._recall(known, where)
        self._note(self.count, where, keys=self.decoder.key(known))
        past = self.past if self.ahead is None else self.past.before(self.ahead.past)
        return Recalled(torch.cat([output, recalled], -1), shares, past), inputs

    def _recall(self, known: Tensor, where: Where) -> tuple[Tensor, Tensor]:
        decoder, count = self.decoder, self.count
        before = Where(*(getattr(self.places, name)[:, :count] for name in Where.__slots__))
        bias = decoder.bias(where, before, Matches(self.matches.exact[:, None], self.matches.moved[:, None]))
        keys, values = self.keys[:, :count], self.values[:, :count]
        if self.ahead is not None:
            later = (self.ahead.given & (self.ahead_onset > self.at[:, None]))[:, None]
            runs = Matches(self.ahead_matches.exact[:, None], self.ahead_matches.moved[:, None])
            bias = torch.cat([bias, decoder.later_bias(where, self.ahead, runs, later)], -1)
            keys, values = decoder.with_ahead(keys, values, self.ahead)
        return decoder.attend(decoder.query(known), keys, values, bias)

    def _note(self, number: int, where: Where, keys: Tensor) -> None:
        """Keep key and place of events from number `number` on, (rows, events, ...)."""
        end = number + keys.shape[1]
        self._make_room(end)
        self.keys[:, number:end] = keys
        for name in Where.__slots__:
            getattr(self.places, name)[:, number:end] = getattr(where, name)

    def _make_room(self, events: int) -> None:
        """The tables hold so many events at least."""
        more = events - self.keys.shape[1]
        if more > 0:
            more = max(ROOM, more)
            self.keys, self.values = (functional.pad(table, (0, 0, 0, more)) for table in (self.keys, self.values))
            self.places = Where(*(functional.pad(getattr(self.places, name), (0, more)) for name in Where.__slots__))

    def pick(self, rows: Tensor) -> None:
        """Go on with some rows (indices) alone."""
        self.view = picked(self.view, rows)
        self.lane, self.past, self.matches = (picked(held, rows) for held in (self.lane, self.past, self.matches))
        self.ahead, self.ahead_onset = picked(self.ahead, rows), self.ahead_onset[rows]
        self.ahead_matches = picked(self.ahead_matches, rows)
        self.places, self.keys, self.values = (picked(held, rows) for held in (self.places, self.keys, self.values))
        self.is_open, self.until_given, self.until_next, self.last = (
            held[rows] for held in (self.is_open, self.until_given, self.until_next, self.last)
        )
        self.at, self.token, self.length = self.at[rows], self.token[rows], self.length[rows]
        self.interval, self.last_pitch = self.interval[rows], self.last_pitch[rows]
        if self.state is not None:
            self.state = (self.state[0][:, rows], self.state[1][:, rows])

    def is_given(self) -> Tensor:
        """Which ideas stand at something given, (rows,)."""
        return ~self.is_open.gather(1, self.here[:, None])[:, 0]

    @property
    def just_opened(self) -> Tensor:
        """Where a hole begins behind something given, which may go on in it, (rows,)."""
        before = self.is_open.gather(1, (self.here - 1).clamp(min=0)[:, None])[:, 0]
        return ~before & (self.here > 0)

    def given(self) -> tuple[Tensor, Tensor]:
        """Token and length of what is given here, (rows,); silence where nothing given begins."""
        here = self.here[:, None]
        token = self.lane.token.gather(1, here)[:, 0]
        after = self.until_next.gather(1, (here + 1).clamp(max=self.slots - 1))[:, 0] + 1
        token = torch.where(token == HOLD, REST, token)
        return token, torch.minimum(after, self.slots - self.at).clamp(1, LONGEST)

    def room(self) -> Tensor:
        """How many slots there are to the next given event or the end, (rows,)."""
        return torch.minimum(self.until_given.gather(1, self.here[:, None])[:, 0], self.slots - self.at).clamp(min=1)

    def put(self, token: Tensor, length: Tensor) -> None:
        """Write an event (rows,) of each idea and go on behind it; where an idea is done nothing is written."""
        done, here = self.done, self.here
        sounds = token >= FIRST
        pitch = token - FIRST
        leap = (pitch - self.last_pitch).clamp(-FARTHEST_LEAP, FARTHEST_LEAP) + FARTHEST_LEAP
        interval = torch.where(sounds & (self.last_pitch != NO_PITCH), leap, NO_INTERVAL)
        event = self.event(self.view, token[:, None], length[:, None], interval[:, None], here[:, None])
        self._make_room(self.count + 1)
        self.values[:, self.count] = self.decoder.event_value(event)[:, 0]
        self._remember(token, length, interval)
        index = here[:, None]
        for table, value in zip(
            (self.lane.token, self.lane.length, self.lane.interval), (token, length, interval), strict=True
        ):
            kept = table.gather(1, index)[:, 0]
            table.scatter_(1, index, torch.where(done, kept, value)[:, None])
        self.token, self.length = torch.where(done, self.token, token), torch.where(done, self.length, length)
        self.interval = torch.where(done, self.interval, interval)
        self.last_pitch = torch.where(sounds & ~done, pitch, self.last_pitch)
        self.at = torch.where(done, self.at, self.at + length)

    def _remember(self, token: Tensor, length: Tensor, interval: Tensor) -> None:
        """The event joins the past; how far the past matches what came last grows or ends."""
        past, now = self.past, (token[:, None], length[:, None], interval[:, None])
        before = past.token, past.length, past.interval
        self.past = Past(*(torch.cat(pair, 1) for pair in zip(before, now, strict=True)))
        same_length = past.length == now[1]
        runs = []
        for run, same in ((self.matches.exact, past.token == now[0]), (self.matches.moved, past.interval == now[2])):
            longer = torch.where(same & same_length, (run + 1).clamp(max=LONGEST_MATCH), 0)
            runs.append(torch.cat([torch.zeros_like(now[0]), longer], 1))
        self.matches = Matches(*runs)
        self._look_ahead(*now)

    def _look_ahead(self, token: Tensor, length: Tensor, interval: Tensor) -> None:
        """An event (rows, 1) is heard beside all that is given ahead."""
        if self.ahead is None:
            return
        later, runs = self.ahead.past, []
        same_length = self.ahead.given & (later.length == length)
        matches = self.ahead_matches
        for run, same in ((matches.exact, later.token == token), (matches.moved, later.interval == interval)):
            longer = torch.where(same & same_length, (run + 1).clamp(max=LONGEST_MATCH), 0)
            runs.append(functional.pad(longer[:, :-1], (1, 0)))
        self.ahead_matches = Matches(*runs)

    def take_in(self, row: Row) -> None:
        """Read in one sweep the events that are given at the beginning of all ideas alike."""
        slots = torch.arange(self.slots, device=self.at.device)
        first_open = int(torch.where(self.is_open.any(0), slots, self.slots).min())
        ends = row.onset + row.length
        count = int(((ends <= first_open) & row.is_event).sum(1).min())
        if count < 2:
            return
        first = Row(*(getattr(row, name)[:, :count] for name in Row.__slots__ if name != "touch"))
        onset, token, length, interval = first.onset, first.token, first.length, first.interval
        where, before = where_of(self.view.batch, onset, self.column), before_of(first, self.start)
        inputs = self.inputs(self.view, self.lane, before, onset, where)
        outputs, self.state = self.decoder.lstm(inputs)
        self._note(0, where, keys=self.decoder.key(torch.cat([outputs, inputs], -1)))
        self.past = Past(token, length, interval)
        # One event more stands for the next one, whose matches are looked for.
        longer = Past(*(torch.cat([x, x[:, -1:]], 1) for x in (token, length, interval)))
        found = matches_of(longer)
        self.matches = Matches(found.exact[:, -1, :-1], found.moved[:, -1, :-1])
        for event in range(max(0, count - LONGEST_MATCH), count):
            self._look_ahead(*(x[:, event, None] for x in (token, length, interval)))
        self.values[:, :count] = self.decoder.event_value(self.event(self.view, token, length, interval, onset))
        self.token, self.length, self.interval = token[:, -1], length[:, -1], interval[:, -1]
        sounds = self.token >= FIRST
        self.last_pitch = torch.where(sounds, self.token - FIRST, row.last_pitch[:, count - 1])
        self.at = ends[:, count - 1].clone()
