"""The harmony: chord change after chord change, first which chord, then how long.

It is told the key, the form, each bar's place in its phrase and the cadence aimed at; where a melody is given it
reads that from both ends, and the pitch classes it brings. A chord's logit is the sum of what speaks for its bass,
its shape, its pitch classes and itself, so that what is learnt of one inversion serves the others.
"""

from __future__ import annotations

from dataclasses import replace

import torch
from torch import Tensor, nn
from torch.nn import functional

from composer_app.learning.locked_dropout import LockedDropout
from composer_app.methods.two_voice.encoding.batch import Batch, Row, sounding_at
from composer_app.methods.two_voice.encoding.events import LONGEST, SLOTS_A_QUARTER
from composer_app.methods.two_voice.encoding.phrases import CHORD_SOURCE
from composer_app.methods.two_voice.encoding.tokens import FIRST
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


class Harmony(nn.Module):
    """Logits over chords and their lengths."""

    def __init__(self, config: TwoVoiceConfig) -> None:
        super().__init__()
        self.config = config
        self.bars = BarEmbedding()
        self.encoder = Encoder(config, self.bars.size, config.encoder)
        self.chord = ChordEmbedding(config.shapes, config.embedding, more=2)
        self.around = Surroundings(config, config.chord_tokens)
        inputs = self.around.size + self.bars.size + self.encoder.size + 2 * 12 + 1
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

    def told(self, batch: Batch) -> Tensor:
        """What is told of the bars, (songs, bars, size)."""
        told: Tensor = self.bars(batch)
        return told

    def seen(self, batch: Batch, told: Tensor) -> tuple[Tensor, Tensor]:
        """What is given: the encoder's vectors by quarter, and the melody's pitch classes counted up to each slot."""
        encoded = self.encoder(batch, told, batch.melody_hidden, batch.chords_open)
        sounding = sounding_at(batch.melody) - FIRST
        shown = (sounding >= 0) & ~batch.melody_hidden
        classes = functional.one_hot(sounding.clamp(min=0) % 12, 12).float() * shown[..., None]
        return encoded, functional.pad(classes.cumsum(1), (0, 0, 1, 0))

    def inputs(
        self, batch: Batch, lane: Lane, before: Before, onset: Tensor, where: Where, told: Tensor,
        seen: tuple[Tensor, Tensor],
    ) -> Tensor:  # fmt: skip
        """The decoder's input at `onset`, (songs, events, size)."""
        encoded, counted = seen
        slots = counted.shape[1] - 1
        spans = [batch.bar // 2, batch.bar]
        melody = [
            (by_slot(counted, (onset + span).clamp(max=slots)) - by_slot(counted, onset)) / span for span in spans
        ]
        shown = (~batch.melody_hidden).any(1).to(encoded.dtype)[:, None, None].expand(*onset.shape, 1)
        is_own = torch.ones_like(batch.chords_ahead)
        last = self.chord(before.token)
        around = self.around(batch, lane, before, last, onset, where, batch.chords_open, is_own)
        bars = by_slot(told, where.bar)
        parts = [around, bars, by_slot(encoded, onset // SLOTS_A_QUARTER), *melody, shown]
        known = torch.cat([part.to(around.dtype) for part in parts], -1)
        return functional.gelu(self.input(self.dropout(known)))

    def event(self, token: Tensor, length: Tensor) -> Tensor:
        """A chord and its length as the attention recalls them."""
        return torch.cat([self.chord(token), self.length(length)], -1)

    def recalled(self, batch: Batch) -> Recalled:
        """What the heads see at every chord of a batch, (songs, events, size)."""
        row = batch.chord_row
        told = self.told(batch)
        where = where_of(batch, row.onset, CHORD_SOURCE)
        lane, before = lane_of(batch.chords, row), before_of(row, self.around.start)
        inputs = self.inputs(batch, lane, before, row.onset, where, told, self.seen(batch, told))
        past, ahead = Past(row.token, row.length, row.interval), self.ahead(batch, row)
        events = self.event(row.token, row.length)
        return self.seen_by_heads(self.decoder(inputs, events, where, past, matches_of(past), ahead), inputs)

    def ahead(self, batch: Batch, row: Row) -> Ahead | None:
        """What chords are given ahead; None where there are none."""
        given, interval = given_events(row, batch.chords_open, torch.ones_like(batch.chords_ahead))
        if not bool(given.any()):
            return None
        events = self.event(row.token, row.length)
        return Ahead(given, where_of(batch, row.onset, CHORD_SOURCE), Past(row.token, row.length, interval), events)

    def seen_by_heads(self, recalled: Recalled, inputs: Tensor) -> Recalled:
        """What the decoder recalls beside its inputs."""
        return replace(recalled, context=torch.cat([self.dropout(recalled.context), inputs], -1))

    def token_logits(self, recalled: Recalled) -> Tensor:
        """(songs, events, chord tokens)."""
        hidden = self.dropout(functional.gelu(self.chord_hidden(recalled.context)))
        tokens = self.config.chord_tokens
        chord = self.chord
        bass = self.bass(hidden)[..., chord.bass_of[FIRST:tokens]]
        shape = self.shape(hidden)[..., chord.shape_of[FIRST:tokens]]
        tones = functional.linear(self.tones(hidden), chord.classes[FIRST:tokens].to(hidden.dtype))
        alike = functional.linear(self.match(hidden), chord.table()[FIRST:tokens].to(hidden.dtype))
        copied = recalled.copied(self.copy_chord(hidden), recalled.past.token.clamp(max=tokens - 1), tokens)
        return torch.cat([self.special(hidden), bass + shape + tones + alike], -1) + copied

    def length_logits(self, recalled: Recalled, token: Tensor, place: Tensor, bar: int) -> Tensor:
        """(songs, events, lengths from 1 slot on), given the chord."""
        known = torch.cat([recalled.context, self.chord(token)], -1)
        hidden = self.dropout(functional.gelu(self.length_hidden(known)))
        logits: Tensor = self.length_head(hidden) + ends_at(self.end_head(hidden), place, bar)
        return logits + copied_length(recalled, self.copy_length(hidden), token)


def copied_length(recalled: Recalled, gates: Tensor, token: Tensor) -> Tensor:
    """What speaks for each length by the recalled events, and by those of them that were the same chord or pitch."""
    past = recalled.past
    of_all, of_same = gates.chunk(2, -1)
    same = (token[:, :, None] == past.token[:, None]).to(gates.dtype)
    length = (past.length - 1).clamp(0, LONGEST - 1)
    return recalled.copied(of_all, length, LONGEST) + recalled.copied(of_same, length, LONGEST, same)


def ends_at(places: Tensor, place: Tensor, bar: int) -> Tensor:
    """For every length from 1 slot on what speaks for the place in the bar where it ends, (songs, events, lengths)."""
    lengths = torch.arange(1, LONGEST + 1, device=places.device)
    return places.gather(-1, (place[..., None] + lengths) % bar)
