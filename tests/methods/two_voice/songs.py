"""Small pieces that the tests of the two-voice method share."""

from __future__ import annotations

import torch

from composer_app.methods.two_voice.grid import FIRST, Song, encode
from composer_app.methods.two_voice.network import Batch, TwoVoice, TwoVoiceConfig
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
    return TwoVoice(TwoVoiceConfig(hidden=24, layers=2, embedding=8, memory=8, value=8)).eval()


def random_batch(network: TwoVoice, songs: int, steps: int, bar: int = 16, seed: int = 0) -> Batch:
    """Tokens at random, holds most of the time."""
    generator = torch.Generator().manual_seed(seed)

    def tokens(high: int) -> torch.Tensor:
        some = torch.randint(1, high, (songs, steps), generator=generator)
        return torch.where(torch.rand((songs, steps), generator=generator) < 0.6, 0, some)

    keys = torch.arange(songs) % 2
    return Batch(tokens(FIRST + 128), tokens(network.config.chord_tokens), keys, keys, bar)
