"""Writing a batch of ideas once: the chords change after change, then the melody note after note."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from torch import Tensor

from composer_app.learning.nucleus import nucleus
from composer_app.methods.two_voice.encoding.batch import Batch, select_rows
from composer_app.methods.two_voice.encoding.events import SLOTS_PER_STEP
from composer_app.methods.two_voice.encoding.masks import Steps
from composer_app.methods.two_voice.encoding.phrases import CHORD_SOURCE, SOURCE
from composer_app.methods.two_voice.encoding.tokens import CHORD_VELOCITY, FIRST, MELODY_VELOCITY, NO_EXPRESSION, REST
from composer_app.methods.two_voice.network.backoff import past_after
from composer_app.methods.two_voice.network.embeddings import gather_at
from composer_app.methods.two_voice.network.expression import NO_VELOCITY, VELOCITY_BIN
from composer_app.methods.two_voice.network.harmony import Harmony
from composer_app.methods.two_voice.network.melody import Melody
from composer_app.methods.two_voice.network.two_voice import TwoVoice
from composer_app.methods.two_voice.sampling.cadence import Cadence
from composer_app.methods.two_voice.sampling.decoder_state import Conditioning, DecoderState, VoiceTask
from composer_app.methods.two_voice.sampling.guards import (
    Subdivisions,
    excluded_pitches,
    limit_chord_logits,
    limit_lengths,
    limit_melody_logits,
)
from composer_app.methods.two_voice.sampling.options import LONGEST_CHORD, LONGEST_NOTE, Sampling
from composer_app.methods.two_voice.sampling.written import WrittenTokens, written_tokens

RANDOMS = 4  # random numbers an event: of its token, length, velocity and timing
COMPACT_SHARE = 0.15  # of the ideas in the batch at their end make it worth removing them
Seed = int | tuple[int, ...]


@dataclass(frozen=True, slots=True)
class MelodyLimits:
    """What limits each idea's melody: excluded pitches (ideas, 128), slots without onsets (ideas, slots), its end."""

    excluded_pitches: Tensor
    no_onsets: Tensor | None
    cadence: Cadence | None


