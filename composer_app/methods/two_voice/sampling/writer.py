"""One pass over a batch of ideas: the chords change after change, then the melody note after note."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from torch import Tensor

from composer_app.learning.nucleus import nucleus
from composer_app.methods.two_voice.encoding.batch import Batch, picked
from composer_app.methods.two_voice.encoding.events import SLOTS_A_STEP
from composer_app.methods.two_voice.encoding.masks import Steps
from composer_app.methods.two_voice.encoding.phrases import CHORD_SOURCE, SOURCE
from composer_app.methods.two_voice.encoding.tokens import CHORD_VELOCITY, FIRST, MELODY_VELOCITY, NO_TOUCH, REST
from composer_app.methods.two_voice.network.backoff import past_after
from composer_app.methods.two_voice.network.embeddings import by_slot
from composer_app.methods.two_voice.network.expression import LOUDNESS, UNHEARD
from composer_app.methods.two_voice.network.harmony import Harmony
from composer_app.methods.two_voice.network.melody import Melody
from composer_app.methods.two_voice.network.two_voice import TwoVoice
from composer_app.methods.two_voice.sampling.cadence import Close
from composer_app.methods.two_voice.sampling.decoder_state import Part, View, VoiceState
from composer_app.methods.two_voice.sampling.guards import Divisions, guard_chords, guard_melody, out_of_reach, within
from composer_app.methods.two_voice.sampling.options import LONGEST_CHORD, LONGEST_NOTE, Sampling
from composer_app.methods.two_voice.sampling.written import Written, written_of

CHANCES = 4  # what, how long, how loud, how far off the grid
LAID_ASIDE = 0.15  # of the ideas still written must be at their end
Seed = int | tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Limits:
    """What bounds the melody of each idea: pitches out of reach (ideas, 128), slots where nothing begins, its close."""

    out_of_reach: Tensor
    tails: Tensor | None
    close: Close | None


class Writer:
    """Writes a batch of ideas; idea k takes its chances from its own seed, whatever is written beside it."""

    def __init__(
        self, network: TwoVoice, batch: Batch, sampling: Sampling, seeds: Sequence[Seed], moved: Sequence[int] = (),
        tails: Sequence[tuple[Steps, Steps]] | None = None,
    ) -> None:  # fmt: skip
        self.network, self.sampling = network.eval(), sampling
        device = next(network.parameters()).device
        ahead = torch.ones_like(batch.chords_ahead)
        self.batch = replace(batch, chords_ahead=ahead).to(device)
        ideas, slots = batch.melody.shape
        self.chances = [_chances(seeds, voice, slots // SLOTS_A_STEP + 2).to(device) for voice in range(2)]
        self.moved = torch.tensor(list(moved) or [0] * ideas, device=device)
        self.tails: list[Tensor | None] = [None, None]
        if tails is not None:
            self.tails = [
                torch.from_numpy(np.stack([np.repeat(pair[voice], SLOTS_A_STEP) for pair in tails])).to(device)
                for voice in range(2)
            ]
        self.divisions = Divisions(self.batch)
        self.close: Close | None = None
        if sampling.cadence:
            self.close = Close.of(self.batch, network.config.shapes)
            self.divisions.note(torch.full((ideas,), self.close.reached, device=device))
        self.divisions.note_given(self.batch.chords, self.batch.chords_open)
        self.divisions.note_given(self.batch.melody, self.batch.melody_open)
        self.touch = torch.full((ideas, 4, slots), NO_TOUCH, device=device)
        self.nats = torch.zeros(ideas, dtype=torch.float64, device=device)

    def chords(self) -> None:
        """Write the harmony, to stand in the batch from then on."""
        batch, state = self.batch, chord_state(self.network.harmony, self.batch)
        if bool(batch.chords_open.any()):
            state.take_in(batch.chord_row)
            last_loud = torch.full_like(state.at, UNHEARD)
            while not bool(state.done.all()):
                last_loud = self._chord(state, self.chances[1][state.count], last_loud)
            batch = replace(batch, chords=state.lane.token)
        self.batch = batch

    def _chord(self, state: VoiceState, chances: Tensor, last_loud: Tensor) -> Tensor:
        harmony, sampling, shapes = self.network.harmony, self.sampling, self.network.config.shapes
        recalled, inputs = state.advance()
        recalled = harmony.seen_by_heads(recalled, inputs)
        at, room, given = state.here, state.room(), state.is_given()
        self.divisions.note(state.at)
        logits = harmony.token_logits(recalled)
        if self.network.counts is not None:
            logits = self.network.counts.mix_chords(self.batch, logits, past_after(state.past.token))
        logits = guard_chords(logits[:, 0], state, sampling, shapes, self.tails[1])
        if self.close is not None:
            closing = self.close.bar_chords(logits.clone(), at)
            logits = torch.where(torch.isinf(closing).all(1, keepdim=True), logits, closing)
        token = nucleus(logits, chances[:, 0], sampling.chord_temperature, sampling.chord_top_p)
        given_token, given_length = state.given()
        token = torch.where(given, given_token, token)
        lengths = harmony.length_logits(recalled, token[:, None], (at % self.batch.bar)[:, None], self.batch.bar)[:, 0]
        shortest: Tensor | int = 1
        longest = torch.minimum(room, torch.full_like(room, LONGEST_CHORD * self.batch.bar))
        if self.close is not None:
            shortest, longest = self.close.longest_chord(at, token, longest)
        lengths = within(lengths, shortest, longest, self.divisions.allowed(at, room))
        length = nucleus(lengths, chances[:, 1], sampling.rhythm, sampling.rhythm_top_p) + 1
        length = torch.where(given, given_length, length)
        head = self.network.chord_touch
        if head.has_heard:
            loud, off = head.draw(recalled.context[:, 0], harmony.chord(token), last_loud, chances[:, 2:])
            everywhere = torch.arange(len(at), device=at.device), at
            last_loud = self._play((loud, off), (token >= FIRST) & ~given, everywhere, last_loud, CHORD_VELOCITY)
        state.put(token, length)
        return last_loud

    def melody(self) -> Iterator[int]:
        """Write the melody over the chords; says whenever another bar is finished in every idea, up to which slot."""
        batch = self.batch
        self.state = state = melody_state(self.network.melody, batch)
        self.tokens = state.lane.token.clone()
        if not bool(batch.melody_open.any()):
            return
        state.take_in(batch.melody_row)
        self.rows = torch.arange(len(self.tokens), device=self.tokens.device)
        self.limits = Limits(out_of_reach(self.moved, self.sampling), self.tails[0], self.close)
        self.last_loud = torch.full_like(state.at, UNHEARD)
        finished = int(state.at.min()) // batch.bar
        while len(self.rows):
            self._note(state, self.chances[0][state.count][self.rows])
            self._lay_aside(state)
            bars = int(state.at.min()) // batch.bar if len(self.rows) else finished
            if bars > finished:
                finished = bars
                yield bars * batch.bar

    def _lay_aside(self, state: VoiceState) -> None:
        """Ideas at their end cost no more time once they are many."""
        done = state.done
        if int(done.sum()) < max(1, LAID_ASIDE * len(done)):
            return
        self.tokens[self.rows] = state.lane.token
        kept = (~done).nonzero()[:, 0]
        self.rows, self.last_loud = self.rows[kept], self.last_loud[kept]
        self.limits, self.divisions.kind = picked(self.limits, kept), self.divisions.kind[kept]
        state.pick(kept)

    def _note(self, state: VoiceState, chances: Tensor) -> None:
        network, sampling, bar, limits = self.network.melody, self.sampling, self.batch.bar, self.limits
        recalled, inputs = state.advance()
        recalled = network.seen_by_heads(recalled, inputs)
        at, room, given = state.here, state.room(), state.is_given()
        self.divisions.note(state.at)
        over = network.over(state.view.batch, state.view.chords, state.before, at[:, None])
        raw = network.token_logits(recalled, over)
        if self.network.counts is not None:
            raw = self.network.counts.mix_melody(state.view.batch, raw, past_after(state.past.token), over.now)
        raw = raw[:, 0]
        raw[:, 0] = -torch.inf
        logits = guard_melody(raw.clone(), state, sampling, limits.out_of_reach, limits.tails)
        if limits.close is not None:
            closing = limits.close.bar_melody(logits.clone(), at, state.last_pitch)
            logits = torch.where(torch.isinf(closing).all(1, keepdim=True), logits, closing)
        token = nucleus(logits, chances[:, 0], sampling.temperature, sampling.top_p)
        given_token, given_length = state.given()
        token = torch.where(given, given_token, token)
        raw_lengths = network.length_logits(recalled, token[:, None], (at % bar)[:, None], bar)[:, 0]
        most = torch.where(token == REST, round(sampling.silence * bar), LONGEST_NOTE * bar)
        longest = torch.minimum(room, most)
        if limits.close is not None:
            longest = limits.close.longest_note(at, token, state.last_pitch, longest)
        lengths = within(raw_lengths, 1, longest, self.divisions.allowed(at, room))
        length = nucleus(lengths, chances[:, 1], sampling.rhythm, sampling.rhythm_top_p) + 1
        length = torch.where(given, given_length, length)
        nats = -raw.log_softmax(1).gather(1, token[:, None]) - raw_lengths.log_softmax(1).gather(1, length[:, None] - 1)
        self.nats[self.rows] += torch.where(given | state.done, 0.0, nats[:, 0]).double()
        if network.touch.has_heard:
            drawn = network.touch.draw(recalled.context[:, 0], network.pitch(token), self.last_loud, chances[:, 2:])
            sounds = (token >= FIRST) & ~given
            self.last_loud = self._play(drawn, sounds, (self.rows, at), self.last_loud, MELODY_VELOCITY)
        state.put(token, length)

    def _play(
        self, drawn: tuple[Tensor, Tensor], sounds: Tensor, where: tuple[Tensor, Tensor], last_loud: Tensor, first: int
    ) -> Tensor:
        """Note how loud and how far off the grid what `sounds` in these ideas and slots is played."""
        ideas, at = where
        for row, played in enumerate(drawn, first):
            self.touch[ideas, row, at] = torch.where(sounds, played, self.touch[ideas, row, at])
        velocity = drawn[0]
        return torch.where(sounds & (velocity != NO_TOUCH), velocity // LOUDNESS, last_loud)

    def written(self, finished: int | None = None) -> Written:
        """What is written, of which the first `finished` slots (None: all) are finished."""
        if finished is not None:
            self.tokens[self.rows] = self.state.lane.token
        slots = (self.tokens, self.batch.chords, self.touch)
        melody, chords, touch = (tokens.cpu().numpy() for tokens in slots)
        return written_of(melody, chords, touch, self.nats.cpu().numpy(), self.batch.bar, finished)


def chord_state(harmony: Harmony, batch: Batch) -> VoiceState:
    """The chords of a batch before any is written."""
    told, row = harmony.told(batch), batch.chord_row
    return VoiceState(
        harmony.decoder,
        View(batch, told, harmony.seen(batch, told)),
        Part(batch.chords, batch.chords_open, row, CHORD_SOURCE, harmony.around.start, harmony.ahead(batch, row)),
        lambda view, lane, before, onset, where: harmony.inputs(
            view.batch, lane, before, onset, where, view.told, view.seen
        ),
        lambda _view, token, length, _interval, _onset: harmony.event(token, length),
    )


def melody_state(melody: Melody, batch: Batch) -> VoiceState:
    """The melody of a batch over its chords before any of it is written."""
    told, row, chords = melody.told(batch), batch.melody_row, melody.harmony(batch)
    ahead = melody.ahead(batch, row, by_slot(chords.now, row.onset))
    return VoiceState(
        melody.decoder,
        View(batch, told, melody.seen(batch, told), chords),
        Part(batch.melody, batch.melody_open, row, SOURCE, melody.around.start, ahead),
        lambda view, lane, before, onset, where: melody.inputs(
            view.batch, lane, before, onset, where, view.told, view.seen,
            melody.over(view.batch, view.chords, before, onset),
        ),
        lambda view, token, length, interval, onset: melody.event(
            token, length, interval, view.chords.now.gather(1, onset)
        ),
    )  # fmt: skip


def _chances(seeds: Sequence[Seed], voice: int, events: int) -> Tensor:
    """What every idea draws by at every event of a voice, (events, ideas, 4); each from its own seed."""
    own = [(*(seed if isinstance(seed, tuple) else (seed,)), voice) for seed in seeds]
    return torch.from_numpy(np.stack([np.random.default_rng(s).random((events, CHANCES)) for s in own], 1)).float()
