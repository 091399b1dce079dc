"""Chords low and melody high, the harmony first and the melody over it: Inkling's own method.

To be read in this order. What music is to the networks: `tokens`, `grid` (a clip as tokens on 16ths), `slots` (the
same as events), `conditions` (form and how dense, high, syncopated ... a section is), `phrases` (what each bar does in
its phrase), `holes` (what is to be written where the rest is given), `batch` and `batches` (songs side by side, crops
to learn from). The networks: `config`, `embeddings`, `encoder` (reads what is given from both ends), `decoder` (an
LSTM that recalls), `voices` (what is known before an event), `harmony`, `melody`, `touch`, `critic`, `network`,
`likelihood`, `measure`. Few songs: `backoff` (what follows what in them), `gates` (how far that is trusted). Writing:
`plans` (an idea's plan, drawn from songs), `voice_state`, `guards`, `cadence`, `writer`, `written` (tokens on 16ths
again), `sampling`, `drafts`, `decode` (tokens as notes).
"""

from __future__ import annotations

from composer_app.methods.two_voice.encoding.batch import Batch, collate
from composer_app.methods.two_voice.encoding.conditions import ENDING, FARTHEST_IN_SECTION, LEFT, SINCE, ask
from composer_app.methods.two_voice.encoding.crops import Crops, in_c, key_at_end, to_c, transposed
from composer_app.methods.two_voice.encoding.decode import decode
from composer_app.methods.two_voice.encoding.grid import Song, describe_key, encode, grid_of
from composer_app.methods.two_voice.encoding.masks import led_into, opened, some_notes
from composer_app.methods.two_voice.encoding.tokens import MAX_BAR, MELODY_TOKENS
from composer_app.methods.two_voice.network.backoff import BackOff
from composer_app.methods.two_voice.network.config import TwoVoiceConfig as Config
from composer_app.methods.two_voice.network.critic import judge
from composer_app.methods.two_voice.network.evaluate import measure
from composer_app.methods.two_voice.network.gates import learn_gates
from composer_app.methods.two_voice.network.loss import likelihood
from composer_app.methods.two_voice.network.two_voice import TwoVoice as Network
from composer_app.methods.two_voice.sampling.cadence import at_home, may_close
from composer_app.methods.two_voice.sampling.drafts import away_from, songs_of
from composer_app.methods.two_voice.sampling.options import Sampling
from composer_app.methods.two_voice.sampling.plans import Planner, planned_onward, planned_over, plans_of
from composer_app.methods.two_voice.sampling.sample import write
from composer_app.methods.two_voice.sampling.written import Written
from composer_app.methods.two_voice.training.critic_lessons import RATE as LESSON_RATE
from composer_app.methods.two_voice.training.critic_lessons import Lessons

__all__ = [
    "ENDING",
    "FARTHEST_IN_SECTION",
    "LEFT",
    "LESSON_RATE",
    "MAX_BAR",
    "MELODY_TOKENS",
    "SINCE",
    "BackOff",
    "Batch",
    "Config",
    "Crops",
    "Lessons",
    "Network",
    "Planner",
    "Sampling",
    "Song",
    "Written",
    "ask",
    "at_home",
    "away_from",
    "collate",
    "decode",
    "describe_key",
    "encode",
    "grid_of",
    "in_c",
    "judge",
    "key_at_end",
    "learn_gates",
    "led_into",
    "likelihood",
    "may_close",
    "measure",
    "opened",
    "planned_onward",
    "planned_over",
    "plans_of",
    "some_notes",
    "songs_of",
    "to_c",
    "transposed",
    "write",
]
