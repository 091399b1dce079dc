"""Few songs: what follows what in them is counted, and what is counted is mixed into what the networks foresee.

After a context of up to three chords, or three notes and rests, a token is as likely as it is often heard to follow;
what is left over goes to the next shorter context, at last to all tokens alike (Witten & Bell 1991, interpolated).
Three things are not as in a text. A song repeats itself, so whatever follows in it counts once for the song, not as
often as it comes back. Contexts of the melody are the same in every octave, the shortest of them knows the chord that
sounds. And songs are few, so that twice as much is left over for shorter contexts as there.

Networks p and counts q are mixed as (1 - g) p + g q; the gate g of the longest context that was heard is learnt on
songs that neither has heard (gates.py). Only which chord and which pitch is mixed, no length; and only in C, where
the songs were counted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from composer_app.methods.two_voice.encoding.batch import Batch, Row, collate, sounding_at
from composer_app.methods.two_voice.encoding.grid import Song
from composer_app.methods.two_voice.encoding.tokens import FIRST, HOLD, IN_C, MELODY_TOKENS, REST

ORDER = 3  # events
NOTHING = -1  # before the first event
BITS = 12  # of a token in a context's number
OCTAVES = 128  # added to pitches that are told from an octave, so that none is below FIRST
LENGTHS = range(ORDER + 1)
ESCAPES = 2  # for every different token that followed
VOICES = ("chords", "melody")
Ints = NDArray[np.int64]
Shares = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Followers:
    """What followed contexts of a length: `key` (contexts,) is sorted, `start` says where theirs stand in the rest."""

    key: Ints
    start: Ints
    token: Ints
    songs: Ints

    @classmethod
    def count(cls, key: Ints, token: Ints, song: Ints) -> Followers:
        """In how many songs each token followed each context; `key` is NOTHING where there is none."""
        heard = np.unique(np.stack([key, token, song])[:, key != NOTHING], axis=1)
        pairs, songs = np.unique(heard[:2], axis=1, return_counts=True)
        keys, start = np.unique(pairs[0], return_index=True)
        return cls(keys, np.append(start, pairs.shape[1]), pairs[1], songs)

    def find(self, key: Ints) -> tuple[Ints, Ints, Ints]:
        """What followed these contexts: the number of the context, the token and in how many songs, (found,) each."""
        if not len(self.key):
            return (np.zeros(0, np.int64),) * 3
        at = np.searchsorted(self.key, key).clip(max=len(self.key) - 1)
        count = np.where(self.key[at] == key, self.start[at + 1] - self.start[at], 0)
        row = np.repeat(np.arange(len(key)), count)
        before = np.cumsum(count) - count
        place = (self.start[at] - before)[row] + np.arange(len(row))
        return row, self.token[place], self.songs[place]


@dataclass(frozen=True, slots=True)
class Contexts:
    """What events follow: the number of each one's context, by length from 0 to ORDER, NOTHING where there is none.

    After a context tokens are told `shift` (events,) semitones lower; after none they are told as they are.
    """

    keys: tuple[Ints, ...]
    shift: Ints

    @classmethod
    def of_chords(cls, past: Ints) -> Contexts:
        """The last chords, `past` (events, ORDER)."""
        return cls(tuple(_numbers(past[:, ORDER - length :]) for length in LENGTHS), np.zeros(len(past), np.int64))

    @classmethod
    def of_melody(cls, past: Ints, chord: Ints) -> Contexts:
        """The last notes, told from the octave of the last that sounds, and the chord (events,) under the next one."""
        sounds = past >= FIRST
        last = past[np.arange(len(past)), ORDER - 1 - sounds[:, ::-1].argmax(1)]
        shift = np.where(last >= FIRST, (last - FIRST) // 12 * 12, 0)
        told = np.where(last[:, None] >= FIRST, _told(past, shift[:, None]), NOTHING)
        keys = [_numbers(told[:, ORDER - length :]) for length in LENGTHS]
        keys[1] = _numbers(np.stack([told[:, -1], chord], 1))
        return cls(tuple(keys), shift)

    def shift_at(self, length: int) -> Ints:
        """By how much tokens are told lower after contexts of this length."""
        return self.shift if length else np.zeros_like(self.shift)


class Counts:
    """One voice: in how many songs each of `size` tokens followed a context, and the gates by length (ORDER + 1,)."""

    def __init__(self, size: int, contexts: Contexts, token: Ints, song: Ints) -> None:
        self.size, self.gates = size, np.zeros(len(LENGTHS))
        self.followers = [
            Followers.count(key, _told(token, contexts.shift_at(length)), song)
            for length, key in enumerate(contexts.keys)
        ]

    def shares(self, contexts: Contexts) -> tuple[NDArray[np.float32], Ints]:
        """How likely each token is after contexts (events, size), and the longest that was heard before (events,)."""
        events = len(contexts.shift)
        rest = np.ones(events)  # what longer contexts leave over
        longest = np.zeros(events, np.int64)
        found: list[tuple[Ints, Shares]] = []
        for length in reversed(LENGTHS):
            row, told, songs = self.followers[length].find(contexts.keys[length])
            token = np.where(told == REST, REST, told - OCTAVES + contexts.shift_at(length)[row])
            inside = (told == REST) | ((token >= FIRST) & (token < self.size))
            row, token, songs = row[inside], token[inside], songs[inside]
            left = ESCAPES * np.bincount(row, minlength=events)
            total = np.bincount(row, songs, events) + left
            found.append((row * self.size + token, (rest / np.maximum(total, 1))[row] * songs))
            rest *= np.where(left, left / np.maximum(total, 1), 1.0)
            longest = np.where(longest, longest, np.where(left, length, 0))
        place, share = (np.concatenate(column) for column in zip(*found, strict=True))
        shares = np.empty((events, self.size), np.float32)
        shares[:] = (rest / (self.size - REST))[:, None]
        shares[:, HOLD] = 0.0
        np.add.at(shares.reshape(-1), place, share.astype(np.float32))
        return shares, longest

    def mixed(self, logits: Tensor, contexts: Contexts, where: Tensor) -> Tensor:
        """Logits (events, size) of the network with what was counted mixed in `where` (events,) it may be."""
        shares, longest = self.shares(contexts)
        gate = torch.from_numpy(self.gates[longest]).to(logits)[:, None] * where[:, None]
        if not bool(gate.any()):
            return logits
        own = logits.index_fill(1, torch.tensor([HOLD], device=logits.device), -torch.inf).softmax(1)
        both = (1 - gate) * own + gate * torch.from_numpy(shares).to(logits)
        return torch.where(gate > 0, both.log(), logits)


class BackOff:
    """Both voices' counts over a few `songs`, as they are made (`count`), stored (`arrays`) and read (`of`)."""

    def __init__(self, grams: Mapping[str, Ints], chord_tokens: int) -> None:
        self.grams = {voice: grams[voice].astype(np.int64) for voice in VOICES}
        song, past, token = _columns(self.grams["chords"])
        self.songs = int(song.max(initial=-1)) + 1
        self.chords = Counts(chord_tokens, Contexts.of_chords(past), token, song)
        song, past, token = _columns(self.grams["melody"][:, :-1])
        chord = self.grams["melody"][:, -1]
        self.melody = Counts(MELODY_TOKENS, Contexts.of_melody(past, chord), token, song)

    @classmethod
    def count(cls, songs: Sequence[Song], chord_tokens: int) -> BackOff:
        """Count songs that stand in C."""
        grams: dict[str, list[Ints]] = {voice: [] for voice in VOICES}
        for number, song in enumerate(songs):
            batch = collate([song])
            for voice, row in zip(VOICES, (batch.chord_row, batch.melody_row), strict=True):
                columns = [torch.full_like(row.token, number)[..., None], past_of(row.token), row.token[..., None]]
                if voice == "melody":
                    columns.append(under(batch, row)[..., None])
                grams[voice].append(np.unique(torch.cat(columns, -1)[0].numpy(), axis=0))
        return cls({voice: np.concatenate(rows) for voice, rows in grams.items()}, chord_tokens)

    @classmethod
    def of(cls, arrays: Mapping[str, NDArray[Any]], chord_tokens: int) -> BackOff:
        """What `arrays` gave; ValueError where something is missing or does not fit."""
        try:
            found = cls({voice: arrays[voice] for voice in VOICES}, chord_tokens)
            found.chords.gates, found.melody.gates = arrays["gates"].astype(np.float64)
        except (KeyError, IndexError) as error:
            raise ValueError(str(error)) from error
        return found

    @property
    def is_open(self) -> bool:
        """Whether any gate is."""
        return bool(self.chords.gates.any() or self.melody.gates.any())

    @property
    def arrays(self) -> dict[str, NDArray[Any]]:
        """Everything as plain arrays, twelve bytes or so a note that is unlike the others of its song."""
        grams = {voice: rows.astype(np.int16) for voice, rows in self.grams.items()}
        return {**grams, "gates": np.stack([self.chords.gates, self.melody.gates])}

    def mix_chords(self, batch: Batch, logits: Tensor, past: Tensor) -> Tensor:
        """The harmony's logits (ideas, events, tokens) after `past` (ideas, events, ORDER), mixed."""
        contexts = Contexts.of_chords(_flat(past))
        return self.chords.mixed(logits.flatten(0, 1), contexts, _in_c(batch, logits)).view_as(logits)

    def mix_melody(self, batch: Batch, logits: Tensor, past: Tensor, chord: Tensor) -> Tensor:
        """The melody's logits (ideas, events, tokens) after `past` and over `chord` (ideas, events), mixed."""
        contexts = Contexts.of_melody(_flat(past), chord.flatten().cpu().numpy())
        return self.melody.mixed(logits.flatten(0, 1), contexts, _in_c(batch, logits)).view_as(logits)


