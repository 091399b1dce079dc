"""The two-voice network: one LSTM reads what is given from both ends, another writes what is open.

The writer goes from 16th to 16th. Each quarter it first says whether it is divided in three, each step
it predicts the chord event, then the melody event given the chord. It is fed the last events, what
sounds and for how long, the place in the bar, what happened 1, 2, 4 and 8 bars ago, what followed the
last time that the same was played (matches.py), and what it is told of key, form and plan
(conditions.py). Where the key is known the music is moved to C, so that no idea drifts from its
key; where it is not, the network listens for it in any of the twelve.

Before the heads the writer's output attends over its own outputs at the same place of all earlier
bars; the value is what was played there, so that it can tell that a phrase comes back. Where later bars
are given, it attends over what the reader made of the same place in them, too.

The LSTM is Hochreiter & Schmidhuber 1997, read from both ends as in Graves & Schmidhuber 2005; the
attention is scaled dot-product (Vaswani et al. 2017) with learned biases for the distance in bars and
for the same place in a section of the same letter, and a null entry.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from composer_app.learning.locked_dropout import LockedDropout
from composer_app.methods.two_voice.batch import Batch, without_padding
from composer_app.methods.two_voice.conditions import (
    AGAIN,
    ENDING,
    FAR_FROM_END,
    FARTHEST_IN_SECTION,
    FEATURES,
    INSTRUMENTAL,
    LEFT,
    LETTER,
    SINCE,
)
from composer_app.methods.two_voice.matches import DUE, FARTHEST_DUE, FOLLOWS, RUN, RUNS
from composer_app.methods.two_voice.tokens import HOLD, MAX_BAR, MELODY_TOKENS, REST, SHAPES, Shape
from composer_app.methods.two_voice.touch import Touch

LOOK_BACK = (1, 2, 4, 8)  # bars
LONGEST = 64  # steps up to which an event's age is told
FARTHEST = 33  # bars up to which the attention tells distances apart
HEADS = 2  # that look back; one looks ahead
STRAIGHT, THIRDS, OPEN_QUARTER = range(3)


@dataclass(frozen=True, slots=True)
class TwoVoiceConfig:
    """Sizes of the network and the chord shapes its tokens stand for."""

    hidden: int = 320
    layers: int = 2
    embedding: int = 48
    memory: int = 64
    value: int = 96
    reader: int = 96
    dropout: float = 0.2
    shapes: tuple[Shape, ...] = SHAPES

    @property
    def chord_tokens(self) -> int:
        """Hold, rest and every shape on every bass."""
        return 2 + 12 * len(self.shapes)


@dataclass(frozen=True, slots=True)
class Features:
    """What is known before each step, as token ids of shape (songs, steps).

    Look-backs are (songs, steps, 4), matches (songs, 3, steps).
    """

    last_melody: Tensor
    last_chord: Tensor
    sounding_melody: Tensor
    sounding_chord: Tensor
    melody_age: Tensor
    chord_age: Tensor
    past_melody: Tensor
    past_chord: Tensor
    last_third: Tensor
    melody_match: Tensor
    chord_match: Tensor


@dataclass(frozen=True, slots=True)
class Reading:
    """What the reader makes of the given parts: (songs, steps, 2 x reader) and, for later bars, keys and values.

    `silent` (songs, steps) is true where neither voice is given, so that there is nothing to attend to.
    """

    outputs: Tensor
    keys: Tensor
    values: Tensor
    silent: Tensor


def known_before(tokens: Tensor, bar: int, nothing: int) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Of one voice (songs, steps): the last event, what sounds, its age in steps, the events bars ago.

    Only steps before the predicted one are looked at; `nothing` stands for what lies before the start.
    """
    songs, steps = tokens.shape
    index = torch.arange(steps, device=tokens.device)
    last = functional.pad(tokens, (1, 0), value=nothing)[:, :steps]
    changed = torch.where((last != HOLD) & (last != nothing), index.expand(songs, steps), -1)
    since = changed.cummax(1).values
    sounding = torch.where(since >= 0, last.gather(1, since.clamp(min=0)), REST)
    age = (index - since).clamp(max=LONGEST - 1)
    past = [functional.pad(tokens, (bars * bar, 0), value=nothing)[:, :steps] for bars in LOOK_BACK]
    return last, sounding, age, torch.stack(past, 2)


