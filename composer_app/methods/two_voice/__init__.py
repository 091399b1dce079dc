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

from composer_app.methods.two_voice.backoff import BackOff
from composer_app.methods.two_voice.batch import Batch, collate
from composer_app.methods.two_voice.batches import Crops, in_c, key_at_end, to_c, transposed
from composer_app.methods.two_voice.cadence import at_home, may_close
from composer_app.methods.two_voice.conditions import ENDING, FARTHEST_IN_SECTION, LEFT, SINCE, ask
from composer_app.methods.two_voice.config import TwoVoiceConfig as Config
from composer_app.methods.two_voice.critic import judge
from composer_app.methods.two_voice.decode import decode
from composer_app.methods.two_voice.drafts import away_from, songs_of
from composer_app.methods.two_voice.gates import learn_gates
from composer_app.methods.two_voice.grid import Song, describe_key, encode, grid_of
from composer_app.methods.two_voice.holes import led_into, opened, some_notes
from composer_app.methods.two_voice.likelihood import likelihood
from composer_app.methods.two_voice.measure import measure
from composer_app.methods.two_voice.network import TwoVoice as Network
from composer_app.methods.two_voice.plans import Planner, planned_onward, planned_over, plans_of
from composer_app.methods.two_voice.sampling import write
from composer_app.methods.two_voice.sampling_options import Sampling
from composer_app.methods.two_voice.teaching import RATE as LESSON_RATE
from composer_app.methods.two_voice.teaching import Lessons
from composer_app.methods.two_voice.tokens import MAX_BAR, MELODY_TOKENS
from composer_app.methods.two_voice.written import Written

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
