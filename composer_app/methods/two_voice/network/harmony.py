"""The harmony: one chord change after another, first which chord, then how long.

It is conditioned on the key, the form, each bar's place in its phrase and the cadence to come; where there is a melody
it reads that from both ends, and the pitch classes ahead. A chord's logit is the sum of terms for its bass, its shape,
its pitch classes and itself, so that what is learnt of one inversion serves the others.
"""

from __future__ import annotations

from dataclasses import replace

import torch
from torch import Tensor, nn
from torch.nn import functional

from composer_app.learning.locked_dropout import LockedDropout
from composer_app.methods.two_voice.encoding.batch import Batch, VoiceEvents, sounding_at
from composer_app.methods.two_voice.encoding.events import LONGEST, SLOTS_PER_QUARTER
from composer_app.methods.two_voice.encoding.phrases import CHORD_SOURCE
from composer_app.methods.two_voice.encoding.tokens import FIRST
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


class Harmony(nn.Module):
    """Logits over chords and their lengths."""

    def __init__(self, config: TwoVoiceConfig) -> None:
        super().__init__()
        self.config = config
        self.bars = BarEmbedding(config.features)
        self.encoder = Encoder(config, self.bars.size, config.encoder)
        self.chord = ChordEmbedding(config.shapes, config.embedding, more=2)
        self.local_context = LocalContext(config, config.chord_tokens)
        inputs = self.local_context.size + self.bars.size + self.encoder.size + 2 * 12 + 1
        self.length = nn.Embedding(LONGEST + 1, 16)
        self.input = nn.Linear(inputs, config.inputs)
        self.decoder = Decoder(config, config.inputs, config.embedding + 16, config.harmony)
        self.dropout = LockedDropout(config.dropout)
        size = self.decoder.size + config.inputs
        self.chord_hidden = nn.Linear(size, config.harmony)
        self.special = nn.Linear(config.harmony, FIRST)
        self.bass = nn.Linear(config.harmony, 12)
        self.shape = nn.Linear(config.harmony, len(config.shapes))
        self.tones = nn.Linear(config.harmony, 12)
        self.match = nn.Linear(config.harmony, config.embedding)
        self.length_hidden = nn.Linear(size + config.embedding, config.harmony)
        self.length_head = nn.Linear(config.harmony, LONGEST)
        self.end_head = nn.Linear(config.harmony, PLACES)
        self.copy_chord, self.copy_length = nn.Linear(config.harmony, HEADS), nn.Linear(config.harmony, 2 * HEADS)
        self.context_size = size

    def bar_conditions(self, batch: Batch) -> Tensor:
        """The conditions of each bar, (songs, bars, size)."""
        conditions: Tensor = self.bars(batch)
        return conditions

    def encode_context(self, batch: Batch, conditions: Tensor) -> tuple[Tensor, Tensor]:
        """The encoder's vectors (songs, quarters, size), and the melody's pitch classes summed up to each slot.

        The latter (songs, slots + 1, 12); `conditions` (songs, bars, size).
        """
        encoded = self.encoder(batch, conditions, batch.melody_hidden, batch.chords_mask)
        sounding = sounding_at(batch.melody) - FIRST
        shown = (sounding >= 0) & ~batch.melody_hidden
        classes = functional.one_hot(sounding.clamp(min=0) % 12, 12).float() * shown[..., None]
        return encoded, functional.pad(classes.cumsum(1), (0, 0, 1, 0))

    def inputs(
        self, batch: Batch, voice: VoiceSlots, previous: PreviousEvent, onset: Tensor, positions: Positions,
        conditions: Tensor, context: tuple[Tensor, Tensor],
    ) -> Tensor:  # fmt: skip
        """The decoder's input at `onset` (songs, events), (songs, events, size)."""
        encoded, counted = context
        slots = counted.shape[1] - 1
        spans = [batch.bar // 2, batch.bar]
        melody = [
            (gather_at(counted, (onset + span).clamp(max=slots)) - gather_at(counted, onset)) / span for span in spans
        ]
        shown = (~batch.melody_hidden).any(1).to(encoded.dtype)[:, None, None].expand(*onset.shape, 1)
        sees_context = torch.ones_like(batch.future_chords)
        last = self.chord(previous.token)
        around = self.local_context(batch, voice, previous, last, onset, positions, batch.chords_mask, sees_context)
        bars = gather_at(conditions, positions.bar)
        parts = [around, bars, gather_at(encoded, onset // SLOTS_PER_QUARTER), *melody, shown]
        known = torch.cat([part.to(around.dtype) for part in parts], -1)
        return functional.gelu(self.input(self.dropout(known)))

    def event(self, token: Tensor, length: Tensor) -> Tensor:
        """The vectors of chords and their lengths (songs, events) for the attention, (songs, events, size)."""
        return torch.cat([self.chord(token), self.length(length)], -1)

    def attended(self, batch: Batch) -> Attended:
        """The heads' input at every chord of a batch, (songs, events, size)."""
        row = batch.chord_events
        conditions = self.bar_conditions(batch)
        positions = positions_of(batch, row.onset, CHORD_SOURCE)
        voice, previous = voice_slots(batch.chords, row), previous_events(row, self.local_context.start)
        inputs = self.inputs(
            batch, voice, previous, row.onset, positions, conditions, self.encode_context(batch, conditions)
        )
        history, future = EventHistory(row.token, row.length, row.interval), self.future_context(batch, row)
        events = self.event(row.token, row.length)
        return self.head_inputs(self.decoder(inputs, events, positions, history, matches_of(history), future), inputs)

    def future_context(self, batch: Batch, row: VoiceEvents) -> FutureContext | None:
        """The chords of the context, (songs, events); None where there are none."""
        is_context, interval = context_events(row, batch.chords_mask, torch.ones_like(batch.future_chords))
        if not bool(is_context.any()):
            return None
        events = self.event(row.token, row.length)
        return FutureContext(
            is_context,
            positions_of(batch, row.onset, CHORD_SOURCE),
            EventHistory(row.token, row.length, interval),
            events,
        )

    def head_inputs(self, attended: Attended, inputs: Tensor) -> Attended:
        """The heads' input: what the decoder attended beside its `inputs` (songs, events, inputs)."""
        return replace(attended, context=torch.cat([self.dropout(attended.context), inputs], -1))

    def token_logits(self, attended: Attended) -> Tensor:
        """Logits (songs, events, chord tokens) over what begins."""
        hidden = self.dropout(functional.gelu(self.chord_hidden(attended.context)))
        tokens = self.config.chord_tokens
        chord = self.chord
        bass = self.bass(hidden)[..., chord.bass_of[FIRST:tokens]]
        shape = self.shape(hidden)[..., chord.shape_of[FIRST:tokens]]
        tones = functional.linear(self.tones(hidden), chord.classes[FIRST:tokens].to(hidden.dtype))
        alike = functional.linear(self.match(hidden), chord.table()[FIRST:tokens].to(hidden.dtype))
        copied = attended.copy_logits(self.copy_chord(hidden), attended.history.token.clamp(max=tokens - 1), tokens)
        return torch.cat([self.special(hidden), bass + shape + tones + alike], -1) + copied

    def length_logits(self, attended: Attended, token: Tensor, place: Tensor, bar: int) -> Tensor:
        """Logits (songs, events, lengths from 1 slot on), given the chord `token` (songs, events).

        `place` (songs, events) is the slot in a bar of `bar` slots.
        """
        known = torch.cat([attended.context, self.chord(token)], -1)
        hidden = self.dropout(functional.gelu(self.length_hidden(known)))
        logits: Tensor = self.length_head(hidden) + end_place_logits(self.end_head(hidden), place, bar)
        return logits + copied_length_logits(attended, self.copy_length(hidden), token)


def copied_length_logits(attended: Attended, gates: Tensor, token: Tensor) -> Tensor:
    """Logits (songs, events, lengths) that copy attended events' lengths: of all, and of those with the same token.

    `gates` (songs, events, 2 x heads) weigh them; `token` is (songs, events).
    """
    history = attended.history
    of_all, of_same = gates.chunk(2, -1)
    same = (token[:, :, None] == history.token[:, None]).to(gates.dtype)
    length = (history.length - 1).clamp(0, LONGEST - 1)
    return attended.copy_logits(of_all, length, LONGEST) + attended.copy_logits(of_same, length, LONGEST, same)


def end_place_logits(places: Tensor, place: Tensor, bar: int) -> Tensor:
    """For every length from 1 slot on the logit of the place in the bar where it ends, (songs, events, lengths).

    `places` (songs, events, slots of a bar) are the logits of the places, `place` (songs, events) where events begin.
    """
    lengths = torch.arange(1, LONGEST + 1, device=places.device)
    return places.gather(-1, (place[..., None] + lengths) % bar)
