"""A boolean roll, a column for every beat: "Neural Tunes".

Published: the first instrument only; one column for every half second, a song's lowest note and the 50 above it; an
LSTM (its size is not given; 128 is assumed), binary cross-entropy, learning rate 0.01, 20 epochs, 14 whole songs a
batch; written from one silent beat: to the likelihood of each note noise is added and the four likeliest are next.

Mended: all instruments and the whole keyboard; beats follow the music's tempo, a 16th each or what is set; what is
struck is told from what sounds on; as many notes sound as are drawn, rests among them, from a mixture of a few
choices, so that the notes of a chord come together; songs are heard in other keys. And the network is told what
followed the last time the song came by the same beats, for music comes back.
"""

from __future__ import annotations

from composer_app.methods.entry import Entry

_ONE_WAY = "Beat roll writes from left to right and cannot hear what comes after"

ENTRY = Entry(
    "beat_roll",
    "Beat roll",
    "Neural Tunes, mended: which notes sound at each beat and which are struck, for all instruments together.",
    ("new", "continue"),
    {
        "fill": f"{_ONE_WAY} the bars to fill.",
        "bridge": f"{_ONE_WAY}, so it cannot lead to a given end.",
        "vary": "Beat roll cannot keep some notes and change others.",
        "melody": "Beat roll hears all notes of a beat as one, so it cannot keep given chords.",
        "chords": "Beat roll hears all notes of a beat as one, so it cannot keep a given melody.",
        "form": "Beat roll knows no sections; ask for a number of bars.",
        "pickup": "Beat roll begins on bar 1 and knows no pickup.",
        "key": "Beat roll is not told keys; give it a clip in the key to go on from.",
        "controls": "Beat roll learns from notes alone and is told nothing else.",
    },
    ("mended", "as-published"),
)
