"""What the networks of both voices know at an event: the one before it, its place in the bar, and nearby bars."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from composer_app.methods.two_voice.encoding.batch import Batch, VoiceEvents
from composer_app.methods.two_voice.encoding.events import INTERVALS, LONGEST, NO_INTERVAL, SLOTS_PER_STEP
from composer_app.methods.two_voice.encoding.form import LETTER_DISTANCE
from composer_app.methods.two_voice.encoding.phrases import NO_SOURCE
from composer_app.methods.two_voice.encoding.tokens import HOLD, MAX_BAR
from composer_app.methods.two_voice.network.config import TwoVoiceConfig
from composer_app.methods.two_voice.network.decoder import Positions
from composer_app.methods.two_voice.network.embeddings import gather_at

NEARBY_BARS = (1, 2, 4, 8)  # bars
PLACES = MAX_BAR * SLOTS_PER_STEP
NEIGHBOURS = 2 * len(NEARBY_BARS) + 2  # earlier bars, later bars, the bar repeated, the section's last time
NEIGHBOUR_SIZE, LENGTH_SIZE, INTERVAL_SIZE = 16, 8, 8
FARTHEST_CONTEXT, CONTEXT_STEP = 32, 3  # classes of the distance to the context, and slots in each


@dataclass(frozen=True, slots=True)
class VoiceSlots:
    """A voice by slot, (songs, slots) each: the token that begins (HOLD: none), its length and interval class."""

    token: Tensor
    length: Tensor
    interval: Tensor


@dataclass(frozen=True, slots=True)
class PreviousEvent:
    """The event before each event, and the pitch of the last note, (songs, events) each."""

    token: Tensor
    length: Tensor
    interval: Tensor
    last_pitch: Tensor


def voice_slots(tokens: Tensor, row: VoiceEvents) -> VoiceSlots:
    """A voice by slot, from its tokens (songs, slots) and events (songs, events)."""
    length, interval = torch.zeros_like(tokens), torch.full_like(tokens, NO_INTERVAL)
    # Padding is written to one slot more, which is cut off again.
    at = torch.where(row.is_event, row.onset, tokens.shape[1])
    length = torch.cat([length, length[:, :1]], 1).scatter(1, at, row.length)[:, :-1]
    interval = torch.cat([interval, interval[:, :1]], 1).scatter(1, at, row.interval)[:, :-1]
    return VoiceSlots(tokens, length, interval)


def previous_events(row: VoiceEvents, start: int) -> PreviousEvent:
    """The event before each event (songs, events) of a voice; `start` is the token that stands for the beginning."""

    def shifted(values: Tensor, first: int) -> Tensor:
        """Values (songs, events) one event later, `first` before them."""
        return torch.cat([torch.full_like(values[:, :1], first), values[:, :-1]], 1)

    return PreviousEvent(
        shifted(row.token, start), shifted(row.length, 0), shifted(row.interval, NO_INTERVAL), row.last_pitch
    )


class LocalContext(nn.Module):
    """Vectors of events' surroundings: the event before, the place in the bar, other bars, the next of the context."""

    def __init__(self, config: TwoVoiceConfig, tokens: int) -> None:
        super().__init__()
        self.start, self.masked = tokens, tokens + 1
        self.neighbour = nn.Embedding(tokens + 2, NEIGHBOUR_SIZE)
        self.length, self.interval = nn.Embedding(LONGEST + 1, LENGTH_SIZE), nn.Embedding(INTERVALS, INTERVAL_SIZE)
        self.last_length, self.last_interval = nn.Embedding(LONGEST + 1, 16), nn.Embedding(INTERVALS, 16)
        self.place = nn.Embedding(PLACES, 24)
        self.until_context = nn.Embedding(FARTHEST_CONTEXT + 1, 8)
        self.size = config.embedding + 16 + 16 + 24 + 8 + NEIGHBOURS * (NEIGHBOUR_SIZE + LENGTH_SIZE + INTERVAL_SIZE)

    def forward(
        self, batch: Batch, voice: VoiceSlots, previous: PreviousEvent, last: Tensor, onset: Tensor,
        positions: Positions, mask: Tensor, sees_context: Tensor,
    ) -> Tensor:  # fmt: skip
        """(songs, events, size) at `onset` (songs, events); of later bars the context, outside `mask` (songs, slots).

        `last` (songs, events, ...) is the vector of the event before; `sees_context` (songs,) says in which songs the
        context may be seen at all.
        """
        neighbours = self._neighbours(batch, voice, onset, positions, mask, sees_context)
        until = gather_at(slots_until_context(mask), onset) // CONTEXT_STEP
        until = torch.where(sees_context[:, None], until.clamp(max=FARTHEST_CONTEXT), FARTHEST_CONTEXT)
        known = [
            last, self.last_length(previous.length), self.last_interval(previous.interval),
            self.place(positions.place), self.until_context(until), neighbours,
        ]  # fmt: skip
        return torch.cat(known, -1)

    def _neighbours(
        self, batch: Batch, voice: VoiceSlots, onset: Tensor, positions: Positions, mask: Tensor, sees_context: Tensor
    ) -> Tensor:
        """The vectors of what begins at the same place of other bars, (songs, events, NEIGHBOURS x size)."""
        slots, bar = voice.token.shape[1], batch.bar
        lags = [torch.full_like(onset, lag) for lag in NEARBY_BARS] + [positions.source, positions.again]
        lags += [torch.full_like(onset, -lag) for lag in NEARBY_BARS]
        lag = torch.stack(lags, -1)
        at = onset[..., None] - lag * bar
        flat = at.clamp(0, slots - 1).flatten(1)
        shape = at.shape
        token, length, interval = (
            table.gather(1, flat).reshape(shape) for table in (voice.token, voice.length, voice.interval)
        )
        later = lag < 0
        hidden = mask.gather(1, flat).reshape(shape) | (at >= slots) | ~sees_context[:, None, None]
        nothing = torch.where(later, hidden, (at < 0) | (lag == 0))
        token = torch.where(nothing, torch.where(later, self.masked, self.start), token)
        length = torch.where(nothing, 0, length)
        # The interval to a note of the context would give away the note before it, which may still be to be written.
        interval = torch.where(nothing | later | (token == HOLD), NO_INTERVAL, interval)
        neighbours = torch.cat([self.neighbour(token), self.length(length), self.interval(interval)], -1)
        return neighbours.flatten(2)


