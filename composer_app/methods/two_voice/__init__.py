"""Chords low and melody high, written together on the 16th grid: Inkling's own method."""

from __future__ import annotations

from composer_app.methods.two_voice.batch import Batch
from composer_app.methods.two_voice.batches import Crops, in_c, to_c, together, transposed
from composer_app.methods.two_voice.cadence import at_home, may_close
from composer_app.methods.two_voice.conditions import ENDING, FARTHEST_IN_SECTION, LEFT, SINCE, ask
from composer_app.methods.two_voice.decode import decode
from composer_app.methods.two_voice.draw import Draw
from composer_app.methods.two_voice.grid import Song, describe_key, encode, grid_of
from composer_app.methods.two_voice.holes import opened, some_notes
from composer_app.methods.two_voice.likelihood import likelihood
from composer_app.methods.two_voice.manner import leant, ways_of
from composer_app.methods.two_voice.measure import measure
from composer_app.methods.two_voice.network import TwoVoice as Network
from composer_app.methods.two_voice.network import TwoVoiceConfig as Config
from composer_app.methods.two_voice.plans import Planner, plans_of
from composer_app.methods.two_voice.sampling import write
from composer_app.methods.two_voice.tokens import IN_C, MAX_BAR, MELODY_TOKENS, UNTOLD

__all__ = [
    "ENDING",
    "FARTHEST_IN_SECTION",
    "IN_C",
    "LEFT",
    "MAX_BAR",
    "MELODY_TOKENS",
    "SINCE",
    "UNTOLD",
    "Batch",
    "Config",
    "Crops",
    "Draw",
    "Network",
    "Planner",
    "Song",
    "ask",
    "at_home",
    "decode",
    "describe_key",
    "encode",
    "grid_of",
    "in_c",
    "leant",
    "likelihood",
    "may_close",
    "measure",
    "opened",
    "plans_of",
    "some_notes",
    "to_c",
    "together",
    "transposed",
    "ways_of",
    "write",
]
