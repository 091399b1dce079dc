"""The network's state while it writes ideas side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import torch
from torch import Tensor

from composer_app.methods.two_voice.batch import Batch
from composer_app.methods.two_voice.conditions import AGAIN, LETTER, SINCE
from composer_app.methods.two_voice.matches import Listener, matches_of
from composer_app.methods.two_voice.network import (
    FARTHEST,
    HEADS,
    LONGEST,
    LOOK_BACK,
    Features,
    TwoVoice,
    attend,
    thirds_of,
)
from composer_app.methods.two_voice.tokens import FIRST, HOLD, MELODY_TOKENS, NO_TOUCH, REST, STEPS_A_QUARTER
from composer_app.methods.two_voice.touch import LOUDNESS, UNHEARD

NEVER = -2  # so that before the first event the age is the same as in one sweep


class Pen:
    """Stands before step `step` of `songs` ideas; all before it is written or given."""

    def __init__(self, network: TwoVoice, batch: Batch, begin: int, moved: Sequence[int] = ()) -> None:
        self.network, self.batch, self.bar, self.step = network, batch, batch.bar, 0
        self.weights = tuple(network.lstm.parameters())
        songs, self.steps = batch.melody.shape
        size, device = network.config, batch.melody.device
        self.melody, self.chords = batch.melody.clamp(min=0).clone(), batch.chords.clamp(min=0).clone()
        self.thirds = thirds_of(batch).clone()
        written = (torch.arange(self.steps, device=device) >= begin).expand(songs, -1)
        self.melody_open = written if batch.melody_open is None else batch.melody_open & written
        self.chords_open = written if batch.chords_open is None else batch.chords_open & written
        self.open_somewhere = (self.melody_open | self.chords_open).any(0).tolist()
        self.told = network.told(batch)
        self.reading = network.read(batch, self.told)
        read = None if self.reading is None else self.reading.outputs
        self.read = self.told.new_zeros(songs, self.steps, 2 * size.reader) if read is None else read
        self.keys = torch.zeros(songs, self.steps, HEADS * size.memory, device=device)
        self.values = torch.zeros(songs, self.steps, HEADS * size.value, device=device)
        self.nats = torch.zeros(songs, device=device)
        self.moved = torch.tensor(moved or [0] * songs, device=device)
        # Pitches (songs, 128) that are out of reach for each idea; whoever draws says which.
        self.barred = torch.zeros(songs, MELODY_TOKENS - FIRST, dtype=torch.bool, device=device)
        # Open steps (songs, steps) of either voice at which nothing may begin, where there are any.
        self.tails: dict[str, Tensor] = {}
        self.touch = torch.full((songs, 4, self.steps), NO_TOUCH, device=device)
        self.last_loud = torch.full((songs, 4), UNHEARD, device=device)
        self.is_touched = network.melody_touch.has_heard or network.chord_touch.has_heard
        shape = (size.layers, songs, size.hidden)
        self.state = (torch.zeros(shape, device=device), torch.zeros(shape, device=device))
        self.sounding = {name: torch.full((songs,), REST, device=device) for name in ("melody", "chords")}
        self.since = {name: torch.full((songs,), NEVER, device=device) for name in ("melody", "chords")}
        self.listeners = {"melody": [Listener() for _ in range(songs)], "chords": [Listener() for _ in range(songs)]}
        self.contrasts = False
        self.set_aside: list[dict[tuple[int, ...], int]] = [{} for _ in range(songs)]
        # In a hole what is given later is known too.
        self.knowing: dict[str, list[Listener]] = {}
        if batch.melody_open is not None:
            voices = (("melody", self.melody, self.melody_open), ("chords", self.chords, self.chords_open))
            self.knowing = {name: listening(tokens, is_open) for name, tokens, is_open in voices}
        if not any(listener.tokens for listeners in self.knowing.values() for listener in listeners):
            self.knowing = {}
        if begin:
            self._take_in(begin)

    def _take_in(self, steps: int) -> None:
        """Read what is given before the first bar to write in one sweep."""
        network = self.network
        melody, chords = self.melody[:, :steps], self.chords[:, :steps]
        beginning = replace(
            self.batch,
            melody=melody,
            chords=chords,
            thirds=self.thirds[:, :steps],
            melody_matches=torch.from_numpy(matches_of(melody.cpu().numpy(), steps)).to(melody.device),
            chord_matches=torch.from_numpy(matches_of(chords.cpu().numpy(), steps)).to(chords.device),
        )
        known = network.features(beginning)
        inputs = network.inputs(known, network.matched(known), self.told[:, :steps], self.read[:, :steps])
        outputs, self.state = network.lstm(inputs)
        self.keys[:, :steps] = network.memory_key(outputs)
        self.values[:, :steps] = network.remembered(known, beginning.melody, beginning.chords)
        for name, tokens in (("melody", beginning.melody), ("chords", beginning.chords)):
            for step in range(steps):
                self._note_event(name, tokens[:, step], step)
        self.step = steps

    @property
    def anything_open(self) -> bool:
        """Whether any idea has something to write at this step."""
        return bool(self.open_somewhere[self.step])

    @property
    def is_no_step(self) -> Tensor:
        """Where this is the fourth step of a quarter divided in three, (songs,)."""
        return (self.thirds[:, self.step] == 1) & (self.step % STEPS_A_QUARTER == STEPS_A_QUARTER - 1)

    @property
    def given_now(self) -> tuple[Tensor, Tensor]:
        """The given chord and melody tokens of this step, (songs,); what was written falls silent where they do."""
        chord, melody = self.chords[:, self.step], self.melody[:, self.step]
        return self._cut_off("chords", chord), self._cut_off("melody", melody)

    def _cut_off(self, name: str, token: Tensor) -> Tensor:
        """A given token, but REST where it is to hold on what was written: no note of a hole sounds on behind it."""
        if not self.step:
            return token
        is_open = self._open(name)
        after_hole = is_open[:, self.step - 1] & ~is_open[:, self.step] & (self.sounding[name] >= FIRST)
        return torch.where(after_hole & (token == HOLD), REST, token)

    def _open(self, name: str) -> Tensor:
        return self.melody_open if name == "melody" else self.chords_open

    def just_opened(self, name: str) -> Tensor:
        """Where this step opens behind a note that was given: it cannot be held on, (songs,)."""
        is_open = self._open(name)
        if not self.step or self.batch.melody_open is None:
            return torch.zeros_like(is_open[:, 0])
        return ~is_open[:, self.step - 1] & is_open[:, self.step] & (self.sounding[name] >= FIRST)

    def _note_event(self, name: str, tokens: Tensor, step: int) -> None:
        happens = tokens != HOLD
        for row in happens.nonzero()[:, 0].tolist():
            self.listeners[name][row].hear(int(tokens[row]), step)
            if self.knowing:
                self.knowing[name][row].hear(int(tokens[row]), step)
        self.sounding[name] = torch.where(happens, tokens, self.sounding[name])
        self.since[name] = torch.where(happens, step, self.since[name])

    def context(self) -> tuple[Features, Tensor]:
        """Advance the LSTM to the present step: what is known and what the heads see, (songs, 1, ...)."""
        network, step, bar = self.network, self.step, self.bar
        if self.contrasts and step % bar == 0:
            self._begin_anew()
        known = self._known()
        here = slice(step, step + 1)
        matched = network.matched(known)
        inputs = network.inputs(known, matched, self.told[:, here], self.read[:, here])
        # nn.LSTM looks over its weights at every call, which for single steps tells.
        outputs, *state = torch.lstm(
            inputs, self.state, self.weights, True, len(self.state[0]), 0.0, False, False, True
        )
        self.state = (state[0], state[1])
        self.keys[:, step] = network.memory_key(outputs[:, 0])
        earlier = slice(step % bar, step, bar)
        apart = torch.arange(step // bar, 0, -1, device=outputs.device)
        bias = network.distance[:, apart.clamp(max=FARTHEST - 1)][None, :, None]
        if self.batch.form is not None:
            same = (apart == self.batch.form[:, step // bar, AGAIN][:, None])[:, None, None]
            bias = bias + network.same_place[:, None, None] * same
        query, keys, values = (
            _by_head(x, HEADS) for x in (network.query(outputs), self.keys[:, earlier], self.values[:, earlier])
        )
        recalled = _flat(network.recall(query, keys, values, bias))
        read = None if self.reading is None else self.read[:, here]
        return known, network.context(outputs, recalled, matched, read, self._ahead(outputs))

    def _begin_anew(self) -> None:
        """Where a section begins: the melody of a new letter mostly does not go on from the ones before.

        One idea in three, by what it holds so far, may still quote. When a letter comes back, all is remembered.
        """
        if self.batch.form is None or not self.step:
            return
        form = self.batch.form[:, self.step // self.bar]
        begins = (form[:, LETTER] > 0) & (form[:, SINCE] == 1)
        for row in begins.nonzero()[:, 0].tolist():
            listener, kept = self.listeners["melody"][row], self.set_aside[row]
            if int(form[row, AGAIN]):
                listener.seen = kept | listener.seen
            elif int(self.melody[row, : self.step].sum()) % 3:
                kept |= listener.seen
                listener.seen = {}

    def _ahead(self, outputs: Tensor) -> Tensor | None:
        """What is given at this place of later bars."""
        if self.reading is None:
            return None
        network, reading = self.network, self.reading
        later = slice(self.step + self.bar, self.steps, self.bar)
        apart = torch.arange(1, len(range(self.steps)[later]) + 1, device=outputs.device)
        bias = network.ahead_distance[:, apart.clamp(max=FARTHEST - 1)][None, :, None]
        bias = bias.masked_fill(reading.silent[:, later][:, None, None], -torch.inf)
        query, keys, values = (
            _by_head(x, 1) for x in (network.ahead_query(outputs), reading.keys[:, later], reading.values[:, later])
        )
        return _flat(attend(query, keys, values, bias, network.ahead_null_key, network.ahead_null_value))

    def _known(self) -> Features:
        def of(tokens: Tensor, name: str, nothing: int) -> tuple[Tensor, Tensor, Tensor, Tensor]:
            before = torch.full_like(tokens[:, 0], nothing)
            last = tokens[:, self.step - 1] if self.step else before
            age = (self.step - 1 - self.since[name]).clamp(max=LONGEST - 1)
            places = [self.step - bars * self.bar for bars in LOOK_BACK]
            past = torch.stack([tokens[:, place] if place >= 0 else before for place in places], 1)
            return last[:, None], self.sounding[name][:, None], age[:, None], past[:, None]

        last_m, sound_m, age_m, past_m = of(self.melody, "melody", self.network.before_melody)
        last_c, sound_c, age_c, past_c = of(self.chords, "chords", self.network.before_chord)
        third = self.thirds[:, self.step - 1] if self.step else torch.zeros_like(self.thirds[:, 0])
        return Features(
            last_m, last_c, sound_m, sound_c, age_m, age_c, past_m, past_c, third[:, None],
            self._matches("melody"), self._matches("chords"),
        )  # fmt: skip

    def _matches(self, name: str) -> Tensor:
        """What followed the last time in one voice, (songs, 3, 1)."""
        listeners = self.listeners[name]
        if self.knowing:
            is_open = self._open(name)[:, self.step].tolist()
            both = zip(listeners, self.knowing[name], is_open, strict=True)
            listeners = [knowing if in_hole else plain for plain, knowing, in_hole in both]
        told = [listener.told(self.step) for listener in listeners]
        return torch.tensor(told, device=self.melody.device)[..., None]

    def put(self, known: Features, melody: Tensor, chords: Tensor) -> None:
        """Write one event of either voice, (songs,), and go one step on."""
        self.melody[:, self.step], self.chords[:, self.step] = melody, chords
        self.values[:, self.step] = self.network.remembered(known, melody[:, None], chords[:, None])[:, 0]
        self._note_event("melody", melody, self.step)
        self._note_event("chords", chords, self.step)
        self.step += 1

    def strike(self, where: Tensor, velocity: Tensor, timing: Tensor, loud: int, off: int) -> None:
        """Note down how the events of this step are played."""
        self.touch[:, loud, self.step] = torch.where(where, velocity, NO_TOUCH)
        self.touch[:, off, self.step] = torch.where(where, timing, NO_TOUCH)
        heard = where & (velocity != NO_TOUCH)
        self.last_loud[:, loud] = torch.where(heard, velocity // LOUDNESS, self.last_loud[:, loud])


def listening(tokens: Tensor, is_open: Tensor) -> list[Listener]:
    """For every song a listener that has heard what is given around the holes of one voice."""
    listeners = [Listener() for _ in range(len(tokens))]
    for listener, row, holes in zip(listeners, tokens.cpu().numpy(), is_open.cpu().numpy(), strict=True):
        listener.hear_given(row, holes)
    return listeners


def _by_head(x: Tensor, heads: int) -> Tensor:
    """(songs, n, heads x size) as (songs, heads, n, size)."""
    return x.reshape(*x.shape[:-1], heads, x.shape[-1] // heads).transpose(1, 2)


def _flat(x: Tensor) -> Tensor:
    """(songs, heads, 1, size) as (songs, 1, heads x size)."""
    return x.transpose(1, 2).flatten(2)
