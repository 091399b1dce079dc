"""Chords low and melody high, the harmony first and the melody over it: Inkling's own method.

Read it in this order. `encoding`, music as the networks take it in: `tokens`, `grid` (a clip as tokens by 16th),
`events` (tokens as events), `form`, `conditions` (the plan: density, register ... of each section), `phrases` (what
each bar repeats, and cadences), `excerpts`, `transposition` (to C and back), `masks` (what is to be written), `dropout`
(of conditions), `batch`, `crops` (batches to learn from), `decode` (tokens as notes). `network`: `config`,
`embeddings`, `encoder` (of the context), `decoder` (an LSTM with attention), `context` (what is known at an event),
`harmony`, `melody`, `expression`, `critic`, `two_voice` (all together), `loss`, `evaluate`; for few songs `backoff`
(counts) and `gates` (how far they are trusted). `sampling`: `plans` (of songs), `planner` (the layout of an idea),
`options`, `decoder_state`, `guards`, `cadence`, `writer`, `written`, `sample`, `drafts`. `training`: `critic_training`.
"""

from __future__ import annotations

from composer_app.methods.two_voice.encoding.batch import Batch, collate
from composer_app.methods.two_voice.encoding.conditions import check_controls, request_plan
from composer_app.methods.two_voice.encoding.crops import Crops
from composer_app.methods.two_voice.encoding.decode import decode
from composer_app.methods.two_voice.encoding.form import (
    FARTHEST_IN_SECTION,
    SECTION_BAR,
    SECTION_BARS_LEFT,
    SONG_BARS_LEFT,
)
from composer_app.methods.two_voice.encoding.grid import Song, describe_key, encode, grid_of
from composer_app.methods.two_voice.encoding.masks import align_to_notes, mask_notes, with_pickup
from composer_app.methods.two_voice.encoding.tokens import MAX_BAR, MELODY_TOKENS
from composer_app.methods.two_voice.encoding.transposition import (
    key_at_end,
    semitones_to_c,
    transpose,
    transpose_to_c,
)
from composer_app.methods.two_voice.network.backoff import BackOff
from composer_app.methods.two_voice.network.config import PRESETS
from composer_app.methods.two_voice.network.config import TwoVoiceConfig as Config
from composer_app.methods.two_voice.network.critic import critic_score
from composer_app.methods.two_voice.network.evaluate import evaluate_song as measure
from composer_app.methods.two_voice.network.gates import fit_gates
from composer_app.methods.two_voice.network.loss import batch_loss as likelihood
from composer_app.methods.two_voice.network.two_voice import TwoVoice as Network
from composer_app.methods.two_voice.sampling.cadence import may_end_on_cadence, with_final_mode
from composer_app.methods.two_voice.sampling.drafts import distance_from_request, written_songs
from composer_app.methods.two_voice.sampling.options import Sampling
from composer_app.methods.two_voice.sampling.planner import Planner, plan_continuation, plan_new_melody
from composer_app.methods.two_voice.sampling.plans import plans_of
from composer_app.methods.two_voice.sampling.sample import write
from composer_app.methods.two_voice.training.critic_training import RATE as CRITIC_RATE
from composer_app.methods.two_voice.training.critic_training import CriticTraining

__all__ = [
    "CRITIC_RATE",
    "FARTHEST_IN_SECTION",
    "MAX_BAR",
    "MELODY_TOKENS",
    "PRESETS",
    "SECTION_BAR",
    "SECTION_BARS_LEFT",
    "SONG_BARS_LEFT",
    "BackOff",
    "Batch",
    "Config",
    "CriticTraining",
    "Crops",
    "Network",
    "Planner",
    "Sampling",
    "Song",
    "align_to_notes",
    "check_controls",
    "collate",
    "critic_score",
    "decode",
    "describe_key",
    "distance_from_request",
    "encode",
    "fit_gates",
    "grid_of",
    "key_at_end",
    "likelihood",
    "mask_notes",
    "may_end_on_cadence",
    "measure",
    "plan_continuation",
    "plan_new_melody",
    "plans_of",
    "request_plan",
    "semitones_to_c",
    "transpose",
    "transpose_to_c",
    "with_final_mode",
    "with_pickup",
    "write",
    "written_songs",
]
