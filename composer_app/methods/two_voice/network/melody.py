"""The melody: note after note over a harmony that is known ahead, first which pitch (or rest), then how long.

A pitch is scored as itself, as the interval it makes, and as the degree that it is of the chord that sounds and of
the one to come. Where the chords to come are hidden, it knows only what has sounded.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import torch
from torch import Tensor, nn
from torch.nn import functional

from composer_app.learning.locked_dropout import LockedDropout
from composer_app.methods.two_voice.encoding.batch import (
    FARTHEST_AHEAD,
    NO_CHORD_AHEAD,
    Batch,
    Row,
    next_after,
    sounding_at,
)
from composer_app.methods.two_voice.encoding.events import (
    FARTHEST_LEAP,
    INTERVALS,
    LONGEST,
    NO_INTERVAL,
    NO_PITCH,
    SLOTS_A_QUARTER,
    SLOTS_A_STEP,
)
from composer_app.methods.two_voice.encoding.phrases import SOURCE
from composer_app.methods.two_voice.encoding.tokens import FIRST, MELODY_TOKENS
from composer_app.methods.two_voice.network.config import TwoVoiceConfig
from composer_app.methods.two_voice.network.context import (
    PLACES,
    Before,
    Lane,
    Surroundings,
    before_of,
    given_events,
    lane_of,
    where_of,
)
from composer_app.methods.two_voice.network.decoder import HEADS, Ahead, Decoder, Past, Recalled, Where, matches_of
from composer_app.methods.two_voice.network.embeddings import BarEmbedding, ChordEmbedding, by_slot
from composer_app.methods.two_voice.network.encoder import Encoder
from composer_app.methods.two_voice.network.expression import Touch
from composer_app.methods.two_voice.network.harmony import copied_length, ends_at

PITCHES = MELODY_TOKENS - FIRST


@dataclass(frozen=True, slots=True)
class Chords:
    """The harmony by slot, (songs, slots) each: what sounds, what comes next and in how many slots."""

    now: Tensor
    coming: Tensor
    until: Tensor


@dataclass(frozen=True, slots=True)
class Over:
    """The harmony over which events stand, (songs, events) each; what is hidden of it is masked."""

    now: Tensor
    coming: Tensor
    until: Tensor
    last_pitch: Tensor

    def __getitem__(self, events: slice) -> Over:
        return Over(*(x[:, events] for x in (self.now, self.coming, self.until, self.last_pitch)))


class Melody(nn.Module):
    """Logits over pitches and their lengths."""

    def __init__(self, config: TwoVoiceConfig) -> None:
        super().__init__()
        self.config = config
        self.bars = BarEmbedding()
        self.encoder = Encoder(config, self.bars.size, config.encoder)
        self.pitch = nn.Embedding(MELODY_TOKENS + 2, config.embedding)
        self.around = Surroundings(config, MELODY_TOKENS)
        self.chord = ChordEmbedding(config.shapes, 40, more=1)
        self.hidden_chord = config.chord_tokens
        self.until = nn.Embedding(FARTHEST_AHEAD // SLOTS_A_STEP + 1, 8)
        inputs = self.around.size + self.bars.size + self.encoder.size + 2 * 40 + 8 + 2 * 12
        self.length, self.interval = nn.Embedding(LONGEST + 1, 16), nn.Embedding(INTERVALS, 16)
        self.input = nn.Linear(inputs, config.inputs)
        self.decoder = Decoder(config, config.inputs, config.embedding + 32 + 40, config.hidden)
        self.dropout = LockedDropout(config.dropout)
        size = self.decoder.size + config.inputs
        self.pitch_hidden = nn.Linear(size, config.hidden)
        self.pitch_head = nn.Linear(config.hidden, MELODY_TOKENS)
        self.interval_head = nn.Linear(config.hidden, 2 * FARTHEST_LEAP + 1)
        self.degree_head = nn.Linear(config.hidden, 2 * 12)
        self.tone_head = nn.Linear(config.hidden, 2)
        self.length_hidden = nn.Linear(size + config.embedding, config.hidden)
        self.length_head = nn.Linear(config.hidden, LONGEST)
        self.end_head = nn.Linear(config.hidden, PLACES)
        self.copy_pitch, self.copy_length = (nn.Linear(config.hidden, 2 * HEADS) for _ in range(2))
        self.touch = Touch(size, config.embedding)
        self.context_size = size

    def told(self, batch: Batch) -> Tensor:
        """What is told of the bars, (songs, bars, size)."""
        told: Tensor = self.bars(batch)
        return told

    def seen(self, batch: Batch, told: Tensor) -> Tensor:
        """What is given, read from both ends, by quarter: notes, and the whole harmony where it is known ahead."""
        behind = ~batch.chords_ahead[:, None]
        hidden = behind.expand_as(batch.chords_open)
        encoded: Tensor = self.encoder(batch, told, batch.melody_open | hidden, hidden)
        return encoded

    def harmony(self, batch: Batch) -> Chords:
        """The chords of a batch by slot."""
        return Chords(sounding_at(batch.chords), *next_after(batch.chords))

    def over(self, batch: Batch, chords: Chords, before: Before, onset: Tensor) -> Over:
        """The harmony over which events at `onset` stand."""
        now, coming, until = (by_slot(table, onset) for table in (chords.now, chords.coming, chords.until))
        is_known = batch.chords_ahead[:, None]
        coming = torch.where(is_known, coming, self.hidden_chord)
        return Over(now, coming, torch.where(is_known, until, NO_CHORD_AHEAD), before.last_pitch)

    def inputs(
        self, batch: Batch, lane: Lane, before: Before, onset: Tensor, where: Where, told: Tensor, seen: Tensor,
        over: Over,
    ) -> Tensor:  # fmt: skip
        """The decoder's input at `onset`, (songs, events, size)."""
        last = self.pitch(before.token)
        around = self.around(batch, lane, before, last, onset, where, batch.melody_open, batch.chords_ahead)
        bars = by_slot(told, where.bar)
        # The tones of both chords as intervals from the last pitch: what a step up or down would meet.
        turned = (torch.arange(12, device=onset.device) + over.last_pitch[..., None]) % 12
        tones = [self.chord.classes[chord].gather(-1, turned) for chord in (over.now, over.coming)]
        parts = [
            around, bars, by_slot(seen, onset // SLOTS_A_QUARTER), self.chord(over.now), self.chord(over.coming),
            self.until(over.until // SLOTS_A_STEP), *tones,
        ]  # fmt: skip
        known = torch.cat([part.to(around.dtype) for part in parts], -1)
        return functional.gelu(self.input(self.dropout(known)))

    def event(self, token: Tensor, length: Tensor, interval: Tensor, chord: Tensor) -> Tensor:
        """A note, its length, interval and chord as the attention recalls them."""
        return torch.cat([self.pitch(token), self.length(length), self.interval(interval), self.chord(chord)], -1)

    def recalled(self, batch: Batch) -> tuple[Recalled, Over]:
        """What the heads see at every event of a batch (songs, events, size), and the harmony there."""
        row = batch.melody_row
        told = self.told(batch)
        where = where_of(batch, row.onset, SOURCE)
        lane, before = lane_of(batch.melody, row), before_of(row, self.around.start)
        over = self.over(batch, self.harmony(batch), before, row.onset)
        inputs = self.inputs(batch, lane, before, row.onset, where, told, self.seen(batch, told), over)
        events = self.event(row.token, row.length, row.interval, over.now)
        past, ahead = Past(row.token, row.length, row.interval), self.ahead(batch, row, over.now)
        return self.seen_by_heads(self.decoder(inputs, events, where, past, matches_of(past), ahead), inputs), over

    def ahead(self, batch: Batch, row: Row, chord: Tensor) -> Ahead | None:
        """What notes are given ahead, each over its `chord` (songs, events); None where there are none."""
        given, interval = given_events(row, batch.melody_open, batch.chords_ahead)
        if not bool(given.any()):
            return None
        events = self.event(row.token, row.length, interval, chord)
        return Ahead(given, where_of(batch, row.onset, SOURCE), Past(row.token, row.length, interval), events)

    def seen_by_heads(self, recalled: Recalled, inputs: Tensor) -> Recalled:
        """What the decoder recalls beside its inputs."""
        return replace(recalled, context=torch.cat([self.dropout(recalled.context), inputs], -1))

    def token_logits(self, recalled: Recalled, over: Over) -> Tensor:
        """(songs, events, melody tokens)."""
        hidden = self.dropout(functional.gelu(self.pitch_hidden(recalled.context)))
        pitches = torch.arange(PITCHES, device=over.now.device)
        leap = (pitches - over.last_pitch[..., None]).clamp(-FARTHEST_LEAP, FARTHEST_LEAP) + FARTHEST_LEAP
        past = recalled.past
        same, moved = self.copy_pitch(hidden).chunk(2, -1)
        by_interval = self.interval_head(hidden) + recalled.copied(moved, past.interval, INTERVALS)[..., :NO_INTERVAL]
        by_leap = by_interval.gather(-1, leap) * (over.last_pitch != NO_PITCH)[..., None]
        now, coming = self.degree_head(hidden).chunk(2, -1)
        tone_now, tone_coming = self.tone_head(hidden).chunk(2, -1)
        by_degree = torch.zeros_like(by_leap)
        for chord, degrees, tone in ((over.now, now, tone_now), (over.coming, coming, tone_coming)):
            bass = self.chord.bass_of[chord]
            degree = (pitches - bass[..., None]) % 12
            is_chord = (bass < 12)[..., None]
            held = self.chord.classes[chord].gather(-1, (pitches % 12).expand_as(degree))
            by_degree = by_degree + is_chord * (degrees.gather(-1, degree) + tone * held)
        logits = self.pitch_head(hidden) + recalled.copied(same, past.token.clamp(max=MELODY_TOKENS - 1), MELODY_TOKENS)
        return torch.cat([logits[..., :FIRST], logits[..., FIRST:] + by_leap + by_degree], -1)

    def length_logits(self, recalled: Recalled, token: Tensor, place: Tensor, bar: int) -> Tensor:
        """(songs, events, lengths from 1 slot on), given the pitch or rest."""
        known = torch.cat([recalled.context, self.pitch(token)], -1)
        hidden = self.dropout(functional.gelu(self.length_hidden(known)))
        logits: Tensor = self.length_head(hidden) + ends_at(self.end_head(hidden), place, bar)
        return logits + copied_length(recalled, self.copy_length(hidden), token)