class Writer:
    """Writes a batch of ideas; idea k has random numbers of its own seed, whatever is written beside it.

    Parameters are as in `sample.write`.
    """

    def __init__(
        self, network: TwoVoice, batch: Batch, sampling: Sampling, seeds: Sequence[Seed],
        transpositions: Sequence[int] = (), no_onsets: Sequence[tuple[Steps, Steps]] | None = None,
    ) -> None:  # fmt: skip
        self.network, self.sampling = network.eval(), sampling
        device = next(network.parameters()).device
        future = torch.ones_like(batch.future_chords)
        self.batch = replace(batch, future_chords=future).to(device)
        ideas, slots = batch.melody.shape
        self.randoms = [_random_numbers(seeds, voice, slots // SLOTS_PER_STEP + 2).to(device) for voice in range(2)]
        self.transpositions = torch.tensor(list(transpositions) or [0] * ideas, device=device)
        self.no_onsets: list[Tensor | None] = [None, None]
        if no_onsets is not None:
            self.no_onsets = [
                torch.from_numpy(np.stack([np.repeat(pair[voice], SLOTS_PER_STEP) for pair in no_onsets])).to(device)
                for voice in range(2)
            ]
        self.subdivisions = Subdivisions(self.batch)
        self.cadence: Cadence | None = None
        if sampling.cadence:
            self.cadence = Cadence.of(self.batch, network.config.shapes)
            self.subdivisions.add(torch.full((ideas,), self.cadence.melody_arrival, device=device))
        self.subdivisions.add_context(self.batch.chords, self.batch.chords_mask)
        self.subdivisions.add_context(self.batch.melody, self.batch.melody_mask)
        self.expression = torch.full((ideas, 4, slots), NO_EXPRESSION, device=device)
        self.nats = torch.zeros(ideas, dtype=torch.float64, device=device)

    def chords(self) -> None:
        """Write the harmony into the batch."""
        batch, state = self.batch, chord_state(self.network.harmony, self.batch)
        if bool(batch.chords_mask.any()):
            state.prefill(batch.chord_events)
            last_velocity = torch.full_like(state.at, NO_VELOCITY)
            while not bool(state.done.all()):
                last_velocity = self._chord(state, self.randoms[1][state.count], last_velocity)
            batch = replace(batch, chords=state.voice.token)
        self.batch = batch

    def _chord(self, state: DecoderState, randoms: Tensor, last_velocity: Tensor) -> Tensor:
        harmony, sampling, shapes = self.network.harmony, self.sampling, self.network.config.shapes
        attended, inputs = state.step()
        attended = harmony.head_inputs(attended, inputs)
        at, room, in_context = state.here, state.room(), state.in_context()
        self.subdivisions.add(state.at)
        logits = harmony.token_logits(attended)
        if self.network.counts is not None:
            logits = self.network.counts.mix_chords(self.batch, logits, past_after(state.history.token))
        logits = limit_chord_logits(logits[:, 0], state, sampling, shapes, self.no_onsets[1])
        if self.cadence is not None:
            limited = self.cadence.limit_chords(logits.clone(), at)
            logits = torch.where(torch.isinf(limited).all(1, keepdim=True), logits, limited)
        token = nucleus(logits, randoms[:, 0], sampling.chord_temperature, sampling.chord_top_p)
        context_token, context_length = state.context_event()
        token = torch.where(in_context, context_token, token)
        lengths = harmony.length_logits(attended, token[:, None], (at % self.batch.bar)[:, None], self.batch.bar)[:, 0]
        shortest: Tensor | int = 1
        longest = torch.minimum(room, torch.full_like(room, LONGEST_CHORD * self.batch.bar))
        if self.cadence is not None:
            shortest, longest = self.cadence.chord_lengths(at, token, longest)
        lengths = limit_lengths(lengths, shortest, longest, self.subdivisions.allowed(at, room))
        length = nucleus(lengths, randoms[:, 1], sampling.rhythm, sampling.rhythm_top_p) + 1
        length = torch.where(in_context, context_length, length)
        head = self.network.chord_expression
        if head.is_trained:
            sampled = head.sample(attended.context[:, 0], harmony.chord(token), last_velocity, randoms[:, 2:])
            here = torch.arange(len(at), device=at.device), at
            last_velocity = self._store_expression(
                sampled, (token >= FIRST) & ~in_context, here, last_velocity, CHORD_VELOCITY
            )
        state.append(token, length)
        return last_velocity

    def melody(self) -> Iterator[int]:
        """Write the melody over the chords; yields the number of finished slots whenever every idea has another bar."""
        batch = self.batch
        self.state = state = melody_state(self.network.melody, batch)
        self.tokens = state.voice.token.clone()
        if not bool(batch.melody_mask.any()):
            return
        state.prefill(batch.melody_events)
        self.rows = torch.arange(len(self.tokens), device=self.tokens.device)
        self.limits = MelodyLimits(
            excluded_pitches(self.transpositions, self.sampling), self.no_onsets[0], self.cadence
        )
        self.last_velocity = torch.full_like(state.at, NO_VELOCITY)
        finished = int(state.at.min()) // batch.bar
        while len(self.rows):
            self._note(state, self.randoms[0][state.count][self.rows])
            self._compact(state)
            bars = int(state.at.min()) // batch.bar if len(self.rows) else finished
            if bars > finished:
                finished = bars
                yield bars * batch.bar

    def _compact(self, state: DecoderState) -> None:
        """Remove the ideas at their end from the decoder's state once they are many."""
        done = state.done
        if int(done.sum()) < max(1, COMPACT_SHARE * len(done)):
            return
        self.tokens[self.rows] = state.voice.token
        kept = (~done).nonzero()[:, 0]
        self.rows, self.last_velocity = self.rows[kept], self.last_velocity[kept]
        self.limits, self.subdivisions.kind = select_rows(self.limits, kept), self.subdivisions.kind[kept]
        state.select(kept)

    def _note(self, state: DecoderState, randoms: Tensor) -> None:
        network, sampling, bar, limits = self.network.melody, self.sampling, self.batch.bar, self.limits
        attended, inputs = state.step()
        attended = network.head_inputs(attended, inputs)
        at, room, in_context = state.here, state.room(), state.in_context()
        self.subdivisions.add(state.at)
        chords = network.chords_at(state.conditioning.batch, state.conditioning.chords, state.previous, at[:, None])
        raw = network.token_logits(attended, chords)
        if self.network.counts is not None:
            raw = self.network.counts.mix_melody(
                state.conditioning.batch, raw, past_after(state.history.token), chords.now
            )
        raw = raw[:, 0]
        raw[:, 0] = -torch.inf
        logits = limit_melody_logits(raw.clone(), state, sampling, limits.excluded_pitches, limits.no_onsets)
        if limits.cadence is not None:
            limited = limits.cadence.limit_melody(logits.clone(), at, state.last_pitch)
            logits = torch.where(torch.isinf(limited).all(1, keepdim=True), logits, limited)
        token = nucleus(logits, randoms[:, 0], sampling.temperature, sampling.top_p)
        context_token, context_length = state.context_event()
        token = torch.where(in_context, context_token, token)
        raw_lengths = network.length_logits(attended, token[:, None], (at % bar)[:, None], bar)[:, 0]
        most = torch.where(token == REST, round(sampling.silence * bar), LONGEST_NOTE * bar)
        longest = torch.minimum(room, most)
        if limits.cadence is not None:
            longest = limits.cadence.longest_note(at, token, state.last_pitch, longest)
        lengths = limit_lengths(raw_lengths, 1, longest, self.subdivisions.allowed(at, room))
        length = nucleus(lengths, randoms[:, 1], sampling.rhythm, sampling.rhythm_top_p) + 1
        length = torch.where(in_context, context_length, length)
        nats = -raw.log_softmax(1).gather(1, token[:, None]) - raw_lengths.log_softmax(1).gather(1, length[:, None] - 1)
        self.nats[self.rows] += torch.where(in_context | state.done, 0.0, nats[:, 0]).double()
        if network.expression.is_trained:
            sampled = network.expression.sample(
                attended.context[:, 0], network.pitch(token), self.last_velocity, randoms[:, 2:]
            )
            sounds = (token >= FIRST) & ~in_context
            self.last_velocity = self._store_expression(
                sampled, sounds, (self.rows, at), self.last_velocity, MELODY_VELOCITY
            )
        state.append(token, length)

    def _store_expression(
        self,
        sampled: tuple[Tensor, Tensor],
        sounds: Tensor,
        at: tuple[Tensor, Tensor],
        last_velocity: Tensor,
        first: int,
    ) -> Tensor:
        """Store the sampled velocity and timing (rows,) where an event `sounds` (rows,); last velocities (rows,)."""
        ideas, slots = at
        for row, played in enumerate(sampled, first):
            self.expression[ideas, row, slots] = torch.where(sounds, played, self.expression[ideas, row, slots])
        velocity = sampled[0]
        return torch.where(sounds & (velocity != NO_EXPRESSION), velocity // VELOCITY_BIN, last_velocity)

    def written(self, finished: int | None = None) -> WrittenTokens:
        """The ideas so far, of which the first `finished` slots (None: all) are finished."""
        if finished is not None:
            self.tokens[self.rows] = self.state.voice.token
        slots = (self.tokens, self.batch.chords, self.expression)
        melody, chords, expression = (tokens.cpu().numpy() for tokens in slots)
        return written_tokens(melody, chords, expression, self.nats.cpu().numpy(), self.batch.bar, finished)


def chord_state(harmony: Harmony, batch: Batch) -> DecoderState:
    """The state of the harmony's decoder before anything is written."""
    conditions, row = harmony.bar_conditions(batch), batch.chord_events
    return DecoderState(
        harmony.decoder,
        Conditioning(batch, conditions, harmony.encode_context(batch, conditions)),
        VoiceTask(
            batch.chords,
            batch.chords_mask,
            row,
            CHORD_SOURCE,
            harmony.local_context.start,
            harmony.future_context(batch, row),
        ),
        lambda conditioning, voice, previous, onset, positions: harmony.inputs(
            conditioning.batch, voice, previous, onset, positions, conditioning.conditions, conditioning.context
        ),
        lambda _conditioning, token, length, _interval, _onset: harmony.event(token, length),
    )


def melody_state(melody: Melody, batch: Batch) -> DecoderState:
    """The state of the melody's decoder, over the batch's chords, before anything is written."""
    conditions, row, chords = melody.bar_conditions(batch), batch.melody_events, melody.chord_slots(batch)
    future = melody.future_context(batch, row, gather_at(chords.now, row.onset))
    return DecoderState(
        melody.decoder,
        Conditioning(batch, conditions, melody.encode_context(batch, conditions), chords),
        VoiceTask(batch.melody, batch.melody_mask, row, SOURCE, melody.local_context.start, future),
        lambda conditioning, voice, previous, onset, positions: melody.inputs(
            conditioning.batch, voice, previous, onset, positions, conditioning.conditions, conditioning.context,
            melody.chords_at(conditioning.batch, conditioning.chords, previous, onset),
        ),
        lambda conditioning, token, length, interval, onset: melody.event(
            token, length, interval, conditioning.chords.now.gather(1, onset)
        ),
    )  # fmt: skip


def _random_numbers(seeds: Sequence[Seed], voice: int, events: int) -> Tensor:
    """Random numbers from 0 to 1 of one voice, (events, ideas, RANDOMS); those of an idea from its own seed."""
    own = [(*(seed if isinstance(seed, tuple) else (seed,)), voice) for seed in seeds]
    return torch.from_numpy(np.stack([np.random.default_rng(s).random((events, RANDOMS)) for s in own], 1)).float()