def past_of(token: Tensor) -> Tensor:
    """The ORDER tokens before each of a row's events (songs, events), and before the one to come if it ends there."""
    return functional.pad(token, (ORDER, 0), value=NOTHING).unfold(1, ORDER, 1)[:, : token.shape[1]]


def past_after(token: Tensor) -> Tensor:
    """The last ORDER tokens of a row (songs, events), as the past of one event more (songs, 1, ORDER)."""
    return functional.pad(token, (ORDER, 0), value=NOTHING)[:, None, -ORDER:]


def under(batch: Batch, row: Row) -> Tensor:
    """The chords that sound where a row's events begin, (songs, events)."""
    return sounding_at(batch.chords).gather(1, row.onset)


def _columns(grams: Ints) -> tuple[Ints, Ints, Ints]:
    """Song, past and token."""
    return grams[:, 0], grams[:, 1 : 1 + ORDER], grams[:, 1 + ORDER]


def _told(token: Ints, shift: Ints) -> Ints:
    """Tokens told so many semitones lower, none of them below 0."""
    found: Ints = np.where(token >= FIRST, token - shift + OCTAVES, token)
    return found


def _numbers(tokens: Ints) -> Ints:
    """One number for each context (events, length); NOTHING where an event of it is."""
    found = np.zeros(len(tokens), np.int64)
    for column in tokens.T:
        found = found << BITS | column
    return np.where((tokens == NOTHING).any(1), NOTHING, found)


def _flat(past: Tensor) -> Ints:
    found: Ints = past.flatten(0, 1).cpu().numpy()
    return found


def _in_c(batch: Batch, logits: Tensor) -> Tensor:
    """Which events stand in C, (ideas x events,)."""
    return (batch.key == IN_C).repeat_interleave(logits.shape[1]).to(logits)
