"""The melody: note after note over the harmony, first which pitch (or rest), then how long.

A pitch's logit is the sum of terms for itself, for the interval that it makes, and for its degree in the chord that
sounds and in the next one. It sees the chords to come, unless they are hidden.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import torch
from torch import Tensor, nn
from torch.nn import functional

from composer_app.learning.locked_dropout import LockedDropout
from composer_app.methods.two_voice.encoding.batch import (
    FARTHEST_CHORD,
    NO_NEXT_CHORD,
    Batch,
    VoiceEvents,
    next_event,
    sounding_at,
)
from composer_app.methods.two_voice.encoding.events import (
    FARTHEST_LEAP,
    INTERVALS,
    LONGEST,
    NO_INTERVAL,
    NO_PITCH,
    SLOTS_PER_QUARTER,
    SLOTS_PER_STEP,
)
from composer_app.methods.two_voice.encoding.phrases import SOURCE
from composer_app.methods.two_voice.encoding.tokens import FIRST, MELODY_TOKENS
from composer_app.methods.two_voice.network.config import TwoVoiceConfig
from composer_app.methods.two_voice.network.context import (
    PLACES,
    LocalContext,
    PreviousEvent,
    VoiceSlots,
    context_events,
    positions_of,
    previous_events,
    voice_slots,
)
from composer_app.methods.two_voice.network.decoder import (
    HEADS,
    Attended,
    Decoder,
    EventHistory,
    FutureContext,
    Positions,
    matches_of,
)
from composer_app.methods.two_voice.network.embeddings import BarEmbedding, ChordEmbedding, gather_at
from composer_app.methods.two_voice.network.encoder import Encoder
from composer_app.methods.two_voice.network.expression import Expression
from composer_app.methods.two_voice.network.harmony import copied_length_logits, end_place_logits

PITCHES = MELODY_TOKENS - FIRST


@dataclass(frozen=True, slots=True)
class ChordSlots:
    """The harmony by slot, (songs, slots) each: the chord that sounds, the next one and in how many slots it comes."""

    now: Tensor
    coming: Tensor
    until: Tensor


@dataclass(frozen=True, slots=True)
class ChordsAt:
    """The harmony at events, (songs, events) each; hidden chords are masked. `last_pitch` is the melody's."""

    now: Tensor
    coming: Tensor
    until: Tensor
    last_pitch: Tensor

    def __getitem__(self, events: slice) -> ChordsAt:
        return ChordsAt(*(x[:, events] for x in (self.now, self.coming, self.until, self.last_pitch)))


