"""The two-voice network: an LSTM that looks back over the same place in every earlier bar.

At each 16th the network predicts the chord event, then the melody event given the chord. It is fed
the last events, what sounds and for how long, the place in the bar, the mode, and what happened 1, 2,
4 and 8 bars ago. Where the key is known the music is moved to C, so that no idea drifts from its key;
where it is not, the network listens for it in any of the twelve. Before the heads the LSTM's output
attends over its own outputs at the same place of all earlier bars; the value is what was played there,
so that it can tell that a phrase comes back.

The LSTM is Hochreiter & Schmidhuber 1997; the attention is scaled dot-product (Vaswani et al. 2017)
with a learned bias for the distance in bars and a null entry.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from composer_app.methods.two_voice.grid import HOLD, MAX_BAR, MELODY_TOKENS, REST, SHAPES, Shape

LOOK_BACK = (1, 2, 4, 8)
LONGEST = 64
FARTHEST = 33


@dataclass(frozen=True, slots=True)
class TwoVoiceConfig:
    """Sizes of the network and the chord shapes its tokens stand for."""

    hidden: int = 320
    layers: int = 2
    embedding: int = 48
    memory: int = 64
    value: int = 128
    dropout: float = 0.2
    shapes: tuple[Shape, ...] = SHAPES

    @property
    def chord_tokens(self) -> int:
        """Hold, rest and every shape on every bass."""
        return 2 + 12 * len(self.shapes)


@dataclass(frozen=True, slots=True)
class Batch:
    """Songs of one bar length side by side: (songs, steps) tokens, -1 where a song has ended.

    `key` (songs,) is IN_C where the songs were moved to C major or its relative minor, which they then
    are known to be in, or UNTOLD; `mode` (songs,) is 0 major, 1 minor, 2 untold.
    """

    melody: Tensor
    chords: Tensor
    key: Tensor
    mode: Tensor
    bar: int

    def to(self, device: torch.device) -> Batch:
        """The same batch on another device."""
        melody, chords, key, mode = (x.to(device) for x in (self.melody, self.chords, self.key, self.mode))
        return Batch(melody, chords, key, mode, self.bar)


@dataclass(frozen=True, slots=True)
class Features:
    """What is known before each step, as token ids of shape (songs, steps); look-backs (songs, steps, 4)."""

    last_melody: Tensor
    last_chord: Tensor
    sounding_melody: Tensor
    sounding_chord: Tensor
    melody_age: Tensor
    chord_age: Tensor
    past_melody: Tensor
    past_chord: Tensor


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


class LockedDropout(nn.Module):
    """Dropout with one mask for all steps of a song (Gal & Ghahramani 2016); drawing a mask a step costs more."""

    def __init__(self, share: float) -> None:
        super().__init__()
        self.share = share

    def forward(self, x: Tensor) -> Tensor:
        """Of (songs, steps, size), drop the same units at every step while training."""
        if not self.training or not self.share:
            return x
        kept = x.new_empty(x.shape[0], 1, x.shape[2]).bernoulli_(1 - self.share)
        return x * (kept / (1 - self.share))


class TwoVoice(nn.Module):
    """Chord and melody logits for every step of a batch, each from the past alone."""

    def __init__(self, config: TwoVoiceConfig) -> None:
        super().__init__()
        self.config = config
        size, look = config.embedding, config.embedding // 2
        # One more row than tokens: what lies before the start.
        self.melody_embedding = nn.Embedding(MELODY_TOKENS + 1, size)
        self.chord_embedding = nn.Embedding(config.chord_tokens + 1, size)
        self.past_melody = nn.Embedding(MELODY_TOKENS + 1, look)
        self.past_chord = nn.Embedding(config.chord_tokens + 1, look)
        self.melody_age = nn.Embedding(LONGEST, 8)
        self.chord_age = nn.Embedding(LONGEST, 8)
        self.place = nn.Embedding(MAX_BAR, 24)
        self.bar_length = nn.Embedding(MAX_BAR + 1, 8)
        self.key = nn.Embedding(2, 8)
        self.mode = nn.Embedding(3, 8)
        inputs = 4 * size + 2 * len(LOOK_BACK) * look + 16 + 24 + 8 + 8 + 8
        self.lstm = nn.LSTM(inputs, config.hidden, config.layers, batch_first=True, dropout=config.dropout)
        self.dropout = LockedDropout(config.dropout)
        self.query = nn.Linear(config.hidden, config.memory)
        self.memory_key = nn.Linear(config.hidden, config.memory)
        self.memory_value = nn.Linear(4 * size, config.value)
        self.distance = nn.Parameter(torch.zeros(FARTHEST))
        self.null_key = nn.Parameter(torch.zeros(config.memory))
        self.null_value = nn.Parameter(torch.zeros(config.value))
        context = config.hidden + config.value
        self.chord_hidden = nn.Linear(context, config.hidden // 2)
        self.chord_head = nn.Linear(config.hidden // 2, config.chord_tokens)
        self.melody_hidden = nn.Linear(context + 2 * size, config.hidden // 2)
        self.melody_head = nn.Linear(config.hidden // 2, MELODY_TOKENS)

    def features(self, melody: Tensor, chords: Tensor, bar: int) -> Features:
        """What is known before each step of (songs, steps) tokens."""
        last_m, sound_m, age_m, past_m = known_before(melody, bar, MELODY_TOKENS)
        last_c, sound_c, age_c, past_c = known_before(chords, bar, self.config.chord_tokens)
        return Features(last_m, last_c, sound_m, sound_c, age_m, age_c, past_m, past_c)

    def inputs(self, known: Features, place: Tensor, bar: int, key: Tensor, mode: Tensor) -> Tensor:
        """The LSTM's input (songs, steps, size); place (steps,) is the step in the bar."""
        songs, steps = known.last_melody.shape
        bars = torch.full_like(place, bar)
        still = torch.cat([self.place(place), self.bar_length(bars)], -1).expand(songs, steps, -1)
        told = torch.cat([self.key(key), self.mode(mode)], -1)[:, None].expand(songs, steps, -1)
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
                still,
                told,
            ],
            -1,
        )

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
        """Attend with (..., q, memory) over (..., k, memory); bias (q, k) holds distances and -inf."""
        scale = 1 / math.sqrt(self.config.memory)
        null = (query @ self.null_key.to(query.dtype))[..., None] * scale
        scores = torch.cat([null, query @ keys.transpose(-1, -2) * scale + bias], -1)
        share = scores.float().softmax(-1).to(values.dtype)
        found: Tensor = share[..., :1] * self.null_value + share[..., 1:] @ values
        return found

    def looked_back(self, outputs: Tensor, values: Tensor, bar: int) -> Tensor:
        """For every step, the recall over the same place in earlier bars; (songs, steps, value)."""
        songs, steps, _ = outputs.shape
        bars = steps // bar
        query, keys, values = (
            x.reshape(songs, bars, bar, -1).transpose(1, 2)
            for x in (self.query(outputs), self.memory_key(outputs), values)
        )
        index = torch.arange(bars, device=outputs.device)
        apart = index[:, None] - index[None]
        bias = self.distance[apart.clamp(0, FARTHEST - 1)].masked_fill(apart <= 0, -math.inf)
        return self.recall(query, keys, values, bias).transpose(1, 2).reshape(songs, steps, -1)

    def chord_logits(self, context: Tensor) -> Tensor:
        """Logits over chord events from the LSTM's output and what it recalled."""
        hidden: Tensor = self.chord_head(self.dropout(functional.gelu(self.chord_hidden(context))))
        return hidden

    def melody_logits(self, context: Tensor, chord: Tensor, sounding: Tensor) -> Tensor:
        """Logits over melody events, given the chord event just chosen and what now sounds of it."""
        told = torch.cat([context, self.chord_embedding(chord), self.chord_embedding(sounding)], -1)
        hidden: Tensor = self.melody_head(self.dropout(functional.gelu(self.melody_hidden(told))))
        return hidden

    def forward(self, batch: Batch) -> tuple[Tensor, Tensor]:
        """Chord and melody logits (songs, steps, tokens); steps must be whole bars."""
        melody, chords = batch.melody.clamp(min=0), batch.chords.clamp(min=0)
        known = self.features(melody, chords, batch.bar)
        place = torch.arange(melody.shape[1], device=melody.device) % batch.bar
        outputs, _ = self.lstm(self.dropout(self.inputs(known, place, batch.bar, batch.key, batch.mode)))
        recalled = self.looked_back(outputs, self.remembered(known, melody, chords), batch.bar)
        context = self.dropout(torch.cat([outputs, recalled], -1))
        sounding = torch.where(chords == HOLD, known.sounding_chord, chords)
        return self.chord_logits(context), self.melody_logits(context, chords, sounding)


@dataclass(frozen=True, slots=True)
class Likelihood:
    """Summed nats of either voice and what to divide them by; tensors while training."""

    chords: Tensor
    melody: Tensor
    steps: Tensor

    @property
    def loss(self) -> Tensor:
        """Nats a grid step, both voices together."""
        return (self.chords + self.melody) / self.steps.clamp(min=1)


def likelihood(network: TwoVoice, batch: Batch) -> Likelihood:
    """The negative log-likelihood of a batch, each step from its past."""
    chord_logits, melody_logits = network(batch)
    chords = functional.cross_entropy(
        chord_logits.float().flatten(0, 1), batch.chords.flatten(), ignore_index=-1, reduction="sum"
    )
    melody = functional.cross_entropy(
        melody_logits.float().flatten(0, 1), batch.melody.flatten(), ignore_index=-1, reduction="sum"
    )
    return Likelihood(chords, melody, (batch.melody >= 0).sum())
