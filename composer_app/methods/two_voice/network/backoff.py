"""Counts of a few songs, with back-off to shorter contexts, interpolated with what the networks predict.

After a context of up to three chords, or three notes and rests, a token is as probable as it often followed; what is
left over goes to the next shorter context, at last to all tokens alike (Witten & Bell 1991, interpolated). Three things
are not as in a text. A song repeats itself, so a token that follows in it counts once for the song. Contexts of the
melody are the same in every octave, and the shortest of them includes the chord that sounds. And songs are few, so
that twice as much is left over for shorter contexts as there.

Networks p and counts q are interpolated as (1 - g) p + g q; the gate g of the longest context that was found is fitted
on songs that neither was made from (gates.py). Only chords and pitches are interpolated, not lengths; and only in C,
where the songs were counted.
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

from composer_app.methods.two_voice.encoding.batch import Batch, VoiceEvents, collate, sounding_at
from composer_app.methods.two_voice.encoding.grid import Song
from composer_app.methods.two_voice.encoding.tokens import FIRST, HOLD, IN_C, MELODY_TOKENS, REST

ORDER = 3  # events
NOTHING = -1  # before the first event
BITS = 12  # of a token in a context's number
OCTAVES = 128  # added to pitches relative to an octave, so that none is below FIRST
LENGTHS = range(ORDER + 1)
ESCAPES = 2  # for every distinct token that followed
VOICES = ("chords", "melody")
Ints = NDArray[np.int64]
Shares = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Followers:
    """What followed contexts of one length: sorted context numbers, tokens, and in how many songs each followed.

    `key` is (contexts,), `token` and `songs` are (pairs,); those of context k begin at `start[k]`, (contexts + 1,).
    """

    key: Ints
    start: Ints
    token: Ints
    songs: Ints

    @classmethod
    def count(cls, key: Ints, token: Ints, song: Ints) -> Followers:
        """Count in how many songs each token followed each context, from `key`, `token` and `song` (events,) each.

        `key` is NOTHING where there is no context.
        """
        found = np.unique(np.stack([key, token, song])[:, key != NOTHING], axis=1)
        pairs, songs = np.unique(found[:2], axis=1, return_counts=True)
        keys, start = np.unique(pairs[0], return_index=True)
        return cls(keys, np.append(start, pairs.shape[1]), pairs[1], songs)

    def find(self, key: Ints) -> tuple[Ints, Ints, Ints]:
        """What followed contexts `key` (n,): the index of the context, the token, in how many songs; (found,) each."""
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
    """The contexts of events: the number of each (events,), by length from 0 to ORDER, NOTHING where there is none.

    After a context tokens are counted `shift` (events,) semitones lower; after none (length 0) as they are.
    """

    keys: tuple[Ints, ...]
    shift: Ints

    @classmethod
    def of_chords(cls, past: Ints) -> Contexts:
        """The contexts of chords, from the chords before each, `past` (events, ORDER)."""
        return cls(tuple(_numbers(past[:, ORDER - length :]) for length in LENGTHS), np.zeros(len(past), np.int64))

    @classmethod
    def of_melody(cls, past: Ints, chord: Ints) -> Contexts:
        """The contexts of notes, relative to the last one's octave: `past` (events, ORDER), `chord` (events,) below."""
        sounds = past >= FIRST
        last = past[np.arange(len(past)), ORDER - 1 - sounds[:, ::-1].argmax(1)]
        shift = np.where(last >= FIRST, (last - FIRST) // 12 * 12, 0)
        relative = np.where(last[:, None] >= FIRST, _shifted(past, shift[:, None]), NOTHING)
        keys = [_numbers(relative[:, ORDER - length :]) for length in LENGTHS]
        keys[1] = _numbers(np.stack([relative[:, -1], chord], 1))
        return cls(tuple(keys), shift)

    def shift_at(self, length: int) -> Ints:
        """By how many semitones tokens are counted lower after contexts of this length, (events,)."""
        return self.shift if length else np.zeros_like(self.shift)


class Counts:
    """One voice's counts: in how many songs each of `size` tokens followed a context, and `gates` (ORDER + 1,)."""

    def __init__(self, size: int, contexts: Contexts, token: Ints, song: Ints) -> None:
        self.size, self.gates = size, np.zeros(len(LENGTHS))
        self.followers = [
            Followers.count(key, _shifted(token, contexts.shift_at(length)), song)
            for length, key in enumerate(contexts.keys)
        ]

    def probabilities(self, contexts: Contexts) -> tuple[NDArray[np.float32], Ints]:
        """The probability of each token (events, size), and the length of the longest context found (events,)."""
        events = len(contexts.shift)
        rest = np.ones(events)  # what longer contexts leave over
        longest = np.zeros(events, np.int64)
        found: list[tuple[Ints, Shares]] = []
        for length in reversed(LENGTHS):
            row, relative, songs = self.followers[length].find(contexts.keys[length])
            token = np.where(relative == REST, REST, relative - OCTAVES + contexts.shift_at(length)[row])
            inside = (relative == REST) | ((token >= FIRST) & (token < self.size))
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

    def interpolated(self, logits: Tensor, contexts: Contexts, allowed: Tensor) -> Tensor:
        """Logits (events, size) of the network interpolated with the counts, where `allowed` (events,) is 1."""
        shares, longest = self.probabilities(contexts)
        gate = torch.from_numpy(self.gates[longest]).to(logits)[:, None] * allowed[:, None]
        if not bool(gate.any()):
            return logits
        own = logits.index_fill(1, torch.tensor([HOLD], device=logits.device), -torch.inf).softmax(1)
        both = (1 - gate) * own + gate * torch.from_numpy(shares).to(logits)
        return torch.where(gate > 0, both.log(), logits)


class BackOff:
    """Both voices' counts over a few songs, as they are made (`count`), stored (`arrays`) and read (`of`)."""

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
        """Count songs in C, by their own tokens (steps,)."""
        grams: dict[str, list[Ints]] = {voice: [] for voice in VOICES}
        for number, song in enumerate(songs):
            batch = collate([song])
            for voice, row in zip(VOICES, (batch.chord_events, batch.melody_events), strict=True):
                columns = [torch.full_like(row.token, number)[..., None], past_of(row.token), row.token[..., None]]
                if voice == "melody":
                    columns.append(chords_under(batch, row)[..., None])
                grams[voice].append(np.unique(torch.cat(columns, -1)[0].numpy(), axis=0))
        return cls({voice: np.concatenate(rows) for voice, rows in grams.items()}, chord_tokens)

    @classmethod
    def of(cls, arrays: Mapping[str, NDArray[Any]], chord_tokens: int) -> BackOff:
        """The counts that `arrays` gave: n-grams (n, columns), gates (2, ORDER + 1). ValueError if they do not fit."""
        try:
            found = cls({voice: arrays[voice] for voice in VOICES}, chord_tokens)
            found.chords.gates, found.melody.gates = arrays["gates"].astype(np.float64)
        except (KeyError, IndexError) as error:
            raise ValueError(str(error)) from error
        return found

    @property
    def has_gates(self) -> bool:
        """Whether any gate is above 0."""
        return bool(self.chords.gates.any() or self.melody.gates.any())

    @property
    def arrays(self) -> dict[str, NDArray[Any]]:
        """Everything as plain arrays: an n-gram a row, int16 (n-grams, columns), and the gates (2, ORDER + 1).

        About twelve bytes for each distinct n-gram of a song.
        """
        grams = {voice: rows.astype(np.int16) for voice, rows in self.grams.items()}
        return {**grams, "gates": np.stack([self.chords.gates, self.melody.gates])}

    def mix_chords(self, batch: Batch, logits: Tensor, past: Tensor) -> Tensor:
        """The harmony's logits (ideas, events, tokens) after `past` (ideas, events, ORDER), interpolated; as wide."""
        contexts = Contexts.of_chords(_flat(past))
        return self.chords.interpolated(logits.flatten(0, 1), contexts, _in_c(batch, logits)).view_as(logits)

    def mix_melody(self, batch: Batch, logits: Tensor, past: Tensor, chord: Tensor) -> Tensor:
        """The melody's logits (ideas, events, tokens) after `past` and over `chord` (ideas, events), interpolated."""
        contexts = Contexts.of_melody(_flat(past), chord.flatten().cpu().numpy())
        return self.melody.interpolated(logits.flatten(0, 1), contexts, _in_c(batch, logits)).view_as(logits)


def past_of(token: Tensor) -> Tensor:
    """The ORDER tokens before each event of `token` (songs, events), (songs, events, ORDER)."""
    return functional.pad(token, (ORDER, 0), value=NOTHING).unfold(1, ORDER, 1)[:, : token.shape[1]]


def past_after(token: Tensor) -> Tensor:
    """The last ORDER tokens of `token` (songs, events), as the past of one event more (songs, 1, ORDER)."""
    return functional.pad(token, (ORDER, 0), value=NOTHING)[:, None, -ORDER:]


def chords_under(batch: Batch, row: VoiceEvents) -> Tensor:
    """The chord tokens that sound where a voice's events begin, (songs, events)."""
    return sounding_at(batch.chords).gather(1, row.onset)


def _columns(grams: Ints) -> tuple[Ints, Ints, Ints]:
    """Song, past and token."""
    return grams[:, 0], grams[:, 1 : 1 + ORDER], grams[:, 1 + ORDER]


def _shifted(token: Ints, shift: Ints) -> Ints:
    """Tokens (events, ...) so many semitones lower, none of them below 0."""
    found: Ints = np.where(token >= FIRST, token - shift + OCTAVES, token)
    return found


def _numbers(tokens: Ints) -> Ints:
    """A number (events,) for each context (events, length); NOTHING where one of its events is missing."""
    found = np.zeros(len(tokens), np.int64)
    for column in tokens.T:
        found = found << BITS | column
    return np.where((tokens == NOTHING).any(1), NOTHING, found)


def _flat(past: Tensor) -> Ints:
    found: Ints = past.flatten(0, 1).cpu().numpy()
    return found


def _in_c(batch: Batch, logits: Tensor) -> Tensor:
    """Which events are in C, (ideas x events,)."""
    return (batch.key == IN_C).repeat_interleave(logits.shape[1]).to(logits)
