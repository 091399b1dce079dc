"""Small pieces that the tests of the two-voice method share."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import torch

from composer_app.methods.two_voice.batch import Batch
from composer_app.methods.two_voice.batches import together
from composer_app.methods.two_voice.conditions import lay_form, measure_plan
from composer_app.methods.two_voice.grid import Song, encode
from composer_app.methods.two_voice.network import TwoVoice, TwoVoiceConfig
from composer_app.methods.two_voice.tokens import FIRST, HOLD, REST, SHAPES
from composer_app.music.clip import Clip
from composer_app.music.key import Key
from composer_app.music.meter import Timeline
from composer_app.music.note import Note

BAR = 1920
C_MAJOR, G_SEVENTH_OVER_F = (36, 52, 55), (41, 55, 59, 62)


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
    network = TwoVoice(TwoVoiceConfig(hidden=24, layers=2, embedding=8, memory=8, value=8, reader=8)).eval()
    for parameter in (
        network.distance,
        network.same_place,
        network.null_key,
        network.null_value,
        network.ahead_distance,
    ):
        torch.nn.init.normal_(parameter)  # zero at first, so that a test could not see them
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
    thirds = (
        np.repeat(chance.random(steps // 4) < 0.3, 4).astype(np.int16) if bar % 4 == 0 else np.zeros(steps, np.int16)
    )
    fourth = (np.arange(steps) % 4 == 3) & (thirds == 1)
    melody[fourth] = chords[fourth] = HOLD
    plain = Song(melody, chords, bar, 0, seed % 2, in_c=seed % 2 == 0, thirds=thirds)
    if not told:
        return plain
    starts = [(start, "AB"[start // 2 % 2]) for start in range(0, bars, 2)]
    plan = measure_plan(melody, chords, bar, SHAPES, starts)
    return replace(plain, form=lay_form(starts, bars, last=True), plan=plan)


def random_batch(songs: int, bars: int = 4, bar: int = 16, holes: bool = False) -> Batch:
    rows = [random_song(seed, bars, bar) for seed in range(songs)]
    return together(rows, holes=[middle_bars(row) for row in rows] if holes else None)


def middle_bars(song: Song) -> tuple[np.ndarray, np.ndarray]:
    """A hole from the second bar to the last but one in the melody, and in the second bar of the chords."""
    steps = np.arange(len(song))
    melody = (steps >= song.bar) & (steps < len(song) - song.bar)
    return melody, (steps >= song.bar) & (steps < 2 * song.bar)