class Melody(nn.Module):
    """Logits over pitches and their lengths."""

    def __init__(self, config: TwoVoiceConfig) -> None:
        super().__init__()
        self.config = config
        self.bars = BarEmbedding(config.features)
        self.encoder = Encoder(config, self.bars.size, config.encoder)
        self.pitch = nn.Embedding(MELODY_TOKENS + 2, config.embedding)
        self.local_context = LocalContext(config, MELODY_TOKENS)
        self.chord = ChordEmbedding(config.shapes, 40, more=1)
        self.hidden_chord = config.chord_tokens
        self.until = nn.Embedding(FARTHEST_CHORD // SLOTS_PER_STEP + 1, 8)
        inputs = self.local_context.size + self.bars.size + self.encoder.size + 2 * 40 + 8 + 2 * 12
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
        self.expression = Expression(size, config.embedding)
        self.context_size = size

    def bar_conditions(self, batch: Batch) -> Tensor:
        """The conditions of each bar, (songs, bars, size)."""
        conditions: Tensor = self.bars(batch)
        return conditions

    def encode_context(self, batch: Batch, conditions: Tensor) -> Tensor:
        """The encoder's vectors (songs, quarters, size) of the notes in the context, and of the chords that are seen.

        `conditions` (songs, bars, size).
        """
        past_only = ~batch.future_chords[:, None]
        hidden = past_only.expand_as(batch.chords_mask)
        encoded: Tensor = self.encoder(batch, conditions, batch.melody_mask | hidden, hidden)
        return encoded

    def chord_slots(self, batch: Batch) -> ChordSlots:
        """The chords of a batch by slot, (songs, slots)."""
        return ChordSlots(sounding_at(batch.chords), *next_event(batch.chords))

    def chords_at(self, batch: Batch, chords: ChordSlots, previous: PreviousEvent, onset: Tensor) -> ChordsAt:
        """The harmony at `onset` (songs, events), (songs, events) each."""
        now, coming, until = (gather_at(table, onset) for table in (chords.now, chords.coming, chords.until))
        is_known = batch.future_chords[:, None]
        coming = torch.where(is_known, coming, self.hidden_chord)
        return ChordsAt(now, coming, torch.where(is_known, until, NO_NEXT_CHORD), previous.last_pitch)

    def inputs(
        self, batch: Batch, voice: VoiceSlots, previous: PreviousEvent, onset: Tensor, positions: Positions,
        conditions: Tensor, context: Tensor, chords: ChordsAt,
    ) -> Tensor:  # fmt: skip
        """The decoder's input at `onset` (songs, events), (songs, events, size)."""
        last = self.pitch(previous.token)
        around = self.local_context(
            batch, voice, previous, last, onset, positions, batch.melody_mask, batch.future_chords
        )
        bars = gather_at(conditions, positions.bar)
        # The tones of both chords as intervals from the last pitch: what a step up or down would meet.
        turned = (torch.arange(12, device=onset.device) + chords.last_pitch[..., None]) % 12
        tones = [self.chord.classes[chord].gather(-1, turned) for chord in (chords.now, chords.coming)]
        parts = [
            around, bars, gather_at(context, onset // SLOTS_PER_QUARTER),
            self.chord(chords.now), self.chord(chords.coming), self.until(chords.until // SLOTS_PER_STEP), *tones,
        ]  # fmt: skip
        known = torch.cat([part.to(around.dtype) for part in parts], -1)
        return functional.gelu(self.input(self.dropout(known)))

    def event(self, token: Tensor, length: Tensor, interval: Tensor, chord: Tensor) -> Tensor:
        """The vectors of notes, lengths, intervals and chords (songs, events) to attend to, (songs, events, size)."""
        return torch.cat([self.pitch(token), self.length(length), self.interval(interval), self.chord(chord)], -1)

    def attended(self, batch: Batch) -> tuple[Attended, ChordsAt]:
        """The heads' input at every event of a batch (songs, events, size), and the harmony there."""
        row = batch.melody_events
        conditions = self.bar_conditions(batch)
        positions = positions_of(batch, row.onset, SOURCE)
        voice, previous = voice_slots(batch.melody, row), previous_events(row, self.local_context.start)
        chords = self.chords_at(batch, self.chord_slots(batch), previous, row.onset)
        inputs = self.inputs(
            batch, voice, previous, row.onset, positions, conditions, self.encode_context(batch, conditions), chords
        )
        events = self.event(row.token, row.length, row.interval, chords.now)
        history, future = EventHistory(row.token, row.length, row.interval), self.future_context(batch, row, chords.now)
        return self.head_inputs(
            self.decoder(inputs, events, positions, history, matches_of(history), future), inputs
        ), chords

    def future_context(self, batch: Batch, row: VoiceEvents, chord: Tensor) -> FutureContext | None:
        """The notes of the context, each over its `chord` (songs, events); None where there are none."""
        is_context, interval = context_events(row, batch.melody_mask, batch.future_chords)
        if not bool(is_context.any()):
            return None
        events = self.event(row.token, row.length, interval, chord)
        return FutureContext(
            is_context, positions_of(batch, row.onset, SOURCE), EventHistory(row.token, row.length, interval), events
        )

    def head_inputs(self, attended: Attended, inputs: Tensor) -> Attended:
        """The heads' input: what the decoder attended beside its `inputs` (songs, events, inputs)."""
        return replace(attended, context=torch.cat([self.dropout(attended.context), inputs], -1))

    def token_logits(self, attended: Attended, chords: ChordsAt) -> Tensor:
        """Logits (songs, events, melody tokens) over what begins."""
        hidden = self.dropout(functional.gelu(self.pitch_hidden(attended.context)))
        pitches = torch.arange(PITCHES, device=chords.now.device)
        leap = (pitches - chords.last_pitch[..., None]).clamp(-FARTHEST_LEAP, FARTHEST_LEAP) + FARTHEST_LEAP
        history = attended.history
        same, transposed = self.copy_pitch(hidden).chunk(2, -1)
        by_interval = (
            self.interval_head(hidden)
            + attended.copy_logits(transposed, history.interval, INTERVALS)[..., :NO_INTERVAL]
        )
        by_leap = by_interval.gather(-1, leap) * (chords.last_pitch != NO_PITCH)[..., None]
        now, coming = self.degree_head(hidden).chunk(2, -1)
        tone_now, tone_coming = self.tone_head(hidden).chunk(2, -1)
        by_degree = torch.zeros_like(by_leap)
        for chord, degrees, tone in ((chords.now, now, tone_now), (chords.coming, coming, tone_coming)):
            bass = self.chord.bass_of[chord]
            degree = (pitches - bass[..., None]) % 12
            is_chord = (bass < 12)[..., None]
            held = self.chord.classes[chord].gather(-1, (pitches % 12).expand_as(degree))
            by_degree = by_degree + is_chord * (degrees.gather(-1, degree) + tone * held)
        logits = self.pitch_head(hidden) + attended.copy_logits(
            same, history.token.clamp(max=MELODY_TOKENS - 1), MELODY_TOKENS
        )
        return torch.cat([logits[..., :FIRST], logits[..., FIRST:] + by_leap + by_degree], -1)

    def length_logits(self, attended: Attended, token: Tensor, place: Tensor, bar: int) -> Tensor:
        """Logits (songs, events, lengths from 1 slot on), given the pitch or rest `token` (songs, events).

        `place` (songs, events) is the slot in a bar of `bar` slots.
        """
        known = torch.cat([attended.context, self.pitch(token)], -1)
        hidden = self.dropout(functional.gelu(self.length_hidden(known)))
        logits: Tensor = self.length_head(hidden) + end_place_logits(self.end_head(hidden), place, bar)
        return logits + copied_length_logits(attended, self.copy_length(hidden), token)