class TwoVoice(nn.Module):
    """Division, chord and melody logits for every step of a batch, from the past and what is given."""

    def __init__(self, config: TwoVoiceConfig) -> None:
        super().__init__()
        self.config = config
        size, look = config.embedding, config.embedding // 2
        self.before_melody, self.before_chord = MELODY_TOKENS, config.chord_tokens
        self.open_melody, self.open_chord = MELODY_TOKENS + 1, config.chord_tokens + 1
        # Two more rows than tokens: what lies before the start, and what is still to be written.
        self.melody_embedding = nn.Embedding(MELODY_TOKENS + 2, size)
        self.chord_embedding = nn.Embedding(config.chord_tokens + 2, size)
        self.past_melody = nn.Embedding(MELODY_TOKENS + 1, look)
        self.past_chord = nn.Embedding(config.chord_tokens + 1, look)
        self.melody_age, self.chord_age = nn.Embedding(LONGEST, 8), nn.Embedding(LONGEST, 8)
        self.third = nn.Embedding(3, 8)
        self.place = nn.Embedding(MAX_BAR, 24)
        self.bar_length = nn.Embedding(2 * (MAX_BAR + 1), 8)
        self.key, self.mode = nn.Embedding(2, 8), nn.Embedding(3, 8)
        self.letter = nn.Embedding(INSTRUMENTAL + 1, 8)
        self.since, self.left = (nn.Embedding(FARTHEST_IN_SECTION + 1, 8) for _ in range(2))
        self.again = nn.Embedding(2, 4)
        self.ending = nn.Embedding(FAR_FROM_END + 1, 8)
        self.due = nn.Embedding(FARTHEST_DUE + 1, 12)
        self.run = nn.Embedding(len(RUNS) + 1, 8)
        told = width_of(self.place, self.bar_length, self.key, self.mode, self.letter, self.since, self.left)
        told += width_of(self.again, self.ending) + 2 * len(FEATURES)
        matched = 2 * (size + width_of(self.due, self.run))
        read = 2 * config.reader
        events = 4 * size + width_of(self.third)
        self.reader = nn.LSTM(events + told, config.reader, batch_first=True, bidirectional=True)
        inputs = events + 2 * len(LOOK_BACK) * look + width_of(self.melody_age, self.chord_age) + matched + told + read
        self.lstm = nn.LSTM(inputs, config.hidden, config.layers, batch_first=True, dropout=config.dropout)
        self.dropout = LockedDropout(config.dropout)
        self.query = nn.Linear(config.hidden, HEADS * config.memory)
        self.memory_key = nn.Linear(config.hidden, HEADS * config.memory)
        self.memory_value = nn.Linear(4 * size, HEADS * config.value)
        self.distance = nn.Parameter(torch.zeros(HEADS, FARTHEST))
        self.same_place = nn.Parameter(torch.zeros(HEADS))
        self.null_key = nn.Parameter(torch.zeros(HEADS, config.memory))
        self.null_value = nn.Parameter(torch.zeros(HEADS, config.value))
        self.ahead_query = nn.Linear(config.hidden, config.memory)
        self.ahead_key = nn.Linear(read, config.memory)
        self.ahead_value = nn.Linear(4 * size, config.value)
        self.ahead_distance = nn.Parameter(torch.zeros(1, FARTHEST))
        self.ahead_null_key = nn.Parameter(torch.zeros(1, config.memory))
        self.ahead_null_value = nn.Parameter(torch.zeros(1, config.value))
        context = config.hidden + (HEADS + 1) * config.value + read + matched
        self.division_head = nn.Linear(context, 2)
        self.chord_hidden = nn.Linear(context + width_of(self.third), config.hidden // 2)
        self.chord_head = nn.Linear(config.hidden // 2, config.chord_tokens)
        self.melody_hidden = nn.Linear(context + width_of(self.third) + 2 * size, config.hidden // 2)
        self.melody_head = nn.Linear(config.hidden // 2, MELODY_TOKENS)
        self.melody_touch = Touch(context, size)
        self.chord_touch = Touch(context, size)

    def features(self, batch: Batch) -> Features:
        """What is known before each step of (songs, steps) tokens."""
        last_m, sound_m, age_m, past_m = known_before(batch.melody, batch.bar, self.before_melody)
        last_c, sound_c, age_c, past_c = known_before(batch.chords, batch.bar, self.before_chord)
        thirds = thirds_of(batch)
        last_third = functional.pad(thirds, (1, 0))[:, : thirds.shape[1]]
        nothing = batch.melody.new_zeros(len(thirds), 3, thirds.shape[1])
        match_m = nothing if batch.melody_matches is None else batch.melody_matches
        match_c = nothing if batch.chord_matches is None else batch.chord_matches
        return Features(last_m, last_c, sound_m, sound_c, age_m, age_c, past_m, past_c, last_third, match_m, match_c)

    def matched(self, known: Features) -> Tensor:
        """What followed the last time in either voice, (songs, steps, size)."""
        return torch.cat(
            [
                self.melody_embedding(known.melody_match[:, FOLLOWS]),
                self.due(known.melody_match[:, DUE]),
                self.run(known.melody_match[:, RUN]),
                self.chord_embedding(known.chord_match[:, FOLLOWS]),
                self.due(known.chord_match[:, DUE]),
                self.run(known.chord_match[:, RUN]),
            ],
            -1,
        )

    def told(self, batch: Batch) -> Tensor:
        """What is told of every step whatever is played: place, meter, key, form and plan; (songs, steps, size)."""
        songs, steps = batch.melody.shape
        device, bars = batch.melody.device, steps // batch.bar
        place = torch.arange(steps, device=device) % batch.bar
        meter = torch.full_like(place, batch.bar + (MAX_BAR + 1) * batch.compound)
        still = torch.cat([self.place(place), self.bar_length(meter)], -1).expand(songs, steps, -1)
        song = torch.cat([self.key(batch.key), self.mode(batch.mode)], -1)[:, None].expand(songs, steps, -1)
        form = batch.form if batch.form is not None else torch.zeros(songs, bars, 5, dtype=torch.long, device=device)
        plan = batch.plan if batch.plan is not None else still.new_zeros(songs, bars, 2 * len(FEATURES))
        by_bar = [
            self.letter(form[..., LETTER]),
            self.since(form[..., SINCE]),
            self.left(form[..., LEFT]),
            self.again((form[..., AGAIN] > 0).long()),
            self.ending(form[..., ENDING]),
            plan.to(still.dtype),
        ]
        return torch.cat([still, song, torch.cat(by_bar, -1).repeat_interleave(batch.bar, 1)], -1)

    def inputs(self, known: Features, matched: Tensor, told: Tensor, read: Tensor) -> Tensor:
        """The writer's input (songs, steps, size) from what is known, told and read at these steps."""
        return torch.cat(
            [
                self.melody_embedding(known.last_melody),
                self.melody_embedding(known.sounding_melody),
                self.chord_embedding(known.last_chord),
                self.chord_embedding(known.sounding_chord),
                self.past_melody(known.past_melody).flatten(2),
                self.past_chord(known.past_chord).flatten(2),
                self.melody_age(known.melody_age),
                self.chord_age(known.chord_age),
                self.third(known.last_third),
                matched,
                told,
                read,
            ],
            -1,
        )

    def read(self, batch: Batch, told: Tensor) -> Reading | None:
        """Read the given parts from both ends; None where nothing is given."""
        if batch.melody_open is None or batch.chords_open is None:
            return None
        melody = torch.where(batch.melody_open, self.open_melody, batch.melody)
        chords = torch.where(batch.chords_open, self.open_chord, batch.chords)
        silent = batch.melody_open & batch.chords_open
        quarter = torch.where(silent, OPEN_QUARTER, thirds_of(batch))
        events = torch.cat(
            [
                self.melody_embedding(melody),
                self.melody_embedding(now(melody)),
                self.chord_embedding(chords),
                self.chord_embedding(now(chords)),
            ],
            -1,
        )
        outputs, _ = self.reader(self.dropout(torch.cat([events, self.third(quarter), told], -1)))
        return Reading(outputs, self.ahead_key(outputs), self.ahead_value(events), silent)

    def remembered(self, known: Features, melody: Tensor, chords: Tensor) -> Tensor:
        """The attention's values: what was played and what sounded at each step."""
        played = [
            self.melody_embedding(melody),
            self.melody_embedding(known.sounding_melody),
            self.chord_embedding(chords),
            self.chord_embedding(known.sounding_chord),
        ]
        values: Tensor = self.memory_value(torch.cat(played, -1))
        return values

    def recall(self, query: Tensor, keys: Tensor, values: Tensor, bias: Tensor) -> Tensor:
        """Attend with (..., heads, q, memory) over (..., heads, k, memory); bias (..., heads, q, k)."""
        return attend(query, keys, values, bias, self.null_key, self.null_value)

    def looked_back(self, outputs: Tensor, values: Tensor, bar: int, form: Tensor | None) -> Tensor:
        """For every step, the recall over the same place in earlier bars; (songs, steps, heads x value)."""
        bars = outputs.shape[1] // bar
        query, keys, values = (by_place(x, bar, HEADS) for x in (self.query(outputs), self.memory_key(outputs), values))
        index = torch.arange(bars, device=outputs.device)
        apart = index[:, None] - index[None]
        bias = self.distance[:, apart.clamp(0, FARTHEST - 1)].masked_fill(apart <= 0, -math.inf)[None, None]
        if form is not None:
            same = (apart == form[:, :, None, AGAIN])[:, None, None]
            bias = bias + self.same_place[:, None, None] * same
        return by_step(self.recall(query, keys, values, bias))

    def looked_ahead(self, outputs: Tensor, reading: Reading, bar: int) -> Tensor:
        """For every step, what is given at the same place in later bars; (songs, steps, value)."""
        bars = outputs.shape[1] // bar
        ahead = (self.ahead_query(outputs), reading.keys, reading.values, reading.silent[..., None])
        query, keys, values, silent = (by_place(x, bar, 1) for x in ahead)
        index = torch.arange(bars, device=outputs.device)
        apart = index[None] - index[:, None]
        hidden = (apart <= 0) | silent.transpose(-1, -2)
        bias = self.ahead_distance[:, apart.clamp(0, FARTHEST - 1)].masked_fill(hidden, -math.inf)
        return by_step(attend(query, keys, values, bias, self.ahead_null_key, self.ahead_null_value))

    def context(
        self, outputs: Tensor, recalled: Tensor, matched: Tensor, read: Tensor | None, ahead: Tensor | None
    ) -> Tensor:
        """What the heads see (songs, steps, size)."""
        songs, steps, _ = outputs.shape
        read = outputs.new_zeros(songs, steps, 2 * self.config.reader) if read is None else read
        ahead = outputs.new_zeros(songs, steps, self.config.value) if ahead is None else ahead
        return torch.cat([outputs, recalled, matched, ahead, read], -1)

    def division_logits(self, context: Tensor) -> Tensor:
        """Logits that a quarter is straight or divided in three, at its first step."""
        logits: Tensor = self.division_head(context)
        return logits

    def chord_logits(self, context: Tensor, third: Tensor) -> Tensor:
        """Logits over chord events, given the quarter's division."""
        told = torch.cat([context, self.third(third)], -1)
        logits: Tensor = self.chord_head(self.dropout(functional.gelu(self.chord_hidden(told))))
        return logits

    def melody_logits(self, context: Tensor, third: Tensor, chord: Tensor, sounding: Tensor) -> Tensor:
        """Logits over melody events, given the chord event just chosen and what now sounds of it."""
        told = [context, self.third(third), self.chord_embedding(chord), self.chord_embedding(sounding)]
        logits: Tensor = self.melody_head(self.dropout(functional.gelu(self.melody_hidden(torch.cat(told, -1)))))
        return logits

    def contexts(self, batch: Batch) -> tuple[Features, Tensor]:
        """What is known before each step and what the heads see there; tokens must not be negative."""
        known, told = self.features(batch), self.told(batch)
        matched = self.matched(known)
        reading = self.read(batch, told)
        read = told.new_zeros(*told.shape[:2], 2 * self.config.reader) if reading is None else reading.outputs
        outputs, _ = self.lstm(self.dropout(self.inputs(known, matched, told, read)))
        values = self.remembered(known, batch.melody, batch.chords)
        recalled = self.looked_back(outputs, values, batch.bar, batch.form)
        ahead = None if reading is None else self.looked_ahead(outputs, reading, batch.bar)
        return known, self.dropout(self.context(outputs, recalled, matched, read, ahead))

    def forward(self, batch: Batch) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Division, chord and melody logits (songs, steps, tokens), and the context they come from."""
        batch = without_padding(batch)
        known, context = self.contexts(batch)
        third = thirds_of(batch)
        sounding = torch.where(batch.chords == HOLD, known.sounding_chord, batch.chords)
        chord_logits = self.chord_logits(context, third)
        melody_logits = self.melody_logits(context, third, batch.chords, sounding)
        return self.division_logits(context), chord_logits, melody_logits, context


def width_of(*embeddings: nn.Embedding) -> int:
    """How wide embeddings are side by side."""
    return sum(embedding.embedding_dim for embedding in embeddings)


def thirds_of(batch: Batch) -> Tensor:
    """Which steps lie in a quarter divided in three, (songs, steps)."""
    return torch.zeros_like(batch.melody) if batch.thirds is None else batch.thirds


def now(tokens: Tensor) -> Tensor:
    """What sounds at each step, an event at the step itself included."""
    index = torch.arange(tokens.shape[1], device=tokens.device)
    since = torch.where(tokens != HOLD, index.expand_as(tokens), -1).cummax(1).values
    return torch.where(since >= 0, tokens.gather(1, since.clamp(min=0)), REST)


def by_place(x: Tensor, bar: int, heads: int) -> Tensor:
    """(songs, steps, heads x size) as (songs, place in the bar, heads, bars, size)."""
    songs, steps, _ = x.shape
    return x.reshape(songs, steps // bar, bar, heads, -1).permute(0, 2, 3, 1, 4)


def by_step(x: Tensor) -> Tensor:
    """The other way round."""
    songs, bar, heads, bars, size = x.shape
    return x.permute(0, 3, 1, 2, 4).reshape(songs, bars * bar, heads * size)


def attend(query: Tensor, keys: Tensor, values: Tensor, bias: Tensor, null_key: Tensor, null_value: Tensor) -> Tensor:
    """Scaled dot-product attention of each head with a null entry for "nothing like it"."""
    scale = 1 / math.sqrt(query.shape[-1])
    null = (query * null_key[:, None].to(query.dtype)).sum(-1, keepdim=True) * scale
    scores = query @ keys.transpose(-1, -2) * scale + bias
    share = torch.cat([null, scores], -1).float().softmax(-1).to(values.dtype)
    found: Tensor = share[..., :1] * null_value[:, None] + share[..., 1:] @ values
    return found
