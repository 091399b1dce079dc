"""Writing step by step: whether something happens is drawn untruncated, what it is with top-p.

On a 16th grid, truncating every step would also truncate onsets, and melodies would thin out; so only
the choice of pitch and of chord is truncated (Holtzman et al. 2020, nucleus sampling).
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from composer_app.methods.two_voice.grid import FIRST, HOLD, MELODY_TOKENS, REST
from composer_app.methods.two_voice.network import FARTHEST, LONGEST, LOOK_BACK, Batch, Features, TwoVoice

NEVER = -2  # so that before the first event the age is the same as in one sweep


@dataclass(frozen=True, slots=True)
class Draw:
    """How to draw: temperature and top-p of pitches and chords, the melody's lowest and highest pitch.

    `rhythm` is the temperature of whether something happens; a little below 1 lets rhythms come back as
    often as in songs (measured on `pop`: 20 % of bar rhythms at 0.87, 11 % at 1, songs 22 %).
    """

    temperature: float = 1.0
    top_p: float = 0.97
    low: int = 55
    high: int = 96
    rhythm: float = 0.9


class Pen:
    """The network's state while it writes `songs` ideas side by side, after a given beginning."""

    def __init__(self, network: TwoVoice, given: Batch, steps: int, moved: Sequence[int] = ()) -> None:
        self.network, self.bar, self.key, self.mode = network, given.bar, given.key, given.mode
        songs, self.step = given.melody.shape
        whole = (songs, self.step + steps)
        size = network.config
        self.melody = torch.zeros(whole, dtype=torch.long)
        self.chords = torch.zeros(whole, dtype=torch.long)
        self.melody[:, : self.step], self.chords[:, : self.step] = given.melody, given.chords
        self.keys = torch.zeros(*whole, size.memory)
        self.values = torch.zeros(*whole, size.value)
        self.nats = torch.zeros(songs)
        self.moved = torch.tensor(moved or [0] * songs)
        shape = (size.layers, songs, size.hidden)
        self.state = (torch.zeros(shape), torch.zeros(shape))
        self.sounding = {"melody": torch.full((songs,), REST), "chords": torch.full((songs,), REST)}
        self.since = {"melody": torch.full((songs,), NEVER), "chords": torch.full((songs,), NEVER)}
        if self.step:
            self._read(given)

    def _read(self, given: Batch) -> None:
        """Take in the given beginning in one sweep."""
        network, steps = self.network, self.step
        known = network.features(given.melody, given.chords, self.bar)
        place = torch.arange(steps) % self.bar
        outputs, self.state = network.lstm(network.inputs(known, place, self.bar, self.key, self.mode))
        self.keys[:, :steps] = network.memory_key(outputs)
        self.values[:, :steps] = network.remembered(known, given.melody, given.chords)
        for name, tokens in (("melody", given.melody), ("chords", given.chords)):
            for step in range(steps):
                self._note_event(name, tokens[:, step], step)

    def _note_event(self, name: str, tokens: Tensor, step: int) -> None:
        happens = tokens != HOLD
        self.sounding[name] = torch.where(happens, tokens, self.sounding[name])
        self.since[name] = torch.where(happens, step, self.since[name])

    def context(self) -> tuple[Features, Tensor]:
        """Advance the LSTM to the present step: what is known and what the heads see, (songs, 1, ...)."""
        network, step, bar = self.network, self.step, self.bar
        known = self._known()
        place = torch.tensor([step % bar])
        outputs, self.state = network.lstm(network.inputs(known, place, bar, self.key, self.mode), self.state)
        self.keys[:, step] = network.memory_key(outputs[:, 0])
        earlier = torch.arange(step % bar, step, bar)
        apart = (step - earlier) // bar
        bias = network.distance[apart.clamp(0, FARTHEST - 1)][None]
        recalled = network.recall(network.query(outputs), self.keys[:, earlier], self.values[:, earlier], bias)
        return known, torch.cat([outputs, recalled], -1)

    def _known(self) -> Features:
        def of(tokens: Tensor, name: str, nothing: int) -> tuple[Tensor, Tensor, Tensor, Tensor]:
            before = torch.full_like(tokens[:, 0], nothing)
            last = tokens[:, self.step - 1] if self.step else before
            age = (self.step - 1 - self.since[name]).clamp(max=LONGEST - 1)
            places = [self.step - bars * self.bar for bars in LOOK_BACK]
            past = torch.stack([tokens[:, place] if place >= 0 else before for place in places], 1)
            return last[:, None], self.sounding[name][:, None], age[:, None], past[:, None]

        last_m, sound_m, age_m, past_m = of(self.melody, "melody", MELODY_TOKENS)
        last_c, sound_c, age_c, past_c = of(self.chords, "chords", self.network.config.chord_tokens)
        return Features(last_m, last_c, sound_m, sound_c, age_m, age_c, past_m, past_c)

    def put(self, known: Features, melody: Tensor, chords: Tensor) -> None:
        """Write one event of either voice, (songs,), and go one step on."""
        self.melody[:, self.step], self.chords[:, self.step] = melody, chords
        self.values[:, self.step] = self.network.remembered(known, melody[:, None], chords[:, None])[:, 0]
        self._note_event("melody", melody, self.step)
        self._note_event("chords", chords, self.step)
        self.step += 1


