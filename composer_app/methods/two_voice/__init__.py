"""Chords low and melody high, written together on the 16th grid: Inkling's own method."""

from __future__ import annotations

from composer_app.methods.two_voice.batches import Crops, in_c, to_c, together, transposed
from composer_app.methods.two_voice.grid import IN_C, MELODY_TOKENS, UNTOLD, Song, decode, describe_key, encode
from composer_app.methods.two_voice.measure import measure
from composer_app.methods.two_voice.network import Batch, likelihood
from composer_app.methods.two_voice.network import TwoVoice as Network
from composer_app.methods.two_voice.network import TwoVoiceConfig as Config
from composer_app.methods.two_voice.sampling import Draw, write

__all__ = [
    "IN_C",
    "MELODY_TOKENS",
    "UNTOLD",
    "Batch",
    "Config",
    "Crops",
    "Draw",
    "Network",
    "Song",
    "decode",
    "describe_key",
    "encode",
    "in_c",
    "likelihood",
    "measure",
    "to_c",
    "together",
    "transposed",
    "write",
]
