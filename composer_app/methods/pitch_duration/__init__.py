"""Pitch class and duration of one event after another: music_generation, the fourth of the five write-ups.

Published: 3,029 classical files; of every event its pitch class, a chord being its root, and the nearest of five
durations (16th, eighth, quarter, half, whole); windows of 32 events; an embedding of each, side by side, into an
LSTM; two softmax heads for the next event, cross-entropy; recursive generation from a seed. Sizes are not published:
embeddings of 16 and 8, an LSTM of 128, Adam at 1e-3 and batches of 64 are taken here.

Mended: the octave is a third head, given the pitch class; what a chord holds beside its root is a fourth; durations
are 32nds to double wholes, dotted and triplet ones among them, each within one of the published five; the time since
the event before is a fifth, so that two hands keep together. Every event of a crop is predicted, with a carried
state. Songs repeat themselves: the network sees what followed when the last 12, 6 or 3 events last came in
the same song. Crops are cut from the memory-mapped songs when sampled, and transposed. The two published
accuracies are kept: of pitch class and published duration of the next event, from the past alone.
"""

from __future__ import annotations

from composer_app.methods.entry import Entry

_ONE_WAY = "Pitch and duration writes from left to right and does not know what comes after"

ENTRY = Entry(
    "pitch_duration",
    "Pitch and duration",
    "music_generation: which pitch comes next and how long it lasts, learnt from all parts of a file together.",
    ("new", "continue"),
    {
        "fill": f"{_ONE_WAY} the bars to fill.",
        "bridge": f"{_ONE_WAY}, so it cannot lead to a given end.",
        "vary": "Pitch and duration cannot keep some notes and change others.",
        "melody": "Pitch and duration writes both hands together, so it cannot keep given chords.",
        "chords": "Pitch and duration writes both hands together, so it cannot keep a given melody.",
        "form": "Pitch and duration has no sections; ask for a number of bars.",
        "pickup": "Pitch and duration begins on bar 1, without a pickup.",
        "key": "Pitch and duration has no key setting; give it a clip in the key to continue.",
        "controls": "Pitch and duration learns from notes alone and has no such controls.",
        "range": "Pitch and duration chooses octaves as its songs do and has no range setting.",
    },
    ("mended", "as-published"),
)
