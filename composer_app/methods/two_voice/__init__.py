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

from composer_app.methods.entry import Entry
from composer_app.protocol.request import TASKS

ENTRY = Entry("two_voice", "Two voices", "Inkling's own: chords low, melody high, any part given.", TASKS)
