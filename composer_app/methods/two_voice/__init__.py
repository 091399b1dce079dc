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

from composer_app.methods.entry import Entry
from composer_app.protocol.request import TASKS

ENTRY = Entry("two_voice", "Two voices", "Inkling's own: chords low, melody high, any part given.", TASKS)