def write(
    network: TwoVoice,
    given: Batch,
    steps: int,
    draw: Draw,
    seeds: Sequence[int | tuple[int, ...]],
    moved: Sequence[int] = (),
) -> Iterator[Pen]:
    """Write `steps` more steps after the given beginning; yields the pen at every bar line and at the end.

    Idea k draws from its own seed, whatever is written beside it. `pen.nats` sums the melody's
    negative log-likelihood under the network as it is, without temperature. `moved` is by how many
    semitones each idea was moved to C: the range is kept where the idea is heard.
    """
    chance = torch.from_numpy(np.stack([np.random.default_rng(seed).random((steps, 4)) for seed in seeds], 1)).float()
    network.eval()
    device = next(network.parameters()).device
    # oneDNN repacks the LSTM's weights at every call, which for single steps costs more than the step.
    with torch.inference_mode(), without_onednn(), torch.device(device):
        given = given.to(device)
        pen = Pen(network, given, steps, moved)
        for drawn in chance.to(device):
            known, context = pen.context()
            chord_logits = network.chord_logits(context)[:, 0]
            chords = choose(guarded_chords(chord_logits, pen), drawn[:, 0], drawn[:, 1], draw)
            sounding = torch.where(chords == HOLD, pen.sounding["chords"], chords)
            melody_logits = network.melody_logits(context, chords[:, None], sounding[:, None])[:, 0]
            melody = choose(guarded_melody(melody_logits, pen, draw), drawn[:, 2], drawn[:, 3], draw)
            pen.nats += functional.cross_entropy(melody_logits, melody, reduction="none")
            pen.put(known, melody, chords)
            if pen.step % pen.bar == 0:
                yield pen
    yield pen


@contextmanager
def without_onednn() -> Iterator[None]:
    """Switch oneDNN off; torch 2.13 warns of a missing Intel GPU as it restores the flags."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="TF32 acceleration")
        with torch.backends.mkldnn.flags(enabled=False):
            yield


def guarded_chords(logits: Tensor, pen: Pen) -> Tensor:
    """An idea begins with a chord, and a chord that sounds is not begun again."""
    logits = logits.clone()
    silent = pen.sounding["chords"] == REST
    logits[silent, REST] = -torch.inf
    if pen.step == 0:
        logits[:, HOLD] = -torch.inf
    logits[torch.arange(len(logits)), pen.sounding["chords"]] = torch.where(silent, logits[:, REST], -torch.inf)
    return logits


def guarded_melody(logits: Tensor, pen: Pen, draw: Draw) -> Tensor:
    """Keep the range; no silence beyond a bar and a half, no note beyond two bars."""
    logits = logits.clone()
    heard = torch.arange(MELODY_TOKENS - FIRST) - pen.moved[:, None]
    logits[:, FIRST:].masked_fill_((heard < draw.low) | (heard > draw.high), -torch.inf)
    silent = pen.sounding["melody"] == REST
    age = pen.step - pen.since["melody"].clamp(min=0)
    logits[silent, REST] = -torch.inf
    if pen.step % 4 == 0:
        logits[silent & (age >= pen.bar * 3 // 2), HOLD] = -torch.inf
        logits[~silent & (age >= pen.bar * 2), HOLD] = -torch.inf
    return logits


def choose(logits: Tensor, happens: Tensor, which: Tensor, draw: Draw) -> Tensor:
    """Draw an event for each song (songs, tokens) by two chances in 0..1: whether, then what."""
    kinds = torch.stack([logits[:, HOLD], logits[:, REST], logits[:, FIRST:].logsumexp(1)], 1)
    kind = by_chance((kinds / draw.rhythm).softmax(1), happens)
    share = (logits[:, FIRST:].double() / draw.temperature).softmax(1)
    ordered, order = share.sort(dim=1, descending=True, stable=True)
    kept = torch.where(ordered.cumsum(1) - ordered < draw.top_p, ordered, 0.0)
    what = order.gather(1, by_chance(kept / kept.sum(1, keepdim=True), which)[:, None])[:, 0]
    return torch.where(kind == 2, FIRST + what, kind)


def by_chance(share: Tensor, chance: Tensor) -> Tensor:
    """The index at which the cumulated share (songs, n) passes each chance (songs,)."""
    index = (share.cumsum(1) < chance[:, None] * share.sum(1, keepdim=True)).sum(1)
    return index.clamp(max=share.shape[1] - 1)
