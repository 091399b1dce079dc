"""Crops of songs, drawn at random and moved to C or to a random key, as batches for training."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from composer_app.methods.two_voice.grid import FIRST, IN_C, UNKNOWN_KEY, UNKNOWN_MODE, UNTOLD, Song, Tokens
from composer_app.methods.two_voice.network import Batch
from composer_app.music.key import MAJOR_SCALE

CROP = 512
SONGS = 16
UNTOLD_SHARE = 0.4
ON_PHRASES = 0.75
PHRASE = 4
LEAST_IN_SCALE, CLOSE_CALL = 0.88, 0.04
SCALES = np.array([[(pitch - key) % 12 in MAJOR_SCALE for pitch in range(12)] for key in range(12)], float)


def transposed(song: Song, semitones: int) -> Song:
    """The song in another key; a melody note that would leave MIDI's range goes by octaves."""
    pitch = song.melody.astype(np.int64) - FIRST + semitones
    pitch = np.where(pitch > 127, pitch - 12, np.where(pitch < 0, pitch + 12, pitch))
    melody = np.where(song.melody >= FIRST, pitch + FIRST, song.melody).astype(np.int16)
    chord = song.chords.astype(np.int64) - FIRST
    moved = chord - chord % 12 + (chord + semitones) % 12 + FIRST
    chords = np.where(song.chords >= FIRST, moved, song.chords).astype(np.int16)
    key = song.key if song.key == UNKNOWN_KEY else (song.key + semitones) % 12
    return dataclasses.replace(song, melody=melody, chords=chords, key=key)


def to_c(key: int) -> int:
    """The smallest move in semitones, -6 to 5, that brings a key signature to C."""
    return (6 - key) % 12 - 6


def in_c(song: Song) -> Song:
    """The song moved to C major or A minor and known to be there; one of unknown key stays as it is."""
    if song.key == UNKNOWN_KEY:
        return song
    return dataclasses.replace(transposed(song, to_c(song.key)), in_c=True)


def heard_key(song: Song) -> Song:
    """The song with the key signature that its notes are in; unknown where no scale holds most of them.

    Files name one key for a whole piece, but pieces modulate. To be told a key that is not heard would
    teach the network to ignore it, and its ideas would leave theirs.
    """
    if song.key == UNKNOWN_KEY:
        return song
    pitches = song.melody[song.melody >= FIRST] - FIRST
    basses = (song.chords[song.chords >= FIRST] - FIRST) % 12
    counts = np.bincount(np.concatenate([pitches % 12, basses]), minlength=12)
    shares = SCALES @ counts / max(1, int(counts.sum()))
    best = int(shares.argmax())
    if shares[best] < LEAST_IN_SCALE:
        return dataclasses.replace(song, key=UNKNOWN_KEY, mode=UNKNOWN_MODE)
    if shares[song.key] >= shares[best] - CLOSE_CALL:
        return song
    return dataclasses.replace(song, key=best, mode=UNKNOWN_MODE)


def beginnings(song: Song, steps: int) -> NDArray[np.int64]:
    """The steps, four bars apart, at which phrases likely begin and a crop may.

    They are counted from the bar of the first note, or from the next one where that note is an upbeat.
    What is written from nothing begins as crops do: with a phrase, not in the midst of one.
    """
    bar, phase = divmod(int((song.melody >= FIRST).argmax()), song.bar)
    origin = (bar + (2 * phase >= song.bar)) % PHRASE
    starts = every_bar(song, steps)[origin::PHRASE]
    return starts if len(starts) else np.array([origin * song.bar if origin * song.bar < len(song) else 0])


def every_bar(song: Song, steps: int) -> NDArray[np.int64]:
    """The steps at which a bar begins and a crop still fits."""
    return np.arange(max(0, len(song) - steps) // song.bar + 1) * song.bar


def together(songs: Sequence[Song], steps: int | None = None) -> Batch:
    """Songs of one bar length as a batch, padded with -1 up to `steps` or the longest."""
    longest = steps or max(len(song) for song in songs)

    def padded(tokens: Tokens) -> NDArray[Any]:
        return np.pad(tokens.astype(np.int64), (0, longest - len(tokens)), constant_values=-1)

    return Batch(
        torch.from_numpy(np.stack([padded(song.melody) for song in songs])),
        torch.from_numpy(np.stack([padded(song.chords) for song in songs])),
        torch.tensor([IN_C if song.in_c else UNTOLD for song in songs]),
        torch.tensor([song.mode for song in songs]),
        songs[0].bar,
    )


class Crops:
    """An endless stream of batches; songs are drawn by length and weight, meters kept apart."""

    def __init__(self, songs: Sequence[Song]) -> None:
        self.by_bar: dict[int, list[Song]] = {}
        for song in songs:
            self.by_bar.setdefault(song.bar, []).append(song)
        self.shares = {bar: np.array([len(s) * s.weight for s in group]) for bar, group in self.by_bar.items()}
        self.batch_steps = CROP * SONGS
        self.steps = float(sum(len(song) * song.weight for song in songs))

    def batch(self, rng: np.random.Generator) -> Batch:
        """One batch: a bar length, songs, places and keys, all drawn by `rng`."""
        bars = list(self.by_bar)
        totals = np.array([self.shares[bar].sum() for bar in bars])
        bar = bars[rng.choice(len(bars), p=totals / totals.sum())]
        share = self.shares[bar]
        chosen = rng.choice(len(share), SONGS, p=share / share.sum())
        longest = max(len(self.by_bar[bar][i]) for i in chosen)
        steps = min(max(1, round(CROP / bar)) * bar, longest)
        return together([self._crop(self.by_bar[bar][i], steps, rng) for i in chosen], steps)

    def stream(self, seed: int, start: int = 0) -> Iterator[Batch]:
        """Batches number `start` and on; batch k of a seed is always the same, so a run can be resumed."""
        for number in itertools.count(start):
            yield self.batch(np.random.default_rng((seed, number)))

    def _crop(self, song: Song, steps: int, rng: np.random.Generator) -> Song:
        begin = int(rng.choice(beginnings(song, steps) if rng.random() < ON_PHRASES else every_bar(song, steps)))
        melody, chords = song.melody[begin : begin + steps], song.chords[begin : begin + steps]
        cut = heard_key(dataclasses.replace(song, melody=melody, chords=chords))
        if cut.key != UNKNOWN_KEY and rng.random() >= UNTOLD_SHARE:
            return in_c(cut if rng.random() >= UNTOLD_SHARE / 2 else dataclasses.replace(cut, mode=UNKNOWN_MODE))
        return transposed(dataclasses.replace(cut, mode=UNKNOWN_MODE), int(rng.integers(-6, 6)))
