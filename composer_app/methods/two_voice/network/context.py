"""What both voices' networks know before an event: the one before it, its place, and what stood there bars ago."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from composer_app.methods.two_voice.encoding.batch import Batch, Row
from composer_app.methods.two_voice.encoding.conditions import AGAIN
from composer_app.methods.two_voice.encoding.events import INTERVALS, LONGEST, NO_INTERVAL, SLOTS_A_STEP
from composer_app.methods.two_voice.encoding.phrases import NO_SOURCE
from composer_app.methods.two_voice.encoding.tokens import HOLD, MAX_BAR
from composer_app.methods.two_voice.network.config import TwoVoiceConfig
from composer_app.methods.two_voice.network.decoder import Where
from composer_app.methods.two_voice.network.embeddings import by_slot

NEAR = (1, 2, 4, 8)  # bars
PLACES = MAX_BAR * SLOTS_A_STEP
LOOKED_AT = 2 * len(NEAR) + 2  # earlier bars, later bars, the plan's source, the section's last time
LOOK_SIZE, LENGTH_SIZE, INTERVAL_SIZE = 16, 8, 8
FARTHEST_GIVEN, GIVEN_STEP = 32, 3  # classes and slots in each, up to which the next given event is told


@dataclass(frozen=True, slots=True)
class Lane:
    """A voice by slot, (songs, slots) each: what begins there (HOLD: nothing), its length, its interval's class."""

    token: Tensor
    length: Tensor
    interval: Tensor


@dataclass(frozen=True, slots=True)
class Before:
    """What is known before events, (songs, events) each: the event before (token, length, interval), the last pitch."""

    token: Tensor
    length: Tensor
    interval: Tensor
    last_pitch: Tensor


def lane_of(tokens: Tensor, row: Row) -> Lane:
    """The lane of a batch's voice."""
    length, interval = torch.zeros_like(tokens), torch.full_like(tokens, NO_INTERVAL)
    # Padding is written to one slot more, which is cut off again.
    at = torch.where(row.is_event, row.onset, tokens.shape[1])
    length = torch.cat([length, length[:, :1]], 1).scatter(1, at, row.length)[:, :-1]
    interval = torch.cat([interval, interval[:, :1]], 1).scatter(1, at, row.interval)[:, :-1]
    return Lane(tokens, length, interval)


def before_of(row: Row, start: int) -> Before:
    """What is known before each event of a batch's voice; `start` is the token that stands for the beginning."""

    def shifted(values: Tensor, first: int) -> Tensor:
        return torch.cat([torch.full_like(values[:, :1], first), values[:, :-1]], 1)

    return Before(shifted(row.token, start), shifted(row.length, 0), shifted(row.interval, NO_INTERVAL), row.last_pitch)


class Surroundings(nn.Module):
    """One voice around its events: the last one, its place in the bar, other bars, the next given event."""

    def __init__(self, config: TwoVoiceConfig, tokens: int) -> None:
        super().__init__()
        self.start, self.masked = tokens, tokens + 1
        self.look = nn.Embedding(tokens + 2, LOOK_SIZE)
        self.length, self.interval = nn.Embedding(LONGEST + 1, LENGTH_SIZE), nn.Embedding(INTERVALS, INTERVAL_SIZE)
        self.last_length, self.last_interval = nn.Embedding(LONGEST + 1, 16), nn.Embedding(INTERVALS, 16)
        self.place = nn.Embedding(PLACES, 24)
        self.until_given = nn.Embedding(FARTHEST_GIVEN + 1, 8)
        self.size = config.embedding + 16 + 16 + 24 + 8 + LOOKED_AT * (LOOK_SIZE + LENGTH_SIZE + INTERVAL_SIZE)

    def forward(
        self, batch: Batch, lane: Lane, before: Before, last: Tensor, onset: Tensor, where: Where, is_open: Tensor,
        is_own: Tensor,
    ) -> Tensor:  # fmt: skip
        """(songs, events, size) at `onset`; where something is given (not `is_open`), later bars are seen too.

        `last` (songs, events, ...) is the vector of the event before; `is_own` (songs,) says for which songs what is
        given may be seen at all.
        """
        looked = self._looked(batch, lane, onset, where, is_open, is_own)
        until = by_slot(given_after(is_open), onset) // GIVEN_STEP
        until = torch.where(is_own[:, None], until.clamp(max=FARTHEST_GIVEN), FARTHEST_GIVEN)
        known = [
            last, self.last_length(before.length), self.last_interval(before.interval),
            self.place(where.place), self.until_given(until), looked,
        ]  # fmt: skip
        return torch.cat(known, -1)

    def _looked(self, batch: Batch, lane: Lane, onset: Tensor, where: Where, is_open: Tensor, is_own: Tensor) -> Tensor:
        """What begins at the same place of other bars, (songs, events, all of them)."""
        slots, bar = lane.token.shape[1], batch.bar
        lags = [torch.full_like(onset, lag) for lag in NEAR] + [where.source, where.again]
        lags += [torch.full_like(onset, -lag) for lag in NEAR]
        lag = torch.stack(lags, -1)
        at = onset[..., None] - lag * bar
        flat = at.clamp(0, slots - 1).flatten(1)
        shape = at.shape
        token, length, interval = (
            table.gather(1, flat).reshape(shape) for table in (lane.token, lane.length, lane.interval)
        )
        later = lag < 0
        hidden = is_open.gather(1, flat).reshape(shape) | (at >= slots) | ~is_own[:, None, None]
        nothing = torch.where(later, hidden, (at < 0) | (lag == 0))
        token = torch.where(nothing, torch.where(later, self.masked, self.start), token)
        length = torch.where(nothing, 0, length)
        # The step to a given note would betray the note before it, which may still be to be written.
        interval = torch.where(nothing | later | (token == HOLD), NO_INTERVAL, interval)
        looked = torch.cat([self.look(token), self.length(length), self.interval(interval)], -1)
        return looked.flatten(2)


def where_of(batch: Batch, onset: Tensor, column: int) -> Where:
    """Where events stand; `column` of the phrasing names the bar's model."""
    bar = (onset // batch.bar).clamp(max=batch.phrasing.shape[1] - 1)
    source, again = by_slot(batch.phrasing[..., column], bar), by_slot(batch.form[..., AGAIN], bar)
    return Where(bar, onset % batch.bar, torch.where(source == NO_SOURCE, 0, source), again)


def given_after(is_open: Tensor) -> Tensor:
    """For each slot (songs, slots) how many slots off the next given one is; very far where there is none."""
    slots = is_open.shape[1]
    index = torch.arange(slots, device=is_open.device)
    at = torch.where(is_open, slots * 2, index.expand_as(is_open))
    return at.flip(1).cummin(1).values.flip(1) - index


def given_events(row: Row, is_open: Tensor, is_own: Tensor) -> tuple[Tensor, Tensor]:
    """Which events of a voice (songs, events) are given where `is_own` (songs,), and their intervals as far as both
    notes are."""
    given = row.is_event & ~by_slot(is_open, row.onset) & is_own[:, None]
    before = torch.cat([torch.zeros_like(given[:, :1]), given[:, :-1]], 1)
    return given, torch.where(given & before, row.interval, NO_INTERVAL)
