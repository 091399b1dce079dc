"""Small pieces that the tests of the two-voice method share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import torch

from composer_app.methods.two_voice.encoding.batch import Batch, collate
from composer_app.methods.two_voice.encoding.conditions import extract_plan
from composer_app.methods.two_voice.encoding.form import encode_form
from composer_app.methods.two_voice.encoding.grid import Song, encode
from composer_app.methods.two_voice.encoding.masks import align_to_notes
from composer_app.methods.two_voice.encoding.phrases import analyse_bars
from composer_app.methods.two_voice.encoding.tokens import FIRST, HOLD, REST, SHAPES
from composer_app.methods.two_voice.network.config import TwoVoiceConfig
from composer_app.methods.two_voice.network.two_voice import TwoVoice
from composer_app.methods.two_voice.sampling.options import Sampling
from composer_app.methods.two_voice.sampling.sample import write
from composer_app.methods.two_voice.sampling.written import WrittenTokens
from composer_app.music.clip import Clip
from composer_app.music.key import Key
from composer_app.music.meter import Timeline
from composer_app.music.note import Note

BAR = 1920
C_MAJOR, G_SEVENTH_OVER_F = (36, 52, 55), (41, 55, 59, 62)
TINY = TwoVoiceConfig(hidden=24, harmony=20, embedding=8, memory=8, value=8, encoder=8, inputs=16, critic=8)
Masks = tuple[np.ndarray, np.ndarray]


def held(pitches: tuple[int, ...], bar: int) -> tuple[Note, ...]:
    return tuple(Note(bar * BAR, BAR, pitch, 64) for pitch in pitches)


def clip(bars: int = 4) -> Clip:
    """C, G7/F in turn; a melody of quarters with a rest on every fourth beat."""
    chords = tuple(n for bar in range(bars) for n in held((C_MAJOR, G_SEVENTH_OVER_F)[bar % 2], bar))
    melody = tuple(Note(bar * BAR + 480 * beat, 480, 72 + 2 * beat, 90) for bar in range(bars) for beat in range(3))
    return Clip(chords, melody, bars * BAR, Timeline.plain(96.0), Key(0))


def song(bars: int = 4) -> Song:
    return encode(clip(bars))[0]


def small_network(seed: int = 0) -> TwoVoice:
    torch.manual_seed(seed)
    network = TwoVoice(TINY).eval()
    for parameter in network.parameters():
        torch.nn.init.normal_(parameter, std=0.3)  # some are zero at first, so that a test could not see them
    return network


def random_song(seed: int, bars: int = 4, bar: int = 16, told: bool = True) -> Song:
    """Tokens at random, holds most of the time, some quarters in three; every bar begins with events."""
    chance = np.random.default_rng(seed)
    steps = bars * bar

    def tokens(low: int, high: int) -> np.ndarray:
        some = np.where(chance.random(steps) < 0.15, REST, chance.integers(low, high, steps))
        row = np.where(chance.random(steps) < 0.6, HOLD, some)
        row[::bar] = chance.integers(low, high, bars)
        return row.astype(np.int16)

    melody, chords = tokens(FIRST + 60, FIRST + 84), tokens(FIRST, FIRST + 12 * len(SHAPES))
    triplets = (
        np.repeat(chance.random(steps // 4) < 0.3, 4).astype(np.int16) if bar % 4 == 0 else np.zeros(steps, np.int16)
    )
    fourth = (np.arange(steps) % 4 == 3) & (triplets == 1)
    melody[fourth] = chords[fourth] = HOLD
    plain = Song(melody, chords, bar, 0, seed % 2, in_c=seed % 2 == 0, triplets=triplets)
    if not told:
        return plain
    starts = [(start, "AB"[start // 2 % 2]) for start in range(0, bars, 2)]
    plan = extract_plan(melody, chords, bar, SHAPES, starts)
    rows = analyse_bars(melody, chords, bar, SHAPES, plain.mode)
    return replace(plain, form=encode_form(starts, bars, last=True), plan=plan, phrasing=rows)


def random_batch(songs: int, bars: int = 4, bar: int = 16, masks: bool = False) -> Batch:
    rows = [random_song(seed, bars, bar) for seed in range(songs)]
    return collate(rows, masks=[middle_bars(row) for row in rows] if masks else None)


def middle_bars(song: Song) -> Masks:
    """The notes from the second bar to the last but one of the melody, and in the second bar of the chords."""
    steps = np.arange(len(song))
    melody = (steps >= song.bar) & (steps < len(song) - song.bar)
    return align_to_notes(song.melody, melody), align_to_notes(
        song.chords, (steps >= song.bar) & (steps < 2 * song.bar)
    )


def last_bars(song: Song, bars: int) -> Masks:
    """Both voices from bar number `bars` on."""
    steps = np.arange(len(song)) >= bars * song.bar
    return align_to_notes(song.melody, steps), align_to_notes(song.chords, steps)


def empty_song(bars: int = 4, bar: int = 16, mode: int = 0, compound: bool = False) -> Song:
    """Nothing yet, in C."""
    melody, chords, triplets = np.zeros((3, bars * bar), np.int16)
    return Song(melody, chords, bar, 0, mode, in_c=True, compound=compound, triplets=triplets)


def written(
    songs: Sequence[Song], seeds: Sequence[int] | None = None, masks: Sequence[Masks] | None = None,
    sampling: Sampling | None = None, network: TwoVoice | None = None, transpositions: Sequence[int] = (),
    no_onsets: Sequence[Masks] | None = None,
) -> WrittenTokens:  # fmt: skip
    """What a network at random writes of songs."""
    randoms = range(len(songs)) if seeds is None else seeds
    batch = collate(songs, masks=masks)
    options = sampling or Sampling()
    *_, found = write(network or small_network(), batch, options, list(randoms), transpositions, no_onsets)
    return found
