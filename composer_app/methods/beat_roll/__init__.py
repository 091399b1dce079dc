"""A boolean roll, a column for every beat: "Neural Tunes".

Published: the first instrument only; one column for every half second, a song's lowest note and the 50 above it; an
LSTM (its size is not given; 128 is assumed), binary cross-entropy, learning rate 0.01, 20 epochs, 14 whole songs a
batch; written from one silent beat: noise is added to the probability of each note and the four likeliest are next.

Mended: all instruments and the whole keyboard; beats follow the music's tempo, a 16th each or what is set; what is
struck is set apart from what sounds on; notes and rests are sampled from a mixture of a few choices, so that the notes
of a chord come together; songs are transposed. And the network sees what followed the last time the same beats came,
as music repeats itself.
"""

from __future__ import annotations

from composer_app.methods.entry import Entry

_ONE_WAY = "Beat roll writes from left to right and does not know what comes after"

ENTRY = Entry(
    "beat_roll",
    "Beat roll",
    "Neural Tunes, mended: which notes sound at each beat and which are struck, for all instruments together.",
    ("new", "continue"),
    {
        "fill": f"{_ONE_WAY} the bars to fill.",
        "bridge": f"{_ONE_WAY}, so it cannot lead to a given end.",
        "vary": "Beat roll cannot keep some notes and change others.",
        "melody": "Beat roll writes all notes of a beat together, so it cannot keep given chords.",
        "chords": "Beat roll writes all notes of a beat together, so it cannot keep a given melody.",
        "form": "Beat roll has no sections; ask for a number of bars.",
        "pickup": "Beat roll begins on bar 1, without a pickup.",
        "key": "Beat roll has no key setting; give it a clip in the key to continue.",
        "controls": "Beat roll learns from notes alone and has no such controls.",
    },
    ("mended", "as-published"),
)