def positions_of(batch: Batch, onset: Tensor, column: int) -> Positions:
    """The positions of events at `onset` (songs, events); `column` of the phrasing names the bar that is repeated."""
    bar = (onset // batch.bar).clamp(max=batch.phrasing.shape[1] - 1)
    source, again = gather_at(batch.phrasing[..., column], bar), gather_at(batch.form[..., LETTER_DISTANCE], bar)
    return Positions(bar, onset % batch.bar, torch.where(source == NO_SOURCE, 0, source), again)


def slots_until_context(mask: Tensor) -> Tensor:
    """How many slots off the next one outside `mask` (songs, slots) is, (songs, slots); very far without one."""
    slots = mask.shape[1]
    index = torch.arange(slots, device=mask.device)
    at = torch.where(mask, slots * 2, index.expand_as(mask))
    return at.flip(1).cummin(1).values.flip(1) - index


def context_events(row: VoiceEvents, mask: Tensor, sees_context: Tensor) -> tuple[Tensor, Tensor]:
    """Which events (songs, events) are in the context, and their intervals where the note before is, too.

    Both (songs, events). `mask` (songs, slots) is what is to be written; no event counts where a song does not see
    its context (`sees_context`, (songs,)).
    """
    is_context = row.is_event & ~gather_at(mask, row.onset) & sees_context[:, None]
    previous = torch.cat([torch.zeros_like(is_context[:, :1]), is_context[:, :-1]], 1)
    return is_context, torch.where(is_context & previous, row.interval, NO_INTERVAL)
